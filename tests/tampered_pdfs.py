"""Documents that were tampered with, before or after they were signed.

Sources of the attacks:

* *Trillion*: Mladenov, Mainka and others, "1 Trillion Dollar Refund: How To Spoof PDF
  Signatures", CCS 2019 (universal forgery, incremental saving, signature wrapping).
* *Shadow*: Mainka, Mladenov, Rohlmann, "Shadow Attacks: Hiding and Replacing Content in Signed
  PDFs", NDSS 2021 (hide, replace, hide and replace).
* *Certification*: Rohlmann, Mladenov, Mainka, Schwenk, "Breaking the Specification: PDF
  Certification", IEEE S&P 2021 (evil annotation, sneaky signature).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from pdf_revisions import appended, last_xref, section, stream, written
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

Change = Callable[[bytes], bytes]
_Name = generic.pdf_name
_BLACK = b"q 0 g 60 300 480 400 re f Q"
"""What an attacker paints over a page."""
_WHITE = b"q 1 g 0 0 600 850 re f Q"


def unchanged(pdf: bytes) -> bytes:
    """The document as it is."""
    return pdf


@dataclass(frozen=True, slots=True)
class Attack:
    """A way to make a signed document show what was not signed."""

    name: str
    says: str
    strike: Change
    """What is done to the signed file."""
    prepare: Change = unchanged
    """What was done to the document before it was signed."""
    certify: int | None = None
    """The signature certifies the document and allows so much: 2 filling in, 3 notes too."""

    def made(self, pdf: bytes, sign: Callable[[bytes, int | None], bytes]) -> bytes:
        """The document prepared, signed by ``sign(pdf, certify)``, and struck."""
        return self.strike(sign(self.prepare(pdf), self.certify))


# --- the signed bytes themselves -----------------------------------------------------------------


def _flipped_byte(pdf: bytes) -> bytes:
    # A letter of the metadata's title: the file stays readable, and nothing else would notice.
    at = pdf.index(b"</rdf:li>") - 1
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def _flipped_signature(pdf: bytes) -> bytes:
    # The last bytes are the signature's value, or those of the time-stamp over it.
    before, after = _gap(pdf)
    at = before + len(pdf[before:after].rstrip(b">0")) - 40
    digit = b"0" if pdf[at : at + 1] != b"0" else b"1"
    return pdf[:at] + digit + pdf[at + 1 :]


def _gap(pdf: bytes) -> tuple[int, int]:
    """Where the last signature's own bytes lie between what it signs."""
    _zero, before, after, _length = _byte_ranges(pdf)[-1]
    return before, after


def _byte_ranges(pdf: bytes) -> list[tuple[int, ...]]:
    found = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf)
    return [tuple(map(int, each)) for each in found]


# --- revisions after the signature ---------------------------------------------------------------


def _updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: IncrementalPdfFileWriter, number: int = 0) -> generic.DictionaryObject:
    page: generic.DictionaryObject = writer.find_page_for_modification(number)[0].get_object()
    return page


def _painted(paint: bytes) -> generic.StreamObject:
    return generic.StreamObject(stream_data=paint)


def _over_page(writer: IncrementalPdfFileWriter, content: generic.PdfObject) -> None:
    """Adds a content stream to the first page."""
    page = _page(writer)
    page["/Contents"] = generic.ArrayObject([*_contents(page), content])
    writer.update_container(page)


def _contents(page: generic.DictionaryObject) -> list[generic.PdfObject]:
    parts = page["/Contents"]
    return list(parts) if isinstance(parts, generic.ArrayObject) else [page.raw_get("/Contents")]


def _changed_text(pdf: bytes) -> bytes:
    return _updated(pdf, lambda w: _over_page(w, w.add_object(_painted(_BLACK))))


def _swapped_pages(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"] = generic.ArrayObject(reversed(pages["/Kids"]))
        writer.update_container(pages)

    return _updated(pdf, change)


def _changed_data(pdf: bytes) -> bytes:
    """Other values in the attachment that the receiving office imports."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        held = writer.root["/AF"][0]["/EF"].raw_get("/F")
        other = generic.StreamObject(
            {_Name("/Type"): _Name("/EmbeddedFile")}, stream_data=b'{"child": {"name": "Annan"}}'
        )
        writer.objects[held.generation, held.idnum] = other

    return _updated(pdf, change)


def _signature_field(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    from pyhanko.sign.fields import enumerate_sig_fields

    _name, _value, reference = next(iter(enumerate_sig_fields(writer, filled_status=True)))
    field: generic.DictionaryObject = reference.get_object()
    return field


def _appearance(writer: IncrementalPdfFileWriter, paint: bytes) -> generic.PdfObject:
    box = generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 595, 842))
    form = generic.StreamObject(
        {_Name("/Type"): _Name("/XObject"), _Name("/Subtype"): _Name("/Form"), _Name("/BBox"): box},
        stream_data=paint,
    )
    return writer.add_object(form)


def _changed_seal(pdf: bytes) -> bytes:
    """Another picture where the signature shows who signed."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = _signature_field(writer)
        normal = generic.DictionaryObject({_Name("/N"): _appearance(writer, _BLACK)})
        field["/AP"] = normal
        writer.update_container(field)

    return _updated(pdf, change)


def _stripped(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = _signature_field(writer)
        del field["/V"]
        writer.update_container(field)
        _over_page(writer, writer.add_object(_painted(_BLACK)))

    return _updated(pdf, change)


def _added_action(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/OpenAction"] = generic.DictionaryObject(
            {_Name("/S"): _Name("/JavaScript"), _Name("/JS"): generic.pdf_string("app.alert(1)")}
        )
        writer.update_root()

    return _updated(pdf, change)


def _widget(
    writer: IncrementalPdfFileWriter, kind: str, box: tuple[int, ...]
) -> generic.IndirectObject:
    """A new form field with its widget on the first page."""
    page = _page(writer)
    field = generic.DictionaryObject(
        {
            _Name("/Type"): _Name("/Annot"),
            _Name("/Subtype"): _Name("/Widget"),
            _Name("/FT"): _Name(kind),
            _Name("/T"): generic.pdf_string("added"),
            _Name("/F"): generic.NumberObject(4),
            _Name("/Rect"): generic.ArrayObject(map(generic.NumberObject, box)),
            _Name("/P"): writer.find_page_for_modification(0)[0],
        }
    )
    reference = writer.add_object(field)
    form = writer.root["/AcroForm"]
    form["/Fields"].append(reference)
    writer.update_container(form["/Fields"])
    _annotate(writer, page, reference)
    return reference


def _annotate(
    writer: IncrementalPdfFileWriter, page: generic.DictionaryObject, reference: generic.PdfObject
) -> None:
    if "/Annots" in page:
        page["/Annots"].append(reference)
        writer.update_container(page["/Annots"])
    else:
        page["/Annots"] = generic.ArrayObject([reference])
        writer.update_container(page)


def _sneaky_field(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = _widget(writer, "/Sig", (0, 0, 595, 842)).get_object()
        field["/AP"] = generic.DictionaryObject({_Name("/N"): _appearance(writer, _BLACK)})

    return _updated(pdf, change)


def _evil_annotation(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        note = generic.DictionaryObject(
            {
                _Name("/Type"): _Name("/Annot"),
                _Name("/Subtype"): _Name("/FreeText"),
                _Name("/F"): generic.NumberObject(4),
                _Name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
                _Name("/Contents"): generic.pdf_string("Ingen oro finns."),
                _Name("/DA"): generic.pdf_string("/Helv 12 Tf 0 g"),
            }
        )
        note["/AP"] = generic.DictionaryObject({_Name("/N"): _appearance(writer, _BLACK)})
        _annotate(writer, _page(writer), writer.add_object(note))

    return _updated(pdf, change)


def _bytes_after_the_end(pdf: bytes) -> bytes:
    return pdf + b"\nwhat nobody signed\n"


def _page_number(pdf: bytes) -> tuple[int, generic.DictionaryObject]:
    reader = PdfFileReader(io.BytesIO(pdf))
    reference = reader.find_page_for_modification(0)[0]
    return reference.idnum, reference.get_object()


def _page_painted_over(pdf: bytes) -> dict[int, bytes]:
    """The first page anew, with a black box on it, as objects to append."""
    number, page = _page_number(pdf)
    fresh = int(PdfFileReader(io.BytesIO(pdf)).trailer.flatten()["/Size"]) + 10
    painted = generic.DictionaryObject(page)
    painted["/Contents"] = generic.ArrayObject(
        [*_contents(page), generic.IndirectObject(fresh, 0, None)]
    )
    return {fresh: stream(_BLACK), number: written(painted)}


def _sloppy_save(pdf: bytes) -> bytes:
    """New objects without a table that lists them: readers that mend the file find them."""
    out = pdf
    for number, body in _page_painted_over(pdf).items():
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"startxref\n0\n%%EOF\n"


# --- forgery: a signature that is there, and cannot be checked -----------------------------------


def _forged(key: str, value: generic.PdfObject | None) -> Change:
    """The signature's dictionary anew, without or with a useless entry, and another page."""

    def strike(pdf: bytes) -> bytes:
        def change(writer: IncrementalPdfFileWriter) -> None:
            signature = _signature_field(writer)["/V"]
            if value is None:
                del signature[key]
            else:
                signature[key] = value
            writer.update_container(signature)
            _over_page(writer, writer.add_object(_painted(_BLACK)))

        return _updated(pdf, change)

    return strike


def _numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


# --- wrapping: the signed bytes are moved, and others take their place ---------------------------


def _wrapped(pdf: bytes) -> bytes:
    """The second signed part moved to the end, and a page of the attacker's own before it.

    The signature's own bytes end in unused zeros. Cut short, they leave room
    inside the gap that is not signed for a second ``/ByteRange``, for objects,
    and for a cross-reference section just where the file's last line looks for it.
    """
    before, after = _gap(pdf)
    first, second = pdf[:before], pdf[after:]
    contents = pdf[before:after].rstrip(b">0") + b"0>"
    if len(contents) % 2:
        contents = contents[:-1] + b"0>"
    target = last_xref(pdf)
    base = pdf[: re.search(rb"%%EOF\s*", pdf).end()]  # type: ignore[union-attr]
    signature = re.findall(rb"(\d+) 0 obj", first)[-1]
    # The place of the moved part must be known before it is written: leave ample room for it.
    moved = target + 8192
    head = first + contents + b"\n/ByteRange [0 %d %d %d]\n" % (before, moved, len(second))
    head += b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached >>\nendobj\n"
    entries = _entries_of_last_revision(pdf, before)
    for number, body in _page_painted_over(pdf).items():
        entries[number] = len(head)
        head += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    entries[int(signature)] = first.rindex(b"%s 0 obj" % signature)
    if len(head) > target:
        raise AssertionError("the gap is too small for the forged objects")
    head = head.ljust(target - 1) + b"\n"
    table = section(base, target, entries)
    # The table must know all that the signed revision brought, and names the revision before it.
    head += table
    return head.ljust(moved - 1) + b"\n" + second


def _entries_of_last_revision(pdf: bytes, end: int) -> dict[int, int]:
    """The objects between the first revision's end and the signature's gap, by offset."""
    start = re.search(rb"%%EOF\s*", pdf).end()  # type: ignore[union-attr]
    found = re.finditer(rb"(?m)^(\d+) 0 obj", pdf[start:end])
    return {int(match.group(1)): start + match.start() for match in found}


# --- shadows: prepared before the signature ------------------------------------------------------


def _covered(pdf: bytes) -> bytes:
    """A cover over the page, which the signer sees as the page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer)
        resources = page["/Resources"]
        forms = resources.setdefault(_Name("/XObject"), generic.DictionaryObject())
        forms["/Shadow"] = _appearance(writer, _WHITE)
        writer.update_container(forms)
        _over_page(writer, writer.add_object(_painted(b"/Shadow Do")))

    return _updated(pdf, change)


def _uncovered(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        cover = _page(writer)["/Resources"]["/XObject"].raw_get("/Shadow")
        empty = generic.StreamObject(cover.get_object())
        empty._data = b""
        empty._encoded_data = None
        writer.objects[cover.generation, cover.idnum] = empty

    return _updated(pdf, change)


def _with_field(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = _widget(writer, "/Tx", (60, 20, 400, 40)).get_object()
        field["/V"] = generic.pdf_string("Samtycker inte")
        field["/AP"] = generic.DictionaryObject({_Name("/N"): _appearance(writer, b"")})

    return _updated(pdf, change)


def _field_changed(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][-1]
        if field["/T"] != "added":
            field = next(f for f in writer.root["/AcroForm"]["/Fields"] if f.get("/T") == "added")
        field["/V"] = generic.pdf_string("Samtycker")
        field["/AP"] = generic.DictionaryObject({_Name("/N"): _appearance(writer, _BLACK)})
        writer.update_container(field)

    return _updated(pdf, change)


def _font(difference: str) -> generic.DictionaryObject:
    """Helvetica, with a letter of choice in the place of the letter A."""
    encoding = generic.DictionaryObject(
        {
            _Name("/Type"): _Name("/Encoding"),
            _Name("/Differences"): generic.ArrayObject(
                [generic.NumberObject(65), _Name(difference)]
            ),
        }
    )
    return generic.DictionaryObject(
        {
            _Name("/Type"): _Name("/Font"),
            _Name("/Subtype"): _Name("/Type1"),
            _Name("/BaseFont"): _Name("/Helvetica"),
            _Name("/Encoding"): encoding,
        }
    )


def _with_font(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        fonts = _page(writer)["/Resources"]["/Font"]
        fonts["/Shadow"] = writer.add_object(_font("/zero"))
        writer.update_container(fonts)
        text = b"BT /Shadow 12 Tf 60 20 Td (1A) Tj ET"
        _over_page(writer, writer.add_object(_painted(text)))

    return _updated(pdf, change)


def _font_changed(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        font = _page(writer)["/Resources"]["/Font"].raw_get("/Shadow")
        writer.objects[font.generation, font.idnum] = _font("/nine")

    return _updated(pdf, change)


def _with_second_page_text(pdf: bytes) -> bytes:
    """The first page twice under one number; the table tells of one of them only."""
    return appended(pdf, _page_painted_over(pdf), listed=False)


def _second_page_text_shown(pdf: bytes) -> bytes:
    number, _page_object = _page_number(pdf)
    fresh = _second_text_number(pdf)
    entries = {each: pdf.rindex(b"\n%d 0 obj" % each) + 1 for each in (number, fresh)}
    return pdf + section(pdf, len(pdf), entries)


def _second_text_number(pdf: bytes) -> int:
    at = pdf.index(_BLACK)
    return int(re.findall(rb"(\d+) 0 obj", pdf[:at])[-1])


def _with_layer(pdf: bytes) -> bytes:
    """A cover in a layer that is switched on."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        layer = writer.add_object(
            generic.DictionaryObject(
                {_Name("/Type"): _Name("/OCG"), _Name("/Name"): generic.pdf_string("Lager")}
            )
        )
        on = generic.DictionaryObject({_Name("/ON"): generic.ArrayObject([layer])})
        writer.root["/OCProperties"] = generic.DictionaryObject(
            {_Name("/OCGs"): generic.ArrayObject([layer]), _Name("/D"): on}
        )
        writer.update_root()
        resources = _page(writer)["/Resources"]
        layers = generic.DictionaryObject({_Name("/Layer"): layer})
        resources["/Properties"] = layers
        writer.update_container(resources)
        cover = b"/OC /Layer BDC " + _WHITE + b" EMC"
        _over_page(writer, writer.add_object(_painted(cover)))

    return _updated(pdf, change)


def _layer_off(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        layers = writer.root["/OCProperties"]
        layers["/D"] = generic.DictionaryObject({_Name("/OFF"): layers["/OCGs"]})
        writer.update_root()

    return _updated(pdf, change)


ATTACKS = (
    Attack("flipped-byte", "one bit of the signed bytes turned", _flipped_byte),
    Attack("flipped-signature", "one digit of the signature itself changed", _flipped_signature),
    Attack("changed-text", "incremental saving (Trillion): a page painted over", _changed_text),
    Attack("sloppy-save", "incremental saving (Trillion): objects no table lists", _sloppy_save),
    Attack("swapped-pages", "the pages in another order", _swapped_pages),
    Attack("changed-data", "other values in the attached data", _changed_data),
    Attack("changed-seal", "another picture in place of the seal", _changed_seal),
    Attack("stripped", "the signature taken out of its field, a page painted over", _stripped),
    Attack("added-action", "a script that runs when the file is opened", _added_action),
    Attack("bytes-after-the-end", "bytes behind the last line of the file", _bytes_after_the_end),
    Attack("forged-no-range", "forgery (Trillion): no /ByteRange", _forged("/ByteRange", None)),
    Attack(
        "forged-null-range",
        "forgery (Trillion): /ByteRange is null",
        _forged("/ByteRange", generic.NullObject()),
    ),
    Attack(
        "forged-empty-range",
        "forgery (Trillion): /ByteRange covers nothing",
        _forged("/ByteRange", _numbers(0, 0, 0, 0)),
    ),
    Attack(
        "forged-negative-range",
        "forgery (Trillion): /ByteRange with a negative number",
        _forged("/ByteRange", _numbers(0, -1, 100, 100)),
    ),
    Attack("forged-no-contents", "forgery (Trillion): no /Contents", _forged("/Contents", None)),
    Attack(
        "forged-null-contents",
        "forgery (Trillion): /Contents is null",
        _forged("/Contents", generic.NullObject()),
    ),
    Attack(
        "forged-zero-contents",
        "forgery (Trillion): /Contents is one zero byte",
        _forged("/Contents", generic.ByteStringObject(b"\x00")),
    ),
    Attack("wrapped", "wrapping (Trillion): a signed part moved, others in its place", _wrapped),
    Attack("shadow-hide", "hide (Shadow): the cover taken off the page", _uncovered, _covered),
    Attack(
        "shadow-replace-field",
        "replace (Shadow): another value in a form field",
        _field_changed,
        _with_field,
    ),
    Attack(
        "shadow-replace-font",
        "replace (Shadow): the font draws another digit",
        _font_changed,
        _with_font,
    ),
    Attack(
        "shadow-hide-and-replace",
        "hide and replace (Shadow): a hidden second page takes the first one's number",
        _second_page_text_shown,
        _with_second_page_text,
    ),
    Attack("shadow-layer", "hide (Shadow): a layer switched off", _layer_off, _with_layer),
    Attack("evil-annotation", "a note over the page, uncertified", _evil_annotation),
    Attack(
        "evil-annotation-certified",
        "evil annotation (Certification): a note over the page, which /P 3 allows",
        _evil_annotation,
        certify=3,
    ),
    Attack("sneaky-field", "a new signature field with a picture over the page", _sneaky_field),
    Attack(
        "sneaky-field-certified",
        "sneaky signature (Certification): the same, which /P 2 allows",
        _sneaky_field,
        certify=2,
    ),
)
