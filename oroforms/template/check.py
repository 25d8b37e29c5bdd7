"""Holds a Word template against its definition: what is missing, unknown, twice, of a wrong kind.

A municipality may move, restyle and reword; what ties the Word file to the
form is the tags of its content controls and the names of its variables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oroforms import law
from oroforms.definition import Definition, FormKind, Slot
from oroforms.errors import DefinitionError
from oroforms.fieldtypes import field_type
from oroforms.findings import Severity
from oroforms.i18n import gettext as _
from oroforms.names import flatten, touch
from oroforms.suggest import did_you_mean
from oroforms.template.anchors import positions, shown_headers
from oroforms.template.context import context
from oroforms.template.controls import (
    OWN_TAGS,
    REFERENCE_TAG,
    Control,
    ControlKind,
    controls,
    options,
)
from oroforms.template.package import roots
from oroforms.template.paper import (
    CODE_NAME,
    MARK_NAMES,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Position,
    mark_positions,
)
from oroforms.template.variables import unknown, variables
from oroforms.template.xml import name

if TYPE_CHECKING:
    from docx.document import Document

    from oroforms.template.engine import WordTemplate

_TOLERANCE = 1.0
"""Millimetres by which page and marks may differ from what readers of scans expect."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in which a template and its definition disagree.

    With an error nothing can be rendered safely; a warning says what a
    person should look at.
    """

    message: str
    severity: Severity = Severity.ERROR


def check_template(definition: Definition, path: Path) -> tuple[Problem, ...]:
    """All problems of a template, in the order in which they stand in it; none when it is sound."""
    from oroforms.template.engine import open_template

    try:
        opened = open_template(path)
    except DefinitionError as fault:
        return (Problem(str(fault)),)
    is_letter = definition.kind is FormKind.LETTER
    checks = (
        _check_variables(definition, opened),
        _check_shown(definition, opened) if is_letter else _check_controls(definition, opened.docx),
        _check_page(opened.docx),
        () if is_letter else _check_stamps(opened.docx),  # it never comes back to be read
        _check_leftovers(opened.docx),
    )
    return tuple(
        Problem(f"{path}: {problem.message}", problem.severity)
        for check in checks
        for problem in check
    )


def _check_variables(definition: Definition, opened: WordTemplate) -> Iterator[Problem]:
    from jinja2 import TemplateSyntaxError

    try:
        used = list(dict.fromkeys(variables(opened)))
    except TemplateSyntaxError as fault:
        text = _("the template language is wrong: {reason}. Nothing can be rendered.")
        yield Problem(text.format(reason=fault.message))
        return
    view = context(definition, {}, law=dict.fromkeys(law.current().rules, ""))
    possible = [path for path, _leaf in flatten(view)]
    for path in used:
        if unknown(path, view):
            text = _("uses {variable}, which the definition does not have.{hint}")
            yield Problem(
                text.format(variable=f"{{{{ {path} }}}}", hint=did_you_mean(path, possible))
            )


def _check_shown(definition: Definition, opened: WordTemplate) -> Iterator[Problem]:
    """What a letter is told and does not say."""
    from jinja2 import TemplateSyntaxError

    try:
        used = set(variables(opened))
    except TemplateSyntaxError:
        return  # said already
    for slot in definition.slots:
        if not any(touch(slot.name, path) for path in used):
            text = _("shows {name} ({title}) nowhere.")
            yield Problem(text.format(name=slot.name, title=slot.title), Severity.WARNING)


def _check_controls(definition: Definition, document: Document) -> Iterator[Problem]:
    slots = {part: slot for slot in definition.slots for part in field_type(slot.type).parts(slot)}
    choices = {slot.name: slot for slot in definition.slots if slot.type == "choice"}
    found = [c for root in roots(document) for c in controls(root)]
    found = [control for control in found if not control.tag.startswith(OWN_TAGS)]
    for tag, times in Counter(control.tag for control in found).items():
        if times > 1:
            text = _("has {count} content controls for {tag}; each may stand once.")
            yield Problem(text.format(count=times, tag=tag))
    for control in {control.tag: control for control in reversed(found)}.values():
        if control.tag in slots:
            yield from _check_kind(control, slots[control.tag])
        elif control.tag in choices:
            yield from _check_choice(control, choices[control.tag])
        else:
            text = _("has a content control for {tag}, which the definition does not have.{hint}")
            hint = did_you_mean(control.tag, [*slots, *choices])
            yield Problem(text.format(tag=control.tag, hint=hint))
    tags = {control.tag for control in found}
    for part, slot in slots.items():
        if part not in tags and not (slot.type == "choice" and slot.name in tags):
            text = _("has no content control for {part} ({title}). Add one with that tag.")
            yield Problem(text.format(part=part, title=slot.title))


def _check_kind(control: Control, slot: Slot) -> Iterator[Problem]:
    boxed = slot.type in {"bool", "choice", "multichoice"}
    wanted = ControlKind.CHECKBOX if boxed else ControlKind.TEXT
    if control.kind is not wanted:
        text = _("the content control {tag} is {found}; it must be {wanted}.")
        yield Problem(
            text.format(tag=control.tag, found=_called(control.kind), wanted=_called(wanted))
        )
    elif wanted is ControlKind.TEXT:
        variable = f"{{{{ {control.tag} }}}}"
        if "".join(control.text.split()) != "".join(variable.split()):
            text = _("the content control {tag} holds “{found}”; it must hold {wanted} alone.")
            yield Problem(
                text.format(tag=control.tag, found=control.text.strip()[:60], wanted=variable)
            )


def _check_choice(control: Control, slot: Slot) -> Iterator[Problem]:
    if control.kind is not ControlKind.DROPDOWN:
        text = _("the content control {tag} is {found}; it must be {wanted}.")
        wanted = _("a drop-down list, or one check box for each answer, tagged {tag}.CODE").format(
            tag=control.tag
        )
        yield Problem(text.format(tag=control.tag, found=_called(control.kind), wanted=wanted))
        return
    codes = [choice.code for choice in slot.field.choices]
    if sorted(options(control)) != sorted(codes):
        text = _("the drop-down list {tag} offers {found}; it must offer {wanted}.")
        offered = ", ".join(options(control)) or _("nothing")
        yield Problem(text.format(tag=control.tag, found=offered, wanted=", ".join(codes)))
    yield Problem(
        _("the drop-down list {tag} works in Word only; a fillable PDF needs check boxes.").format(
            tag=control.tag
        ),
        Severity.WARNING,
    )


def _called(kind: ControlKind) -> str:
    return {
        ControlKind.TEXT: _("a plain text control"),
        ControlKind.CHECKBOX: _("a check box"),
        ControlKind.DROPDOWN: _("a drop-down list"),
        ControlKind.OTHER: _("a control of another kind"),
    }[kind]


def _check_page(document: Document) -> Iterator[Problem]:
    width, height = document.sections[0].page_width, document.sections[0].page_height
    found = (width.mm if width else 0.0, height.mm if height else 0.0)
    if max(abs(found[0] - PAGE_WIDTH), abs(found[1] - PAGE_HEIGHT)) > _TOLERANCE:
        text = _("the page is {width} × {height} mm; a form is printed on A4, upright.")
        yield Problem(text.format(width=round(found[0]), height=round(found[1])))


def _check_stamps(document: Document) -> Iterator[Problem]:
    yield from _check_picture(document, CODE_NAME, None)
    for wanted, place in zip(MARK_NAMES, mark_positions(), strict=True):
        yield from _check_picture(document, wanted, place)
    tags = {control.tag for root in roots(document) for control in controls(root)}
    if REFERENCE_TAG not in tags:
        text = _("the header has no content control tagged {tag} for the reference line.")
        yield Problem(text.format(tag=REFERENCE_TAG))


def _check_picture(document: Document, wanted: str, place: Position | None) -> Iterator[Problem]:
    """A picture that must lie in every header, at one place, for marks at a given one."""
    places = list(positions(document, wanted))
    if len(places) < max(1, len(shown_headers(document))):
        text = _("a header has no picture named {name}; scans of the form cannot be read.")
        yield Problem(text.format(name=wanted))
    elif None in places:
        text = _("the picture {name} must be placed by its distance from the page.")
        yield Problem(text.format(name=wanted))
    elif len(set(places)) > 1:
        text = _("the picture {name} lies at different places in the headers.")
        yield Problem(text.format(name=wanted))
    elif place is not None and places[0] is not None and _apart(places[0], place) > _TOLERANCE:
        text = _("the picture {name} must lie {left} mm from the left and {top} mm from the top.")
        yield Problem(text.format(name=wanted, left=place.left, top=place.top))


def _apart(one: Position, other: Position) -> float:
    return max(
        abs(one.left - other.left),
        abs(one.top - other.top),
        abs(one.width - other.width),
        abs(one.height - other.height),
    )


def _check_leftovers(document: Document) -> Iterator[Problem]:
    if _holds(document, "ins", "del", "moveFrom", "moveTo"):
        text = _("holds tracked changes; what is rendered takes them as accepted.")
        yield Problem(text, Severity.WARNING)
    if _holds(document, "commentReference"):
        text = _("holds comments; they are left out of what is rendered.")
        yield Problem(text, Severity.WARNING)


def _holds(document: Document, *tags: str) -> bool:
    names = [name(f"w:{tag}") for tag in tags]
    return any(next(root.iter(*names), None) is not None for root in roots(document))
