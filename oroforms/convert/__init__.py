"""Makes PDFs: finished ones for signing, fillable ones to be answered, and their layouts."""
