"""What holds, by whom and when; and each reason why a signature does not."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from pdf_revisions import appended, stream
from plain_signing import plainly_signed
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from oroforms.errors import UnreadableDocument
from oroforms.pki.demo import EXPIRED, LARARE, NOT_YET_VALID, REKTOR, REVOKED, UNTRUSTED
from oroforms.sign.signing import Level
from oroforms.signatures import TimeSource, Verdict, Verification
from oroforms.verify.anchors import Anchors
from oroforms.verify.verifying import bears_signature, verify


def codes(verification: Verification) -> set[str]:
    return {problem.code for check in verification.checks for problem in check.problems}


@pytest.mark.parametrize("second", list(Level))
@pytest.mark.parametrize("first", list(Level))
def test_two_signatures_of_every_level_hold(finished, sign, anchors, first, second):
    content = sign(sign(finished, LARARE, first), REKTOR, second)
    found = verify(content, anchors)
    assert found.verdict is Verdict.HOLDS
    assert [check.signer for check in found.checks] == ["Test Lärarsson", "Test Rektorsson"]
    assert [check.role for check in found.checks] == ["Förskollärare", "Rektor"]
    assert [check.field for check in found.checks] == [
        "signature.sign", "co_signers.0.signature.sign",
    ]  # fmt: skip
    # Data that came with a later signature may speak for the earlier one, too.
    assert found.checks[1].level.lower() == second
    for check, level in zip(found.checks, (first, second), strict=True):
        assert (check.time_source is TimeSource.TIMESTAMP) is (level is not Level.B)
        assert check.changes == ()
        assert abs(check.signed_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_last_signature_covers_all_and_an_earlier_one_not(twice, anchors):
    assert [c.covers_all for c in verify(twice, anchors).checks] == [False, True]


def test_nobody_to_trust_leaves_it_undecided(once):
    found = verify(once, Anchors())
    assert found.verdict is Verdict.UNDECIDED
    assert codes(found) == {"signer-unconfirmed"}


def test_unsigned_is_unsigned(finished, anchors):
    assert not bears_signature(finished)
    assert verify(finished, anchors).verdict is Verdict.UNSIGNED


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (EXPIRED, "signature-expired"),
        (NOT_YET_VALID, "signature-not-yet-valid"),
        (UNTRUSTED, "signature-untrusted"),
    ],
)
def test_a_wrong_certificate_says_why(finished, authority, anchors, person, code):
    found = verify(plainly_signed(finished, authority.keys(person)), anchors)
    assert found.verdict is Verdict.FAILS
    assert codes(found) == {code}


def test_the_day_of_judgement_counts_without_a_time_stamp(once, anchors):
    later = datetime.now(UTC) + timedelta(days=10_000)
    assert codes(verify(once, anchors, at=later)) == {"signature-expired"}


def test_a_time_stamp_lets_a_certificate_expire(finished, sign, anchors):
    stamped = sign(finished, LARARE, Level.T)
    later = datetime.now(UTC) + timedelta(days=366 * 4)
    unstamped = verify(sign(finished), anchors, at=later)
    assert codes(unstamped) == {"signature-expired"}
    assert verify(stamped, anchors, at=later).verdict is Verdict.HOLDS


def test_revoked_is_asked_of_the_service(finished, authority, anchors):
    content = plainly_signed(finished, authority.keys(REVOKED))
    assert codes(verify(content, anchors, online=True)) == {"signature-revoked"}
    offline = verify(content, anchors)
    assert offline.verdict is Verdict.HOLDS
    assert len(offline.checks[0].notes) == 1, "that nobody could be asked is told"
    assert offline.checks[0].notes[0] in offline.bottom_line


def test_any_byte_that_changes_breaks_it(twice, anchors):
    chance = random.Random(20261122)
    gap = _gap(twice)
    for _try in range(40):
        at = chance.randrange(len(twice))
        if at in gap:
            continue
        changed = bytearray(twice)
        changed[at] ^= 1 << chance.randrange(8)
        try:
            assert verify(bytes(changed), anchors).verdict is Verdict.FAILS, at
        except UnreadableDocument:
            continue


def test_a_file_that_ends_too_early_does_not_hold(twice, anchors):
    for end in (len(twice) - 1, len(twice) - 7, len(twice) * 9 // 10, len(twice) // 2, 2000):
        try:
            assert verify(twice[:end], anchors).verdict is not Verdict.HOLDS, end
        except UnreadableDocument:
            continue


def test_nothing_may_hide_behind_the_signature(once, anchors):
    end = _gap(once).stop - 1
    hidden = once[: end - 4] + b"beef" + once[end:]
    assert codes(verify(hidden, anchors)) == {"signature-broken"}


def test_what_fills_an_empty_reference_is_a_change(finished, authority, anchors):
    """A page that was signed refers to an object that is not there; it comes later."""
    with pikepdf.open(io.BytesIO(finished)) as pdf:
        page = pdf.pages[0].obj
        number, body = page.objgen[0], page.unparse(resolved=True)
        contents = page.Contents.unparse()
        free = int(pdf.trailer.Size) + 60
    dangling = body.replace(b"/Contents " + contents, b"/Contents [ %s %d 0 R ]" % (contents, free))
    assert dangling != body
    prepared = appended(finished, {number: dangling})
    signed = plainly_signed(prepared, authority.keys(LARARE))
    struck = appended(signed, {free: stream(b"q 0 g 0 0 600 400 re f Q")})
    at = struck.rindex(b"/Size ")
    struck = struck[:at] + struck[at:].replace(struck[at:].split()[1], b"%d" % (free + 1), 1)
    with pikepdf.open(io.BytesIO(struck)) as pdf:
        assert len(pdf.pages[0].obj.Contents[1].read_bytes()) > 0
    assert verify(signed, anchors).verdict is Verdict.HOLDS
    assert verify(struck, anchors).verdict is not Verdict.HOLDS


def test_objects_that_no_table_lists_are_not_let_pass(once, anchors):
    added = {5000: stream(b"q 0 g 0 0 600 400 re f Q")}
    assert verify(appended(once, {}), anchors).verdict is Verdict.HOLDS
    assert codes(verify(appended(once, added, listed=False), anchors)) == {"signature-broken"}


def test_every_object_that_changes_later_is_noticed(once):
    """Whatever is changed of what was signed, of whatever kind, counts as a change."""
    from oroforms.verify.allowed import Allowance
    from oroforms.verify.changes import changes_between

    old, new = (pikepdf.open(io.BytesIO(once)) for _each in range(2))
    assert not changes_between(old, new)
    shown = Allowance(old, new).reached
    keys = [thing.objgen for thing in old.objects if isinstance(thing, pikepdf.Object)]
    for key in random.Random(3).sample([k for k in keys if k in shown], 60):
        thing = new.get_object(key)
        if isinstance(thing, pikepdf.Array):
            thing.append(0)
            assert changes_between(old, new), key
            del thing[len(thing) - 1]
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            thing["/Other"] = 0
            assert changes_between(old, new), key
            del thing["/Other"]


def test_a_changed_value_of_a_signed_form_is_named(authority, anchors, tmp_path):
    from oroforms.cli.main import main

    path = tmp_path / "blank.pdf"
    assert main(["blank", "orosanmalan", "-o", str(path)]) == 0
    signed = plainly_signed(path.read_bytes(), authority.keys(LARARE), field="signature.sign")
    assert verify(signed, anchors).verdict is Verdict.HOLDS
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    _set_value(writer, "child.name", "Annan Person")
    out = io.BytesIO()
    writer.write(out)
    found = verify(out.getvalue(), anchors)
    assert codes(found) == {"changed-after-signing"}
    assert found.checks[0].changed_fields == ("child.name",)
    assert "child.name" in found.checks[0].changes[0]


def test_a_signed_file_without_its_field_is_no_unsigned_one(once, anchors):
    writer = IncrementalPdfFileWriter(io.BytesIO(once))
    del writer.root["/AcroForm"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert verify(out.getvalue(), anchors).verdict is Verdict.FAILS


def test_what_was_judged_survives_as_json(twice, anchors):
    found = verify(twice, anchors)
    assert Verification.from_json(found.to_json()) == found


def _gap(content: bytes) -> range:
    """Where the last signature's own bytes lie."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        ranges = [
            [int(n) for n in thing["/ByteRange"]]
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing
        ]
    _start, before, after, _length = max(ranges, key=lambda each: each[2])
    return range(before, after)


def _set_value(writer: IncrementalPdfFileWriter, name: str, value: str) -> None:
    from pyhanko.pdf_utils import generic

    nodes = writer.root["/AcroForm"]["/Fields"]
    for part in name.split("."):
        node = next(n for n in (each.get_object() for each in nodes) if n.get("/T") == part)
        nodes = node.get("/Kids", ())
    node[generic.pdf_name("/V")] = generic.pdf_string(value)
    writer.update_container(node)
