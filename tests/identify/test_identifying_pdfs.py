"""Which form a PDF is: by reference, field names or text; doubts are said, never guessed."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pdf_forms import FormPdf
from PIL import Image
from prov_pdf import TEXTS
from prov_pdf import prov as prov_form
from shelf import TOKEN, Shelf, issued, more_fields, prov, stamp

from oroforms.documents import Format
from oroforms.errors import UnreadableDocument, UsageError
from oroforms.identify import Identified, identify
from oroforms.readers.guard import format_of

ONE = Shelf(prov())
LABELS = (
    "Provblankett för prov", "1 Ärendet", "1.1 Ärende", "2 Barnet", "2.1 Namn", "2.2 Född",
    "2.3 Är barnet tryggt?", "2.4 Det gäller", "2.5 Det är bråttom", "2.6 Berätta",
    "3 De som hjälper", "3.1.1 Namn", "3.1.2 Telefon", "3.2.1 Namn", "3.2.2 Telefon",
    "4 Underskrift", "4.1 Underskrift",
)  # fmt: skip


def printed(*lines: str, pages: int = 1) -> bytes:
    form = FormPdf(pages=pages)
    del form.pdf.Root.AcroForm
    form.print_on(1, *lines)
    return form.save()


def codes(identified: Identified) -> list[str]:
    return [finding.code for finding in identified.findings]


def told(identified: Identified) -> tuple[str, int, str, str | None]:
    """Form, version, method and reader."""
    identification = identified.identification
    assert identification is not None
    return (
        identification.form, identification.version, identification.method, identified.reader
    )  # fmt: skip


class TestByFields:
    def test_all_of_them(self) -> None:
        found = identify(prov_form().save(), ONE)
        assert told(found) == ("prov", 3, "fields", "acroform")
        assert found.identification is not None
        assert found.identification.certainty == 1.0
        assert (found.format, found.findings, found.pages) == (Format.PDF, (), 1)

    def test_an_older_version_is_told_as_such(self) -> None:
        older = prov(2, fields=more_fields("child.nickname"))
        newer = prov(4, fields=more_fields("child.school", "child.class"))
        shelf = Shelf(older, prov(3), newer)
        assert told(identify(prov_form().save(), shelf))[1] == 3
        form = prov_form()
        form.text("child.nickname", rect=(60, 90, 200, 110))
        assert told(identify(form.save(), shelf))[1] == 2
        form = prov_form()
        form.text("child.school", rect=(60, 90, 200, 110))
        form.text("child.class", rect=(60, 60, 200, 80))
        assert told(identify(form.save(), shelf))[1] == 4

    def test_a_tie_is_not_broken(self) -> None:
        found = identify(prov_form().save(), Shelf(prov(1), prov(2)))
        assert found.identification is None
        assert codes(found) == ["form-ambiguous"]

    def test_half_of_them_are_not_enough(self) -> None:
        found = identify(prov_form(leave_out=TEXTS[:8]).save(), ONE)
        assert (found.identification, found.reader) == (None, None)
        (finding,) = found.findings
        assert finding.code == "form-unknown"
        assert finding.params == {"nearest": "prov@3", "share": "50", "needed": "80"}

    def test_another_form_is_foreign(self) -> None:
        form = FormPdf()
        for row, name in enumerate(("Namn", "Adress", "Personnummer", "child")):
            form.text(name, rect=(60, 700 - 30 * row, 200, 720 - 30 * row))
        with pytest.raises(UnreadableDocument) as caught:
            identify(form.save(), ONE)
        assert caught.value.code == "document-foreign"

    def test_what_was_flattened_but_for_its_signature_is_read_as_text(self) -> None:
        form = FormPdf()
        form.print_on(1, "prov@3-0a1b2c", *LABELS)
        form.signature("signature.sign")
        assert told(identify(form.save(), ONE)) == ("prov", 3, "reference", "text")


class TestByReference:
    def test_in_the_stamp(self) -> None:
        found = identify(stamp(prov_form().save(), [issued(1, 1)]), ONE)
        assert told(found) == ("prov", 3, "reference", "acroform")
        assert found.identification is not None
        assert found.identification.reference == "prov@3-0a1b2c"
        assert found.identification.token == TOKEN
        (page,) = found.identification.pages
        assert (page.page, page.number, page.count, page.token) == (1, 1, 1, TOKEN)
        assert found.findings == ()

    def test_printed_anywhere_on_the_page(self) -> None:
        found = identify(printed(*LABELS, *issued(1, 1)), ONE)
        assert told(found) == ("prov", 3, "reference", "text")
        assert found.identification is not None
        assert (found.identification.token, found.findings) == (TOKEN, ())

    def test_without_a_token(self) -> None:
        found = identify(printed("prov@3-0a1b2c", "Sida 1 (1)"), ONE)
        assert found.identification is not None
        assert found.identification.token is None
        assert found.identification.pages[0].count == 1

    def test_tells_versions_with_the_same_fields_apart(self) -> None:
        content = stamp(prov_form().save(), [issued(1, 1)])
        found = identify(content, Shelf(prov(2), prov(3), prov(4)))
        assert told(found) == ("prov", 3, "reference", "acroform")

    def test_of_a_version_that_is_not_here(self) -> None:
        found = identify(printed(*LABELS, *issued(1, 1)), Shelf(prov(1)))
        assert found.identification is None
        (finding,) = found.findings
        assert (finding.code, finding.params) == ("form-version-unknown", {"reference": "prov@3"})

    def test_against_the_field_names(self) -> None:
        other = prov(1, "annan", fields=more_fields("a", "b", "c", "d", "e")[-5:])
        content = stamp(prov_form().save(), [["annan@1-0a1b2c"]])
        assert codes(identify(content, Shelf(prov(), other))) == ["form-ambiguous"]

    @pytest.mark.parametrize(
        "line", ["prov@3", "prov@3-0a1b2", "prov@3-0a1b2cd", "xprov@03-0a1b2c", "eva@prov.se"]
    )
    def test_what_only_looks_like_one(self, line: str) -> None:
        found = identify(printed(*LABELS, line), ONE)
        assert told(found)[2] == "text"


class TestPages:
    def content(self, *pages: list[str], extra: str = "") -> bytes:
        form = FormPdf(pages=len(pages))
        if extra:
            form.print_on(len(pages), extra)
        return stamp(form.save(), pages)

    def findings(self, *pages: list[str], extra: str = "") -> list[tuple[str, dict[str, str]]]:
        identified = identify(self.content(*pages, extra=extra), ONE)
        return [(f.code, dict(f.params)) for f in identified.findings]

    def test_whole(self) -> None:
        assert self.findings(issued(1, 2), issued(2, 2)) == []
        assert self.findings(issued(2, 2), issued(1, 2)) == []

    def test_one_is_missing(self) -> None:
        missing = [("pages-missing", {"missing": "2", "count": "3"})]
        assert self.findings(issued(1, 3), issued(3, 3)) == missing

    def test_one_is_there_twice(self) -> None:
        pages = issued(1, 2), issued(2, 2), issued(2, 2)
        assert self.findings(*pages) == [("page-twice", {"page": "2"})]

    @pytest.mark.parametrize(
        "other", [issued(2, 2, token="AAAA-BBBB-CC"), issued(2, 2, hash_="ffffff")]
    )
    def test_of_two_issues(self, other: list[str]) -> None:
        ((code, params),) = self.findings(issued(1, 2), other)
        assert code == "pages-mixed"
        assert "prov@3-0a1b2c T7K4-9QXM-2C" in params["references"]
        assert other[1] in params["references"]

    def test_one_without_reference(self) -> None:
        strange = self.findings(issued(1, 1), [], extra="Bilaga: frånvaro under hösten 2026")
        assert strange == [("page-unknown", {"page": "2"})]

    def test_an_empty_one_is_no_matter(self) -> None:
        assert self.findings(issued(1, 1), []) == []

    def test_most_pages_tell_which_issue_it_is(self) -> None:
        other = issued(3, 3, token="AAAA-BBBB-CC")
        found = identify(self.content(other, issued(1, 3), issued(2, 3)), ONE)
        assert found.identification is not None
        assert found.identification.token == TOKEN


class TestByText:
    def test_all_labels(self) -> None:
        found = identify(printed(*LABELS), ONE)
        assert told(found) == ("prov", 3, "text", "text")
        assert found.identification is not None
        assert found.identification.certainty == 1.0

    def test_with_answers_between_them(self) -> None:
        lines = [text for label in LABELS for text in (label, "Svaret på frågan ovan")]
        assert told(identify(printed(*lines), ONE))[2] == "text"

    def test_most_of_them(self) -> None:
        found = identify(printed(*LABELS[:15]), ONE)
        assert found.identification is not None
        assert 0.8 <= found.identification.certainty < 1.0

    def test_too_few_of_them(self) -> None:
        found = identify(printed(*LABELS[:8]), ONE)
        assert found.identification is None
        assert codes(found) == ["form-unknown"]

    def test_of_two_versions_alike(self) -> None:
        found = identify(printed(*LABELS), Shelf(prov(1), prov(2)))
        assert codes(found) == ["form-ambiguous"]

    def test_a_letter_is_foreign(self) -> None:
        with pytest.raises(UnreadableDocument) as caught:
            identify(printed("Hej!", "Protokollet från mötet om barnet kommer i morgon."), ONE)
        assert caught.value.code == "document-foreign"

    def test_labels_of_every_form_do_not_make_a_form_ours(self) -> None:
        with pytest.raises(UnreadableDocument):
            identify(printed("Namn", "Telefon", "Född", "Underskrift", "Datum", "Ort"), ONE)


class TestPictures:
    def picture(self) -> bytes:
        out = io.BytesIO()
        Image.linear_gradient("L").save(out, "JPEG")
        return out.getvalue()

    def test_a_photograph_waits_for_a_person(self) -> None:
        found = identify(self.picture(), ONE)
        assert (found.format, found.reader, found.identification) == (Format.IMAGE, None, None)
        assert codes(found) == ["document-no-text"]

    def test_a_scan_in_a_pdf_waits_too(self) -> None:
        out = io.BytesIO()
        Image.open(io.BytesIO(self.picture())).save(out, "PDF")
        found = identify(out.getvalue(), ONE)
        assert (found.reader, codes(found)) == (None, ["document-no-text"])

    def test_a_scanned_page_behind_our_pages_is_said(self) -> None:
        form = FormPdf(pages=2)
        image = form.pdf.make_stream(self.picture())
        image.Subtype = pikepdf.Name.Image
        form.pdf.pages[1].obj.Resources.XObject = pikepdf.Dictionary(Im=image)
        found = identify(stamp(form.save(), [issued(1, 1), []]), ONE)
        assert codes(found) == ["page-unknown"]


class TestWhatTheUserSays:
    def test_helps_where_the_text_is_weak(self) -> None:
        found = identify(printed(*LABELS[:8]), ONE, told="prov")
        assert told(found) == ("prov", 3, "told", "text")
        assert found.findings == ()

    def test_breaks_a_tie_of_versions(self) -> None:
        shelf = Shelf(prov(1), prov(2))
        assert told(identify(printed(*LABELS), shelf, told="prov@1"))[1] == 1
        assert codes(identify(printed(*LABELS), shelf, told="prov")) == ["form-ambiguous"]

    def test_is_said_to_be_doubtful_where_nothing_fits(self) -> None:
        found = identify(printed("Hej, här kommer protokollet från mötet."), ONE, told="prov")
        assert told(found) == ("prov", 3, "told", "text")
        assert codes(found) == ["form-unknown"]

    def test_does_not_outweigh_the_document(self) -> None:
        other = prov(1, "annan", fields=more_fields("a", "b", "c", "d", "e")[-5:])
        shelf = Shelf(prov(), other)
        for content in (prov_form().save(), printed(*LABELS), printed(*LABELS, *issued(1, 1))):
            found = identify(content, shelf, told="annan")
            assert told(found)[0] == "prov"
            assert codes(found) == ["form-ambiguous"]

    def test_is_checked(self) -> None:
        with pytest.raises(UsageError):
            identify(printed(*LABELS), ONE, told="okänd")


@pytest.mark.parametrize("content", [b"", b"Hej", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_the_guard_refuses_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as ours:
        identify(content, ONE)
    with pytest.raises(UnreadableDocument) as guards:
        format_of(content)
    assert ours.value.code == guards.value.code
