"""Reader for PDFs whose fields are gone: flattened, printed, or re-flowed by a word processor."""
