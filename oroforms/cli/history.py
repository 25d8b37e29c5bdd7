"""The history of a case in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oroforms.i18n import N_
from oroforms.i18n import gettext as _

_EVENTS = {
    "opened": N_("case opened"),
    "received": N_("form taken into the case"),
    "corrected": N_("answer corrected"),
    "child-changed": N_("child's particulars changed"),
    "issued": N_("form issued"),
    "closed": N_("case closed"),
    "reopened": N_("case opened again"),
    "arrived": N_("arrived at the office"),
    "read": N_("read by a person"),
    "protective-assessment": N_("protection assessed at once"),
    "decided": N_("decided"),
    "extended": N_("more time decided"),
    "feedback-asked": N_("feedback asked for"),
    "feedback-given": N_("feedback"),
    "meeting": N_("notification meeting"),
    "inquiry-closed": N_("inquiry closed"),
    "consent-withdrawn": N_("consent withdrawn"),
    "sent": N_("sent out"),
    "retention-class": N_("kept as the law exempts it"),
    "purge-decided": N_("purging decided"),
    "note": N_("note in the file"),
    "struck": N_("struck out, recorded by mistake"),
    "set": N_("answer set"),
    "accept": N_("accepted"),
    "reject": N_("rejected"),
    "reread": N_("read again"),
}
_WORDS = {
    "outcome": {
        "opened": N_("inquiry opened"),
        "not-opened": N_("no inquiry opened"),
        "already-running": N_("an inquiry is running already"),
        "given": N_("given to the notifier"),
        "unsuitable": N_("not given, as unsuitable"),
    },
    "meeting": {"offered": N_("offered"), "declined": N_("declined"), "held": N_("held")},
    "rule": {"assessment": N_("for the decision"), "inquiry": N_("for the inquiry")},
    "decision": {"purge": N_("is to be culled"), "keep": N_("is to be kept")},
}
_LABELS = {
    "until": N_("until {value}"),
    "why": N_("“{value}”"),
    "corrects": N_("in place of event {value}"),
    "came": N_("came by post {value} and counts from the working day before"),
    "outgoing": N_("outgoing no. {value}"),
    "form": N_("form {value}"),
    "field": N_("field {value}"),
    "token": N_("token {value}"),
    "guardian": N_("by {value}"),
    "scope": N_("only {value}"),
    "from": N_("from {value}"),
    "to": N_("to {value}"),
    "submission": N_("form no. {value}"),
}
_UNTOLD = frozenset({"crop", "crops", "whole_day", "by_post"})
"""Of use to programs: pictures are found by ``review show``, the rest is said otherwise."""


def told(kind: str, what: Mapping[str, Any]) -> str:
    """One event or decision in words, such as ``decided: inquiry opened``."""
    name = _(_EVENTS.get(kind, kind))
    said = ", ".join(_detail(key, value) for key, value in what.items() if key not in _UNTOLD)
    return f"{name}: {said}" if said else name


def _detail(key: str, value: Any) -> str:
    if key == "class":
        return _class(str(value))
    known = _WORDS.get(key, {}).get(value) if isinstance(value, str) else None
    if known is not None:
        return _(known)
    if key in _LABELS:
        return _(_LABELS[key]).format(value=_plain(value))
    return f"{key} {_plain(value)}"


def _class(name: str) -> str:
    """A class of retention by its title; a class that the policy no longer has by its name."""
    from oroforms.casework import retention_policy
    from oroforms.law import in_language

    known = retention_policy.current().classes.get(name)
    return name if known is None else in_language(known.title)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "/".join("–" if item is None else str(item) for item in value)
    return str(value)
