"""Which case a returned form belongs to, or why a person must say.

First the issue token, then the case reference that the form holds, then the
child's identity number. Whatever was found must also be the right child: no
child's data lands in another child's file. Only certain values are looked at
(a doubtful one is not in the values), and nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from oroforms.casefile.cases import Case, CaseStatus, cases_of_child, find_case
from oroforms.casefile.issues import Issue, find_issue
from oroforms.definition import Definition, Matching, Sensitivity
from oroforms.documents import Value
from oroforms.facts import Child
from oroforms.findings import Finding, finding, mask
from oroforms.names import get
from oroforms.person_names import one_within_the_other, share_a_part

_FULL_NUMBER = re.compile(r"\d{12}")
_DATE_DIGITS = 8
"""Digits of an identity number that are the birth date: year, month, day."""

CASE_CODES = frozenset(
    {
        "case-unknown",
        "case-several",
        "case-closed",
        "case-child-differs",
        "case-child-unnamed",
        "case-name-differs",
        "issue-unknown",
        "issue-form-differs",
    }
)
"""Findings that are answered when a person names the case."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What matching looks at: the form, its issue token, its values, and what was in doubt.

    ``seen`` are the names for which the document had a place that was read,
    ``None`` when all had; a prefilled value on a missing page was not changed.
    """

    definition: Definition
    values: Mapping[str, Value]
    token: str | None = None
    doubtful: Collection[str] = ()
    seen: Collection[str] | None = None

    @property
    def child(self) -> Child:
        """What the form says of its child."""
        return child_on(self.definition.matching, self.values)


@dataclass(frozen=True, slots=True)
class Match:
    """The case it belongs to, or that it opens one; else findings say what stands in the way.

    Findings may stand beside a case too (``prefilled-changed``).
    """

    case: Case | None = None
    opens: bool = False
    findings: tuple[Finding, ...] = ()


def child_on(matching: Matching, values: Mapping[str, Value]) -> Child:
    """The child as a form names it."""

    def text(name: str | None) -> str | None:
        found = get(values, name) if name is not None else None
        return found if isinstance(found, str) and found else None

    return Child(text(matching.child_name), text(matching.child_identity), text(matching.protected))


def match(connection: Connection, answers: Answers) -> Match:
    """Find the case of a form that was read."""
    if answers.token is not None:
        issue = find_issue(connection, answers.token)
        if issue is not None:
            return _by_issue(connection, answers, issue)
        # Whoever notifies may have made the blank form on a machine of their own.
        if not answers.definition.matching.opens_case:
            return Match(findings=(finding("issue-unknown", token=answers.token),))
    return _by_what_it_says(connection, answers)


def _by_issue(connection: Connection, answers: Answers, issue: Issue) -> Match:
    if (issue.form, issue.version) != (answers.definition.form, answers.definition.version):
        issued = f"{issue.form}@{issue.version}"
        return Match(findings=(finding("issue-form-differs", token=issue.token, form=issued),))
    if issue.case is not None:
        found = held_against(issue.case, answers.child, told_by_token=True)
    else:
        found = _by_what_it_says(connection, answers)
    changed = _changed_since_issue(answers, issue)
    return Match(found.case, found.opens, (*found.findings, *changed))


def _changed_since_issue(answers: Answers, issue: Issue) -> Iterable[Finding]:
    for name, issued in issue.prefilled.items():
        if name in answers.doubtful or (answers.seen is not None and name not in answers.seen):
            continue
        found = get(answers.values, name)
        if found != issued:
            shown = (_shown(answers.definition, name, value) for value in (issued, found))
            yield finding(
                "prefilled-changed", name, **dict(zip(("issued", "found"), shown, strict=True))
            )


def _shown(definition: Definition, name: str, value: Any) -> str:
    if value is None:
        return "–"
    slot = definition.slot.get(name)
    plain = slot is not None and slot.field.sensitivity is Sensitivity.PLAIN
    return str(value) if plain else mask(str(value))


def _by_what_it_says(connection: Connection, answers: Answers) -> Match:
    matching = answers.definition.matching
    reference = get(answers.values, matching.reference) if matching.reference else None
    if isinstance(reference, str) and reference:
        case = find_case(connection, reference)
        if case is None:
            return Match(findings=(finding("case-unknown"),))
        return held_against(case, answers.child, told_by_token=False)
    if matching.child_identity in answers.doubtful or matching.reference in answers.doubtful:
        # What would tell the case must be settled first; its own finding says so.
        return Match()
    return _by_number(connection, answers)


def _by_number(connection: Connection, answers: Answers) -> Match:
    child = answers.child
    number = child.identity if child.identity and _FULL_NUMBER.fullmatch(child.identity) else None
    known = cases_of_child(connection, number) if number is not None else []
    still_open = [case for case in known if case.status is CaseStatus.OPEN]
    if len(still_open) > 1:
        references = ", ".join(case.reference for case in still_open)
        return Match(findings=(finding("case-several", cases=references),))
    if still_open:
        return held_against(still_open[0], child, told_by_token=False)
    if answers.definition.matching.opens_case:
        return Match(opens=True)
    if known:
        references = ", ".join(case.reference for case in known)
        return Match(findings=(finding("case-closed", cases=references),))
    return Match(findings=(finding("case-unknown"),))


def held_against(case: Case, child: Child, *, told_by_token: bool) -> Match:
    """The case, if it is open and its child can be the child of the form."""
    if case.status is CaseStatus.CLOSED:
        return Match(findings=(finding("case-closed", cases=case.reference),))
    code = _child_differs(case.child, child, told_by_token=told_by_token)
    if code is not None:
        return Match(findings=(finding(code, case=case.reference),))
    return Match(case)


def _child_differs(known: Child, child: Child, *, told_by_token: bool) -> str | None:
    named = known.name is not None and child.name is not None
    numbers = None
    if known.identity is not None and child.identity is not None:
        numbers = _numbers_agree(known.identity, child.identity)
    if numbers is False:
        return "case-child-differs"
    if numbers is True:
        apart = named and not share_a_part(known.name or "", child.name or "")
        return "case-name-differs" if apart else None
    if named:
        fit = one_within_the_other(known.name or "", child.name or "")
        return None if fit else "case-child-differs"
    # Nothing to compare. The token is printed on the very sheet that went out
    # for the case; a reference is copied by hand and can be another child's.
    return None if told_by_token else "case-child-unnamed"


def _numbers_agree(one: str, other: str) -> bool | None:
    """Whether two numbers are one person's; ``None`` when a birth date is all they share."""
    if one == other:
        return True if _FULL_NUMBER.fullmatch(one) else None
    if _FULL_NUMBER.fullmatch(one) and _FULL_NUMBER.fullmatch(other):
        return False
    dates = [_birth_date(number) for number in (one, other)]
    return None if dates[0] == dates[1] and dates[0] is not None else False


def _birth_date(number: str) -> str | None:
    digits = "".join(c for c in number if c.isdigit())
    if len(digits) not in (_DATE_DIGITS, 12):
        return None
    day = int(digits[6:8])
    return f"{digits[:6]}{day - 60 if day > 60 else day:02}"
