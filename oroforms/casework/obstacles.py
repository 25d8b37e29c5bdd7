"""What stands in the way of telling somebody something, and what to do about it.

An obstacle is judged of a case, where a finding is about one document. Those
that do not block are cautions: something may be told, and this is to be
heeded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oroforms.i18n import N_, gettext


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue: its texts, with gaps, and whether it blocks."""

    text: str
    todo: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way; ``params`` fill the gaps of its texts."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    party: str | None = None
    """The unit that it is about; ``None`` where it is about all of them."""
    submission: int | None = None
    """The form that it comes from."""

    @property
    def blocks(self) -> bool:
        """Whether nothing may be told while it stands."""
        return CATALOGUE[self.code].blocks

    @property
    def text(self) -> str:
        """What was found, in the language that is set."""
        return gettext(CATALOGUE[self.code].text).format_map(self.params)

    @property
    def todo(self) -> str:
        """What to do about it."""
        return gettext(CATALOGUE[self.code].todo).format_map(self.params)


def obstacle(
    code: str, *, party: str | None = None, submission: int | None = None, **params: object
) -> Obstacle:
    """An obstacle of the catalogue; the number of its form fills the gap ``submission``.

    Raises
    ------
    KeyError
        When the catalogue has no such code.
    """
    said = {key: str(value) for key, value in params.items()}
    if submission is not None:
        said["submission"] = str(submission)
    CATALOGUE[code]
    return Obstacle(code, said, party, submission)


_ASK_AGAIN = N_("Ask {guardian} again, on a new form.")
_REVIEW = N_("See to it: oroforms review show {submission}")

CATALOGUE: Mapping[str, Kind] = {
    # -- whether there is an answer at all ---------------------------------------
    "no-consent": Kind(
        N_("No consent has been received in this case."),
        N_("Ask the guardians for consent before anything is told."),
    ),
    "answer-waits": Kind(
        N_(
            "Form no. {submission} holds an answer that waits for review: received, but no consent."
        ),
        _REVIEW,
    ),
    "guardian-not-answered": Kind(
        N_("{guardian} has not answered, and the consent of everybody with custody is needed."),
        N_("Ask {guardian}, on a form of their own if they live apart."),
    ),
    "unsigned": Kind(
        N_("{guardian} is named in form no. {submission}, but no signature was found."),
        N_("Look at the original: oroforms original {submission} -o FILE; else ask {guardian}."),
    ),
    "signer-unnamed": Kind(
        N_("Somebody signed form no. {submission} without a name."),
        N_("Find out who signed, and write it down: oroforms review set {submission} NAME=VALUE"),
    ),
    "no-guardian": Kind(
        N_("Nobody is known who has custody of the child."),
        N_("Find out who has custody, and ask them."),
    ),
    "signer-ambiguous": Kind(
        N_("{guardian}, who signed form no. {submission}, may be more than one of the guardians."),
        N_("Write down the identity number: oroforms review set {submission} NAME=VALUE"),
    ),
    # -- custody -----------------------------------------------------------------
    "guardian-unknown": Kind(
        N_("Custody is joint, and only {guardian} is known in the case."),
        N_("Find out who the other guardian is, and ask them."),
    ),
    "custody-unknown": Kind(
        N_("It is not known whether {guardian} has custody alone."),
        N_(
            "Look it up in the population register and write it down in the notification: "
            "oroforms review set ID NAME=VALUE"
        ),
    ),
    "custody-unclear": Kind(
        N_("What is said about custody does not fit together: {said}."),
        N_(
            "Look it up in the population register and write it down in the notification: "
            "oroforms review set ID NAME=VALUE"
        ),
    ),
    # -- what the answer is ------------------------------------------------------
    "refused": Kind(
        N_("{guardian} says no (form no. {submission})."),
        N_("Tell nothing on the ground of consent. {guardian} may change their mind at any time."),
    ),
    "undecided": Kind(N_("{guardian} gave no answer in form no. {submission}."), _ASK_AGAIN),
    "not-understood": Kind(
        N_("{guardian} has not understood what the answer in form no. {submission} covers."),
        N_("Explain again, with an interpreter if needed, and ask anew."),
    ),
    "oral-undocumented": Kind(
        N_("{guardian} answered orally, but form no. {submission} does not say who informed."),
        N_("Write down who informed: oroforms review set {submission} NAME=VALUE"),
    ),
    "oral": Kind(
        N_("{guardian} answered orally; form no. {submission} documents it."),
        N_("Ask for it in writing as well, where that can be had."),
        blocks=False,
    ),
    "expired": Kind(
        N_("The consent of {guardian} ended on {day} (form no. {submission})."), _ASK_AGAIN
    ),
    "not-yet-valid": Kind(
        N_("The consent of {guardian} begins on {day} (form no. {submission})."),
        N_("Wait until {day}."),
    ),
    "too-general-party": Kind(
        N_("Too general: form no. {submission} names nobody who may be told."), _ASK_AGAIN
    ),
    "too-general-scope": Kind(
        N_("Too general: form no. {submission} says yes to nothing in particular."), _ASK_AGAIN
    ),
    "too-general-information": Kind(
        N_("Too general: form no. {submission} does not say which information may be shared."),
        _ASK_AGAIN,
    ),
    "too-general-purpose": Kind(
        N_("Too general: form no. {submission} does not say what the sharing is for."), _ASK_AGAIN
    ),
    "too-general-end": Kind(
        N_("Too general: form no. {submission} does not say until when it is valid."), _ASK_AGAIN
    ),
    "nothing-in-common": Kind(
        N_("The guardians have said yes to different things; nothing is allowed by all of them."),
        N_("Ask the guardians to agree on what may be told."),
    ),
    # -- exceptions --------------------------------------------------------------
    "partial": Kind(
        N_("{guardian} has said yes to a part and excepts: “{text}”"),
        N_("Heed the exception in all that is told."),
        blocks=False,
    ),
    "exception-party": Kind(
        N_("The exception of {guardian} may mean {unit}: “{text}”"),
        N_("Ask {guardian} whether {unit} may be told, and get a new form."),
    ),
    "exception-information": Kind(
        N_("The exception of {guardian} may mean this, so it is left out: {codes}."),
        N_("Ask {guardian} if it is needed, and get a new form."),
        blocks=False,
    ),
    # -- withdrawal --------------------------------------------------------------
    "withdrawn": Kind(
        N_("{guardian} withdrew the consent on {day}."),
        N_("Tell nothing more on the ground of consent; what has been told cannot be undone."),
    ),
    "withdrawn-partly": Kind(
        N_("{guardian} withdrew a part on {day}: “{text}”"),
        N_("Heed it in all that is told."),
        blocks=False,
    ),
    "withdrawal-waits": Kind(
        N_("Form no. {submission} withdraws consent and waits for review; it counts already."),
        _REVIEW,
    ),
    "withdrawal-unmatched": Kind(
        N_("It is not clear which guardian withdrew the consent on {day}; it counts for all."),
        N_("Find out who it was, and write it down: oroforms review set ID NAME=VALUE"),
    ),
    # -- the child ---------------------------------------------------------------
    "child-not-asked": Kind(
        N_("The child is 15 or older and speaks for itself, but has not been asked."),
        N_("Ask the child."),
    ),
    "child-refuses": Kind(
        N_("The child is 15 or older and says no."),
        N_("Talk with the child, and tell nothing so long."),
    ),
    "child-withdrew": Kind(
        N_("The child, who may speak for itself, took its consent back on {day}."),
        N_("Talk with the child, and tell nothing on the ground of consent so long."),
    ),
    "child-unsigned": Kind(
        N_("The child is 15 or older and says yes, but no signature of the child was found."),
        N_("Look at the original: oroforms original {submission} -o FILE; else ask the child."),
    ),
    "child-objects": Kind(
        N_("The child says no. If it is mature enough, its own answer counts."),
        N_("Judge the maturity and note how you reasoned, before anything is told."),
        blocks=False,
    ),
    "child-age-unknown": Kind(
        N_("The child's age is not known; from 15 the child's own consent is needed."),
        N_("Write down the child's identity number or date of birth."),
    ),
    # -- who is to be told -------------------------------------------------------
    "party-not-covered": Kind(
        N_("No consent names {unit}."), N_("Ask the guardians for a consent that names {unit}.")
    ),
    "party-uncertain": Kind(
        N_("The consent names {named}; whether that is {unit} cannot be told."),
        N_("If it is the same, name it as the consent does."),
    ),
    "party-unnamed": Kind(
        N_("The unit that is to be told is not known."), N_("Name it as the consent does.")
    ),
    "outcome-not-covered": Kind(
        N_("The consent for {unit} does not cover what the inquiry leads to."),
        N_("Ask the guardians, if more is to be told."),
    ),
    "collaboration-not-covered": Kind(
        N_("The consent for {unit} does not cover collaboration during the inquiry."),
        N_("Ask the guardians for it."),
    ),
    "no-inquiry": Kind(
        N_("No inquiry is under way on {day}, so there is no duty to give information."),
        N_("Record the decision to open one (oroforms case event), or ask for consent."),
    ),
    "not-family": Kind(
        N_("{unit} is not known as a guardian in this case, and this form goes to the family."),
        N_("Name a guardian as the case does, guardian-1 or guardian-2."),
    ),
    "basis-not-open": Kind(
        N_("This form is not sent on the ground “{basis}”."), N_("Leave the ground out.")
    ),
    # -- feedback to who notified ------------------------------------------------
    "not-a-notification": Kind(
        N_("Form no. {submission} is no notification."), N_("Name a notification.")
    ),
    "notifier-private": Kind(
        N_("The notifier is a private person; the duty to give feedback is not towards them."),
        N_("Confirm at most that the notification was received."),
    ),
    "notifier-anonymous": Kind(
        N_("The notifier is anonymous."), N_("Nobody can be told anything.")
    ),
    "notifier-kind-unknown": Kind(
        N_("It is not known whether the notifier notified by duty or as a private person."),
        N_("Write it down: oroforms review set {submission} NAME=VALUE"),
    ),
    "acute-no-meeting": Kind(
        N_("Form no. {submission} is acute, and no meeting is offered in acute matters."),
        N_("Protect the child first. If it is no longer acute, correct the answer in review."),
    ),
    "violence-named": Kind(
        N_("Form no. {submission} speaks of violence, and the letter tells a guardian of it."),
        N_(
            "Guardians are not told first where violence is suspected: see that nobody is in "
            "danger."
        ),
        blocks=False,
    ),
    "not-decided": Kind(
        N_("It has not been decided whether an inquiry is opened."),
        N_("Record the decision: oroforms case event"),
    ),
    "not-requested": Kind(
        N_("The notifier has not asked for feedback."),
        N_("If they ask, record it: oroforms case event"),
    ),
    "unsuitable": Kind(
        N_("It was judged unsuitable to give feedback: {why}"),
        N_("Give none, or record that it is no longer so."),
    ),
    "inquiry-closed": Kind(
        N_("The inquiry was closed on {day}; without consent only that may be told."),
        N_("Ask the guardians for consent, if more is to be told."),
        blocks=False,
    ),
}
"""Every obstacle, by its stable code."""
