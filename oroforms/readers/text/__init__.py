"""Reader for PDFs whose fields are gone: flattened, printed, or re-flowed by a word processor."""

from oroforms.readers.text.reader import TextReader

__all__ = ["TextReader"]
