"""Signatures as they lie in the file: levels, seals, and what a second one leaves alone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature
from signed_files import Sign, changed, judged, poppler, text

from oroforms.errors import UsageError
from oroforms.pki.demo import LARARE, REKTOR, REVOKED, UNTRUSTED, Demo
from oroforms.sign.signing import Level, Manner
from oroforms.signatures import SEAL_WORDS
from oroforms.trust import anchors

FIRST, SECOND = "signature.sign", "co_signers.0.signature.sign"


def last(content: bytes) -> EmbeddedPdfSignature:
    return PdfFileReader(io.BytesIO(content)).embedded_regular_signatures[-1]


def attributes(signature: EmbeddedPdfSignature, which: str) -> dict[str, object]:
    return {each["type"].native: each["values"] for each in signature.signer_info[which]}


@pytest.fixture(scope="module")
def once(sign: Sign, finished: bytes) -> bytes:
    return sign(finished).content


@pytest.fixture(scope="module")
def twice(sign: Sign, once: bytes) -> bytes:
    return sign(once, REKTOR).content


def test_fields_are_signed_in_form_order(sign, finished):
    first = sign(finished)
    second = sign(first.content, REKTOR)
    assert [first.field, second.field] == [FIRST, SECOND]
    assert first.visible
    assert not first.fillable


def test_a_signature_only_adds_to_the_file(finished, once, twice):
    assert once.startswith(finished)
    assert twice.startswith(once)


def test_the_first_signature_holds_after_the_second(twice, authority):
    found = judged(twice, authority.anchor)
    assert list(found) == [FIRST, SECOND]
    assert all(status.bottom_line for status in found.values())


def test_a_second_signature_changes_nothing_but_its_field(twice):
    assert changed(twice, 2) == {"/Sig": {"/V", "/AP"}}


def test_the_first_signature_declares_itself_and_leaves_metadata_alone(once):
    found = changed(once, 1)
    assert found.pop("/Sig") == {"/V", "/AP"}
    assert found.pop("/Catalog") == {"/Extensions"}
    assert found.pop("form") == {"/SigFlags"}
    assert not found


@pytest.mark.parametrize("person", [LARARE, REKTOR])
def test_the_file_stays_pdf_1_7(sign, finished, person):
    """PDF/A-3 is made of PDF 1.7; pyHanko makes files 2.0 for keys on elliptic curves."""
    with pikepdf.open(io.BytesIO(sign(finished, person).content)) as pdf:
        assert pdf.pdf_version <= "1.7"
        assert pikepdf.Name.Version not in pdf.Root


def test_seals_say_who_and_when_in_embedded_fonts(twice, tmp_path):
    path = tmp_path / "twice.pdf"
    path.write_bytes(twice)
    read = text(path)
    assert read.count(SEAL_WORDS) == 2
    assert "Test Lärarsson" in read
    assert re.search(r"Rektor, Testkommun", read)
    assert len(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d, enligt datorns klocka", read)) == 2
    fonts = poppler("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert all("NotoSans" in line for line in fonts)


def test_signatures_name_their_signers_for_programs(twice):
    reader = PdfFileReader(io.BytesIO(twice))
    names = [each.sig_object["/Name"] for each in reader.embedded_regular_signatures]
    assert names == ["Test Lärarsson", "Test Rektorsson"]


def test_basic_level_has_no_stamp_and_no_revocation_data(once):
    signature = last(once)
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert "signing_certificate_v2" in attributes(signature, "signed_attrs")
    assert "signing_time" not in attributes(signature, "signed_attrs")  # it is /M in PAdES
    assert "signature_time_stamp_token" not in attributes(signature, "unsigned_attrs")
    assert "/DSS" not in signature.reader.root


def test_time_stamped_level(sign, finished, authority, tmp_path):
    signed = sign(finished, level=Level.T, timestamp_url=authority.timestamp_url)
    assert "signature_time_stamp_token" in attributes(last(signed.content), "unsigned_attrs")
    path = tmp_path / "stamped.pdf"
    path.write_bytes(signed.content)
    assert "tid styrkt av tidsstämpel" in text(path)


def test_long_term_level_holds_chain_and_revocation_data(sign, finished, authority):
    signed = sign(
        finished,
        level=Level.LT,
        timestamp_url=authority.timestamp_url,
        trust=tuple(anchors([authority.anchor])),
    )
    store = last(signed.content).reader.root["/DSS"]
    assert len(store["/Certs"]) >= 3
    assert len(store.get("/OCSPs", ())) + len(store.get("/CRLs", ())) >= 2
    assert changed(signed.content, 2) == {"/Catalog": {"/DSS"}}
    found = judged(signed.content, authority.anchor)[FIRST]
    assert (found.bottom_line, found.modification_level.name) == (True, "LTA_UPDATES")


def test_long_term_after_basic_keeps_the_first(sign, once, authority):
    signed = sign(
        once,
        REKTOR,
        level=Level.LT,
        timestamp_url=authority.timestamp_url,
        trust=tuple(anchors([authority.anchor])),
    )
    assert judged(signed.content, authority.anchor)[FIRST].docmdp_ok


def test_a_revoked_certificate_signs_nothing_that_lasts(sign, finished, authority):
    with pytest.raises(UsageError, match=r"revoked|spärr"):
        sign(
            finished,
            REVOKED,
            level=Level.LT,
            timestamp_url=authority.timestamp_url,
            trust=tuple(anchors([authority.anchor])),
        )


def test_a_chain_to_nobody_is_no_long_term_signature(sign, finished, authority):
    with pytest.raises(UsageError, match="--trust"):
        sign(
            finished,
            UNTRUSTED,
            level=Level.LT,
            timestamp_url=authority.timestamp_url,
            trust=tuple(anchors([authority.anchor])),
        )


def test_levels_ask_for_what_they_need():
    with pytest.raises(UsageError, match="--timestamp"):
        Manner(Level.T)
    with pytest.raises(UsageError, match="--trust"):
        Manner(Level.LT, "http://127.0.0.1/")


def test_a_stated_role_is_in_seal_and_signature(sign, finished, tmp_path):
    signed = sign(finished, role="Tf. biträdande rektor", reason="Godkänd")
    claimed = attributes(last(signed.content), "signed_attrs")["signer_attributes_v2"]
    assert "Tf. biträdande rektor" in str(claimed[0]["claimed_attributes"][0]["values"].native)
    assert last(signed.content).sig_object["/Reason"] == "Godkänd"
    path = tmp_path / "role.pdf"
    path.write_bytes(signed.content)
    assert "Tf. biträdande rektor, Testkommun" in text(path)


def test_a_fillable_form_is_signed_and_says_so(sign, blank, authority):
    first = sign(blank)
    assert first.fillable
    second = sign(first.content, REKTOR)
    assert changed(second.content, 2) == {"/Sig": {"/V", "/AP"}}


def test_a_foreign_pdf_gets_an_invisible_signature(sign, authority, tmp_path):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    content = io.BytesIO()
    pdf.save(content)
    first = sign(content.getvalue())
    assert (first.field, first.visible) == ("Underskrift1", False)
    with pikepdf.open(io.BytesIO(first.content)) as signed:
        (widget,) = signed.pages[0].Annots
        printed, hidden = 4, 2
        assert widget.F & (printed | hidden) == printed, "PDF/A-2, 6.3.2"
        left, bottom, right, top = map(float, widget.Rect)
        assert left == right < 0, "PDF/UA-1, 7.18.1"
        assert bottom == top < 0, "PDF/UA-1, 7.18.1"
    again = sign(first.content, REKTOR, field=None)
    assert again.field == "Underskrift2"


def test_a_field_is_never_signed_twice(sign, once):
    with pytest.raises(UsageError, match=re.escape(FIRST)):
        sign(once, REKTOR, field=FIRST)


def test_an_unknown_field_names_the_nearest(sign, finished):
    with pytest.raises(UsageError, match=re.escape(FIRST)):
        sign(finished, field="signatur.sign")


def test_a_field_may_be_named_without_its_ending(sign, finished):
    assert sign(finished, field="co_signers.1.signature").field == "co_signers.1.signature.sign"


def test_when_all_is_signed_nothing_is(sign, twice):
    full = sign(twice, REKTOR).content
    with pytest.raises(UsageError, match="co_signers"):
        sign(full)


def test_programs_of_others_agree(twice, tmp_path: Path, authority: Demo):
    path = tmp_path / "twice.pdf"
    path.write_bytes(twice)
    said = poppler("pdfsig", "-nocert", str(path))
    assert said.count("Signature is Valid") == 2
    assert "No syntax or stream encoding errors" in poppler("qpdf", "--check", str(path))
