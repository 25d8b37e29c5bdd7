"""One submission before a person, as ``review show`` prints it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oroforms.cli.answers import moment, show_findings, show_values
from oroforms.cli.output import paragraph, say
from oroforms.cli.submissions import state_text, submission_entry, title
from oroforms.documents import is_page
from oroforms.i18n import gettext as _
from oroforms.report import finding_entry
from oroforms.review.doubts import doubts_of, written
from oroforms.review.queue import Review


def review_entry(seen: Review, pictures: Mapping[str, Path]) -> dict[str, Any]:
    """The same as JSON: the submission, the findings still open, and the pictures' files."""
    return {
        **submission_entry(seen.view),
        "open": [finding_entry(found) for found in seen.findings],
        "pictures": {name: str(path) for name, path in pictures.items()},
    }


def show_review(seen: Review, pictures: Mapping[str, Path]) -> None:
    """One submission as people read it; ``pictures`` are files by field and ``page.N``."""
    entry = seen.entry
    if entry.acute:
        say(_("ACUTE: phone first, then settle what is in doubt"), fg="red", bold=True)
    say(title(entry, seen.definition), bold=True)
    say(_("came in {moment}, file {path}").format(moment=moment(entry.stored), path=entry.path))
    state = [_("Status: {status}").format(status=state_text(entry))]
    if entry.case:
        state.append(_("case {reference}").format(reference=entry.case))
    if entry.reader:
        state.append(_("read as {reader}").format(reader=entry.reader))
    say(", ".join(state))
    _show_verification(seen)
    say()
    show_findings(seen.definition, seen.findings)
    _show_readings(seen, pictures)
    if seen.view.values:
        say()
        say(_("Certain answers"), bold=True)
        show_values(seen.definition, seen.view.values)
    if seen.view.decisions:
        say()
        say(_("Decisions"), bold=True)
        for made in seen.view.decisions:
            told = [moment(made.at), made.who, made.kind.value, made.field or "", made.why]
            paragraph(" · ".join(filter(None, told)), indent=2, hanging=2)
            by = [made.what["crop"]] if "crop" in made.what else made.what.get("crops", ())
            for name in by:
                if name in pictures:
                    paragraph(pictures[name].name, indent=4, dim=True)
    _show_pages(pictures)
    if entry.waits:
        say()
        _show_next(seen)


def _show_verification(seen: Review) -> None:
    """What was found of the electronic signatures when the file came in."""
    from oroforms.cli.signatures import colour, show_signatures

    found = seen.view.verification
    if found is None:
        return
    say()
    say(_("Electronic signatures, as they were when the file came in"), bold=True)
    paragraph(found.bottom_line, indent=2, hanging=2, fg=colour(found.verdict))
    show_signatures(found, indent=4)


def _show_readings(seen: Review, pictures: Mapping[str, Path]) -> None:
    """What stands in the places that an error is about: it is not among the answers."""
    doubts = [doubt for doubt in doubts_of(seen) if doubt.reading is not None]
    if not doubts:
        return
    say()
    say(_("Read in the places in doubt"), bold=True)
    for doubt in doubts:
        reading = doubt.reading
        if reading is None:
            continue
        text = written(reading) or (_("(empty)") if reading.confidence == 1 else _("(not read)"))
        where = ""
        if reading.place is not None:
            where = " ({})".format(_("page {number}").format(number=reading.place.page))
        paragraph(f"{doubt.title}{where}: {text}", indent=2, hanging=2)
        if doubt.name in pictures:
            paragraph(pictures[doubt.name].name, indent=4, dim=True)


def _show_pages(pictures: Mapping[str, Path]) -> None:
    """Pages that were not read, and where all the pictures lie."""
    if not pictures:
        return
    pages = [pictures[name] for name in pictures if is_page(name)]
    if pages:
        say()
        say(_("Pages that were not read"), bold=True)
        for path in pages:
            number = path.stem.rpartition(".")[2]
            say("  {}: {}".format(_("page {number}").format(number=number), path.name))
    say()
    folder = next(iter(pictures.values())).parent
    paragraph(
        _("Pictures, with personal data: {folder}").format(folder=folder),
        hanging=2,
    )


def _show_next(seen: Review) -> None:
    number = seen.entry.id
    doubtful = next((found.field for found in seen.errors if found.field), None)
    say(_("What to do"), bold=True)
    steps = [_("look at the original:  oroforms original {number} -o FILE")]
    if seen.definition is not None:
        if doubtful is not None:
            steps.append(_("give the right value:  oroforms review set {number} {field}=VALUE"))
        steps.append(_("take it into the case: oroforms review accept {number}"))
    else:
        steps.append(_("say which form it is:  oroforms import FILE --form FORM"))
    steps.append(_("or put it aside:       oroforms review reject {number} --why TEXT"))
    for step in steps:
        say("  " + step.format(number=number, field=doubtful))
