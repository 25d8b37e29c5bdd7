"""The words that the pages of a PDF show, by pdfium: for telling forms, not for answers.

pdfium reads a page some fourteen times as fast as pdfplumber; where on the
page something stands is the ``text`` reader's affair.
"""

from __future__ import annotations

from functools import lru_cache

from oroforms.i18n import gettext as _
from oroforms.readers.drawing import refuse_endless_drawing
from oroforms.readers.guard import unreadable
from oroforms.readers.pdffile import open_pdf

MAX_CHARACTERS = 200_000
"""Characters of one page that are looked at: a dense page has some 6 000."""


@lru_cache(maxsize=1)
def page_texts(content: bytes) -> tuple[str, ...]:
    """The text of each page in the order of its content stream.

    The last file's text is kept, since telling the form and reading it both ask.

    Raises
    ------
    UnreadableDocument
        When the file cannot be opened, or draws without end.
    """
    import pypdfium2

    with open_pdf(content) as file:
        refuse_endless_drawing(file)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise unreadable("document-damaged", reason=str(error)) from error
    texts = []
    try:
        for index in range(len(document)):
            page = document[index]
            text_page = page.get_textpage()
            count = min(text_page.count_chars(), MAX_CHARACTERS)
            texts.append(text_page.get_text_range(0, count) if count else "")
            text_page.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        reason = _("page {page}: {error}").format(page=len(texts) + 1, error=error)
        raise unreadable("document-damaged", reason=reason) from error
    finally:
        document.close()
    return tuple(texts)
