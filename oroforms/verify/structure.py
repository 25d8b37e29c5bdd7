"""Where the signatures of a PDF lie, and whether each is over all of its revision.

Works on the bytes and on qpdf's reading of them, so that pyHanko's reading
has a second one beside it. The measures, each against a known forgery:

1. ``/ByteRange`` is ``[0 a b c]`` and leaves out exactly the hexadecimal
   string of ``/Contents`` (signature wrapping: signed bytes moved into a
   wider gap; universal forgery: one of the two missing or empty).
2. What is covered ends with ``%%EOF`` and is by itself a PDF that qpdf reads
   without mending, and that already bears the same signature.
3. Nothing but white space follows the last ``%%EOF``, and the header stands
   at the very beginning: programs count offsets from either.
4. The fields that qpdf and pyHanko find are the same (held in
   :mod:`oroforms.verify.verifying`), and no signature dictionary lies about
   in the file that no field shows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import pikepdf

from oroforms.i18n import gettext as _
from oroforms.readers.acrofields import form_fields
from oroforms.readers.pdffile import PdfFile

_HEX = re.compile(rb"<(?:[0-9A-Fa-f]{2})+>")
_BYTE_RANGE = re.compile(rb"/(?:ByteRange|#[0-9A-Fa-f]{2}yteRange)\s*\[")
_END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?\Z")
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10}) ([0-9]{1,5}) obj\b")
_BODY = re.compile(rb"stream|endobj")
_HEAD = 400
_SEQUENCE = 0x30
_WHITE = b"\x00\t\n\x0c\r "


@dataclass(frozen=True, slots=True)
class SignedSpot:
    """One signed field, as qpdf finds it, with what its place in the file already refutes."""

    field: str
    """Full name."""
    timestamp: bool
    """Whether it is a document time-stamp, which vouches for a time and for no person."""
    byte_range: tuple[int, ...]
    contents: bytes
    flaws: tuple[str, ...]
    """Reasons, in words, why it cannot be a signature over its revision."""

    @property
    def end(self) -> int:
        """Offset behind the last byte that it covers."""
        return self.byte_range[2] + self.byte_range[3] if len(self.byte_range) == 4 else 0


def signed_spots(file: PdfFile) -> tuple[SignedSpot, ...]:
    """All signed fields, in the order in which they were signed."""
    found = [
        _spot(file, field.name, field.value)
        for field in form_fields(file)
        if field.kind == "Sig" and isinstance(field.value, pikepdf.Dictionary)
    ]
    once = {spot.byte_range for spot in found}
    if len(once) < len(found):
        twice = _("two signature fields show one and the same signature")
        found = [_with_flaw(spot, twice) for spot in found]
    return tuple(sorted(found, key=lambda spot: spot.end))


def file_flaws(file: PdfFile, spots: tuple[SignedSpot, ...]) -> tuple[str, ...]:
    """What of the whole file makes that no signature in it can be relied on."""
    content = file.content
    flaws = []
    if not content.startswith(b"%PDF-"):
        flaws.append(_("something stands before the beginning of the document"))
    end = content.rfind(b"%%EOF")
    if end < 0 or content[end + 5 :].strip(_WHITE):
        flaws.append(_("something stands behind the end of the document"))
    if file.repaired:
        flaws.append(_("its table of contents is damaged, and programs may show different pages"))
    if len(_BYTE_RANGE.findall(content)) > len(spots) or _loose(file, spots):
        flaws.append(_("it holds a signature that belongs to no field"))
    return tuple(flaws)


def has_unlisted_objects(
    content: bytes, start: int, places: Callable[[int, int], Collection[int]]
) -> bool:
    """Whether objects were put behind an offset that no table of contents names.

    Programs that mend a file by looking through it find them, others do not.
    ``places`` tells at which offsets an object of that number and generation
    lies, in any revision.
    """
    for found in _OBJECT.finditer(content, start):
        number, generation = int(found[1]), int(found[2])
        head = content[found.end() : found.end() + _HEAD]
        is_table = b"/XRef" in _BODY.split(head, maxsplit=1)[0]
        if not is_table and found.start() not in places(number, generation):
            return True
    return False


def has_signature_bytes(content: bytes) -> bool:
    """Whether it can bear a signature at all: the place of one is always written in plain."""
    return _BYTE_RANGE.search(content) is not None


def _loose(file: PdfFile, spots: tuple[SignedSpot, ...]) -> bool:
    """Whether signature dictionaries stand in the file that no field holds."""
    known = {spot.contents for spot in spots}
    return any(
        isinstance(thing, pikepdf.Dictionary)
        and "/ByteRange" in thing
        and _bytes(thing.get("/Contents")) not in known
        for thing in file.pdf.objects
    )


def _spot(file: PdfFile, name: str, value: pikepdf.Dictionary) -> SignedSpot:
    byte_range = _numbers(value.get("/ByteRange"))
    contents = _bytes(value.get("/Contents"))
    timestamp = value.get("/Type") == "/DocTimeStamp"
    spot = SignedSpot(name, timestamp, byte_range, contents, ())
    flaws = tuple(_flaws(file.content, spot))
    if not flaws:
        flaws = tuple(_revision_flaws(file.content, spot))
    return _with_flaw(spot, *flaws)


def _with_flaw(spot: SignedSpot, *flaws: str) -> SignedSpot:
    return SignedSpot(
        spot.field, spot.timestamp, spot.byte_range, spot.contents, (*spot.flaws, *flaws)
    )


def _flaws(content: bytes, spot: SignedSpot) -> Iterator[str]:
    """What is wrong with the range of bytes that a signature names."""
    if not spot.contents:
        yield _("the signature itself is missing")
        return
    if len(spot.byte_range) != 4:
        yield _("it does not say which part of the file it is over")
        return
    start, first, after, last = spot.byte_range
    if start != 0 or first <= 0 or after <= first or last <= 0 or spot.end > len(content):
        yield _("it is not over the whole document, but only over parts of it")
        return
    gap = content[first:after]
    if not _HEX.fullmatch(gap):
        yield _("it leaves out more of the file than the signature itself")
    elif bytes.fromhex(gap[1:-1].decode("ascii")) != spot.contents:
        yield _("the signature that is shown is not the one that lies at its place")
    elif spot.contents[_der_length(spot.contents) :].strip(b"\0"):
        yield _("something lies hidden behind the signature, where nothing is signed")
    if not _END.search(content[spot.end - 16 : spot.end]):
        yield _("what it is over does not end where a document ends")


def _der_length(der: bytes) -> int:
    """Bytes of the value that stands first (X.690, 8.1.3); 0 where none can be told."""
    if len(der) < 2 or der[0] != _SEQUENCE:
        return 0
    if der[1] < 0x80:
        return 2 + der[1]
    count = der[1] & 0x7F
    return 2 + count + int.from_bytes(der[2 : 2 + count], "big") if 0 < count <= 4 else 0


def _revision_flaws(content: bytes, spot: SignedSpot) -> Iterator[str]:
    """Whether what is covered is a whole document that bears this very signature."""
    if spot.end == len(content):
        return
    try:
        with opened_revision(content, spot.end) as old:
            values = [
                value
                for value in _values(old.Root.get("/AcroForm"))
                if _bytes(value.get("/Contents")) == spot.contents
                and _numbers(value.get("/ByteRange")) == spot.byte_range
            ]
            if not values:
                yield _("the part of the file that it is over does not bear it")
    except (pikepdf.PikepdfError, RecursionError, UnicodeDecodeError):
        yield _("the part of the file that it is over is no whole document")


def opened_revision(content: bytes, end: int) -> pikepdf.Pdf:
    """The document as it was when its first ``end`` bytes were all of it; never mended.

    Raises
    ------
    pikepdf.PdfError
        When those bytes are no document.
    """
    return pikepdf.open(io.BytesIO(content[:end]), attempt_recovery=False)


def _values(form: object, limit: int = 20_000) -> Iterator[pikepdf.Object]:
    """Values of signature fields in a form's tree."""
    stack = list(form.get("/Fields", ())) if isinstance(form, pikepdf.Dictionary) else []
    for _step in range(limit):
        if not stack:
            return
        node = stack.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        value = node.get("/V")
        if isinstance(value, pikepdf.Dictionary):
            yield value
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            stack.extend(kids)


def _numbers(array: object) -> tuple[int, ...]:
    """Whole numbers of an array; empty where it is anything else."""
    if not isinstance(array, pikepdf.Array) or len(array) > 64:
        return ()
    items: list[object] = list(array)
    numbers = [item for item in items if isinstance(item, int) and not isinstance(item, bool)]
    return tuple(numbers) if len(numbers) == len(items) else ()


def _bytes(text: object) -> bytes:
    return bytes(text) if isinstance(text, pikepdf.String) else b""
