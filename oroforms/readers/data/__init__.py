"""Reading hybrid documents: finished PDFs that carry their answers, held against their pages."""
