"""What a letter says of a case, and when none may be written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_facts import Story
from letter_words import FAMILY, SENDER, said

from oroforms.casework import roles
from oroforms.casework.letter_kinds import Receiver
from oroforms.errors import UsageError
from oroforms.facts import EventKind, Outcome
from oroforms.i18n import language, set_language
from oroforms.library import Library
from oroforms.workflow.composing import Composed, MayNotBeTold, Wanted, compose

Write = Callable[..., Composed]
DAY = "2026-02-10"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they are written in the code."""
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Compose a letter of a story, signed, with more data where given."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def composed(
        story: Story,
        kind: str,
        on: str = DAY,
        to: Receiver | None = None,
        sender: Mapping[str, str] = SENDER,
        **data: Any,
    ) -> Composed:
        path = tmp_path / "data.json"
        path.write_text(json.dumps({**sender, **data.pop("data", {})}), encoding="utf-8")
        wanted = Wanted(kind, date.fromisoformat(on), to, data=[str(path)], **data)
        return compose(wanted, story.facts, roles.current(), Library())

    return composed


def notified(day: str = "2026-02-06", **more: Any) -> Story:
    story = Story()
    story.notified(day, values={**FAMILY, **more.pop("values", {})}, **more)
    return story


# -- receipt --------------------------------------------------------------------------


def test_received_is_not_read(write: Write) -> None:
    story = notified()
    text = said(write(story, "receipt"))
    assert "tog emot din anmälan om oro för Alva Ek den 6 februari 2026 kl. 12.00." in text
    assert "betyder inte att någon har läst den" in text
    assert "Anmälan lästes" not in text
    story.told(EventKind.READ, "2026-02-09", 1)
    text = said(write(story, "receipt"))
    assert "Anmälan lästes den 9 februari 2026 kl. 12.00 av Maja Lind." in text
    assert "betyder inte" not in text


def test_where_only_the_day_is_known_no_time_is_told(write: Write) -> None:
    story = notified()
    story.told(EventKind.ARRIVED, "2026-02-05", 1, whole_day=True)
    story.told(EventKind.READ, "2026-02-09", 1, whole_day=True)
    text = said(write(story, "receipt"))
    assert "oro för Alva Ek den 5 februari 2026." in text
    assert "Anmälan lästes den 9 februari 2026 av Maja Lind." in text


def test_a_receipt_says_whom_to_phone_and_that_it_is_acute(write: Write) -> None:
    text = said(write(notified(acute=True), "receipt"))
    assert "märkt som akut" in text
    assert "Ring Mottagningsgruppen, 08-465 004 10." in text
    assert "ring 112" in text
    assert "märkt som akut" not in said(write(notified(), "receipt"))


def test_the_letterhead_and_the_window(write: Write) -> None:
    lines = said(write(notified(), "receipt")).splitlines()
    for line in ("Ekhamra kommun", "Vår beteckning", "2026-0001", "10 februari 2026"):
        assert line in lines
    window = lines.index("Eva Sjögren")
    assert lines[window : window + 4] == [
        *("Eva Sjögren", "Björkskolan", "Skolgatan 1", "123 45 Ekhamra"),
    ]
    assert lines[-4:-1] == ["Berit Lundqvist", "socialsekreterare", "08-465 004 31"]


def test_a_name_that_begins_the_address_stands_once(write: Write) -> None:
    address = "Eva Sjögren, Björkskolan, Skolgatan 1, 123 45 Ekhamra"
    feedback = {"requested": "yes", "address": address}
    lines = said(write(notified(values={"feedback": feedback}), "receipt")).splitlines()
    window = lines.index("Eva Sjögren")
    assert lines[window : window + 4] == address.split(", ")


def test_a_private_person_gets_a_receipt_that_promises_nothing(write: Write) -> None:
    private = notified(values={"reporter": {"kind": "private", "name": "Ann Ek"}}, kind="private")
    text = said(write(private, "receipt"))
    assert "kan inte få veta vad anmälan leder till" in text
    assert "19 kap. 6 §" not in text
    with pytest.raises(MayNotBeTold) as refused:
        write(private, "feedback")
    assert [each.code for each in refused.value.obstacles] == ["notifier-private"]


@pytest.mark.parametrize("kind", ["receipt", "feedback"])
def test_who_is_anonymous_gets_no_letter(write: Write, kind: str) -> None:
    story = notified(values={"reporter": {"kind": "private", "anonymous": True}})
    with pytest.raises(MayNotBeTold, match="anonymous"):
        write(story, kind)


# -- feedback -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (
            Outcome.OPENED,
            "Vi har beslutat att inleda en utredning. Beslutet fattades den 9 februari",
        ),
        (Outcome.NOT_OPENED, "Vi har beslutat att inte inleda någon utredning."),
        (Outcome.ALREADY_RUNNING, "En utredning pågick redan"),
    ],
)
def test_feedback_tells_the_outcome_and_no_more(write: Write, outcome: Outcome, words: str) -> None:
    story = notified()
    story.decided("2026-02-09", outcome)
    letter = write(story, "feedback")
    text = said(letter)
    assert words in text
    others = {"att inleda en", "att inte inleda", "pågick redan"}
    assert sum(other in text for other in others) == 1
    assert "utan samtycke" in text
    assert letter.grounds == ("feedback",)


@pytest.mark.parametrize(
    ("day", "section"),
    [
        ("2025-06-30", "14 kap. 1 b § socialtjänstlagen (2001:453)"),
        ("2025-07-01", "19 kap. 6 § socialtjänstlagen (2025:400)"),
        ("2026-01-15", "19 kap. 6 § socialtjänstlagen (2025:400)"),
    ],
)
def test_the_law_is_that_of_the_letters_own_day(write: Write, day: str, section: str) -> None:
    story = notified("2025-06-27")
    story.decided("2025-06-30", Outcome.OPENED)
    assert section in said(write(story, "feedback", on=day))


def test_the_day_that_the_data_give_decides_as_well(write: Write) -> None:
    story = notified("2025-06-27")
    story.decided("2025-06-30", Outcome.OPENED)
    letter = write(story, "feedback", on="2026-02-10", data={"letter.date": "2025-06-30"})
    assert letter.on == date(2025, 6, 30)
    assert "14 kap. 1 b §" in said(letter)


def test_feedback_waits_for_a_decision_and_for_a_request(write: Write) -> None:
    with pytest.raises(MayNotBeTold, match="has not been decided"):
        write(notified(), "feedback")
    unasked = notified(values={"feedback": {"requested": "no"}})
    unasked.decided("2026-02-09", Outcome.OPENED)
    with pytest.raises(MayNotBeTold, match="has not asked"):
        write(unasked, "feedback")
    unasked.told(EventKind.FEEDBACK_ASKED, "2026-02-09", 1)
    assert "inleda en utredning" in said(write(unasked, "feedback"))


def test_without_consent_only_that_the_inquiry_is_closed(write: Write) -> None:
    story = notified()
    story.decided("2026-02-09", Outcome.OPENED)
    story.told(EventKind.INQUIRY_CLOSED, "2026-05-04")
    letter = write(story, "feedback", on="2026-05-05")
    assert "Utredningen avslutades den 4 maj 2026." in said(letter)
    assert [each.code for each in letter.cautions] == ["inquiry-closed"]
    more = {"feedback.more": "Familjen får stöd i hemmet."}
    with pytest.raises(MayNotBeTold):
        write(story, "feedback", on="2026-05-05", data=more)


def test_with_consent_more_may_be_told(write: Write) -> None:
    story = notified(values={"guardians": [{"name": "Nina Ek", "custody": "sole"}]})
    story.decided("2026-02-09", Outcome.OPENED)
    consent = {
        "parties": [{"unit": "Björkskolan", "category": "school"}],
        "scope": {"inform_of_outcome": True},
        "information_scope": ["inquiry_outcome"],
        "purpose": "Att skolan kan stödja Alva.",
        "valid_from": "2026-02-10",
        "valid_to": "2026-12-31",
        "decision": "yes",
        "form_of_consent": "written",
        "understood": "yes",
        "guardians": [{"name": "Nina Ek", "signature": {"signed": True, "date": "2026-02-10"}}],
        "child": {"identity_number": "201701012393"},
    }
    story.came("samtycke", "2026-02-10", consent)
    more = {"feedback.more": "Familjen får stöd i hemmet."}
    letter = write(story, "feedback", on="2026-02-12", data=more)
    text = said(letter)
    assert "Familjen får stöd i hemmet." in text
    assert "Mer än så får vi inte berätta" not in text
    assert "consent_waives" in letter.grounds


# -- invitation -----------------------------------------------------------------------

MEETING = {
    "meeting.at": "2026-02-17 15:00",
    "meeting.place": "Torget 1, rum 3",
    "meeting.invited_by": "rektor Ann Ek",
    "meeting.led_by": "Berit Lundqvist",
}


@pytest.mark.parametrize(
    ("to", "name", "words"),
    [
        (Receiver.GUARDIAN_1, "Nina Ek", "dig som är vårdnadshavare"),
        (Receiver.GUARDIAN_2, "Olle Öst", "dig som är vårdnadshavare"),
        (Receiver.CHILD, "Alva Ek", "någon som du litar på"),
        (Receiver.NOTIFIER, "Eva Sjögren", "du som kände oron berättar"),
    ],
)
def test_family_and_notifier_are_invited(write: Write, to: Receiver, name: str, words: str) -> None:
    letter = write(notified(), "invitation", to=to, data=MEETING)
    text = said(letter)
    assert name in text.splitlines()
    assert words in text
    for line in ("Tid: den 17 februari 2026 kl. 15.00", "Leder mötet: Berit Lundqvist"):
        assert line in text
    if to is not Receiver.NOTIFIER:
        assert "Eva Sjögren" not in text, "who notified is nobody's to tell in a letter"


def test_no_meeting_is_offered_in_acute_matters(write: Write) -> None:
    with pytest.raises(MayNotBeTold, match="acute"):
        write(notified(acute=True), "invitation", data=MEETING)


def test_that_a_guardian_learns_of_violence_is_a_caution(write: Write) -> None:
    story = notified(concern=("neglect", "witnessed_violence"))
    to_guardian = write(story, "invitation", data=MEETING)
    assert [each.code for each in to_guardian.cautions] == ["violence-named"]
    assert write(story, "invitation", to=Receiver.NOTIFIER, data=MEETING).cautions == ()
    assert write(notified(), "invitation", data=MEETING).cautions == ()


def test_a_meeting_before_the_letter_is_a_slip(write: Write) -> None:
    early = {**MEETING, "meeting.at": "2026-02-01 15:00"}
    with pytest.raises(UsageError, match="lies before the day of the letter"):
        write(notified(), "invitation", data=early)


# -- protected persons ----------------------------------------------------------------


@pytest.mark.parametrize("protected", ["yes", "unknown"])
@pytest.mark.parametrize(
    ("kind", "to", "data"),
    [
        ("invitation", Receiver.GUARDIAN_1, MEETING),
        ("invitation", Receiver.CHILD, MEETING),
        ("receipt", Receiver.NOTIFIER, {}),
    ],
)
def test_where_a_protected_family_is_stands_in_no_letter(
    write: Write, kind: str, to: Receiver, data: Mapping[str, str], protected: str
) -> None:
    child = {**FAMILY["child"], "protected_identity": protected}
    text = said(write(notified(values={"child": child}), kind, to=to, data=data))
    for secret in ("Hemliga gatan", "Andra vägen", "070-174 06 05"):
        assert secret not in text
    assert ("Lämnas personligen" in text) == to.is_family


def test_nobodys_word_prints_a_protected_address(write: Write) -> None:
    story = notified(values={"child": {**FAMILY["child"], "protected_identity": "yes"}})
    address = {"recipient.address": "Hemliga gatan 7"}
    with pytest.raises(UsageError, match=r"recipient\.address.*protected"):
        write(story, "invitation", data={**MEETING, **address})
    text = said(write(notified(), "invitation", data=MEETING))
    assert "Hemliga gatan 7\n123 45 Ekhamra" in text
    assert "Lämnas personligen" not in text


# -- forms that are out, consent taken back -------------------------------------------------


def test_a_reminder_is_about_the_form_that_has_not_come_back(write: Write) -> None:
    story = notified()
    data = {
        "enclosed.new_due": "2026-03-20",
        "enclosed.return_to": "Ekhamra kommun\n123 45 Ekhamra",
    }
    with pytest.raises(UsageError, match="still to come back"):
        write(story, "reminder", on="2026-03-10", data=data)
    story.sent("2026-02-16", "2026-03-02")
    letter = write(story, "reminder", on="2026-03-10", data=data)
    text = said(letter)
    assert "”Konsultation med förskola, skola eller hälso- och sjukvård” till dig den 16" in text
    assert "senast den 2 mars 2026" in text
    assert [found.code for found in letter.findings] == ["letter-without-address"]
    story.came("bbic-konsultation", "2026-03-11", token="T")
    with pytest.raises(UsageError, match="still to come back"):
        write(story, "reminder", on="2026-03-12", data=data)


@pytest.mark.parametrize("scope", ["", "Björkskolan"])
def test_who_took_consent_back_gets_it_confirmed(write: Write, scope: str) -> None:
    story = notified()
    what = {"guardian": "Olle Öst", **({"scope": scope} if scope else {})}
    story.told(EventKind.CONSENT_WITHDRAWN, "2026-02-09", **what)
    text = said(write(story, "withdrawal"))
    assert "Olle Öst\nAndra vägen 2" in text
    assert "från den 9 februari 2026" in text
    assert ("den här delen: Björkskolan" in text) == bool(scope)
    with pytest.raises(UsageError, match="No withdrawal"):
        write(notified(), "withdrawal")


# -- what is missing ------------------------------------------------------------------


def test_a_letter_with_a_gap_is_not_made(write: Write) -> None:
    with pytest.raises(UsageError) as raised:
        write(notified(), "receipt", sender={"sender.name": "Berit Lundqvist"})
    text = str(raised.value)
    for name in ("sender.role", "sender.phone", "urgent.phone"):
        assert f"  {name}: " in text
    assert "--data" in text
    assert "sender.name" not in text


def test_what_people_wrote_is_text_and_no_template(write: Write) -> None:
    wild = {**FAMILY["child"], "name": "{{ 7*7 }} & <Ö> {% if x %}"}
    assert "{{ 7*7 }} & <Ö> {% if x %}" in said(write(notified(values={"child": wild}), "receipt"))


def test_digits_behind_arabic_keep_their_order(write: Write) -> None:
    sender = {**SENDER, "urgent.office": "محمد عبد الله"}
    text = said(write(notified(), "receipt", sender=sender))
    assert "Ring محمد عبد الله\u200e, 08-465 004 10." in text
    assert "\u200e" not in said(write(notified(), "receipt"))


def test_the_newest_notification_is_meant_unless_one_is_named(write: Write) -> None:
    story = notified("2026-02-02")
    story.notified("2026-02-06", values=FAMILY)
    assert "6 februari" in said(write(story, "receipt"))
    assert "2 februari" in said(write(story, "receipt", submission=1))
    with pytest.raises(UsageError, match=r"no\. 7"):
        write(story, "receipt", submission=7)


def test_a_letter_goes_only_to_those_it_is_for(write: Write) -> None:
    with pytest.raises(UsageError, match="goes to notifier"):
        write(notified(), "receipt", to=Receiver.CHILD)
