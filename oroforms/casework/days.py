"""The facts of a case as they were on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from oroforms.facts import CaseFacts, local_day


def until(facts: CaseFacts, day: date) -> CaseFacts:
    """Only what had come in, happened and left the house by the end of a day."""
    return replace(
        facts,
        incoming=tuple(
            form
            for form in facts.incoming
            if local_day(facts.arrival(form.submission, form.received)) <= day
        ),
        events=tuple(event for event in facts.events if local_day(event.at) <= day),
        outgoing=tuple(sent for sent in facts.outgoing if local_day(sent.at) <= day),
    )
