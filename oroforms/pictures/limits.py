"""How large a picture may be, and how it is said that one cannot be read."""

from __future__ import annotations

from oroforms.errors import UnreadableDocument
from oroforms.i18n import gettext as _

MOST_PIXELS = 120_000_000
"""Above this a picture is not unpacked: A4 at 1 000 dots an inch has 97 million pixels."""
MOST_PAGES = 20_000
PLENTY = 45_000_000
"""Pictures above this are halved: A4 at 600 dots an inch has 35 million pixels."""
_LEAST_DPI, _MOST_DPI = 90.0, 1300.0
"""Figures outside are no scanner's: cameras and drawing programs write 72 or 96 for nothing."""


def checked_size(width: int, height: int, page: int) -> None:
    """Refuse a picture that is too large, before it is unpacked.

    Raises
    ------
    UnreadableDocument
        When it is.
    """
    if width < 1 or height < 1:
        raise damaged(page, _("it has no pixels"))
    if width * height > MOST_PIXELS or max(width, height) > _LONGEST:
        size = _("{width} × {height} pixels").format(width=width, height=height)
        limit = _("{most} million pixels a page").format(most=MOST_PIXELS // 1_000_000)
        raise UnreadableDocument(
            _("page {page} is too large: {size}, at most {limit} are read").format(
                page=page, size=size, limit=limit
            ),
            "document-too-large",
            {"size": size, "limit": limit},
        )


_LONGEST = 32_000
"""OpenCV's remap counts in 16 bits."""


def damaged(page: int, reason: str) -> UnreadableDocument:
    """The error that says why one page cannot be read."""
    return UnreadableDocument(
        _("page {page} cannot be read: {reason}").format(page=page, reason=reason)
    )


def believed(across: float, down: float) -> tuple[float, float] | None:
    """Dots an inch as a file says them, or ``None`` where no scanner can have meant them."""
    if not (min(across, down) >= _LEAST_DPI and max(across, down) <= _MOST_DPI):
        return None
    if max(across, down) > 2.2 * min(across, down):
        return None
    return (across, down)
