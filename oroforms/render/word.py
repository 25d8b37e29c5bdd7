"""Renders a Word template: docxtpl fills it, then its content controls are seen to.

One template serves five purposes (:class:`Purpose`). What a person wrote is
data throughout: it is escaped, never read as a template, and after rendering
each control is held against the answer that it should show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oroforms import law
from oroforms.definition import Definition, FormKind, Slot
from oroforms.errors import DefinitionError
from oroforms.fieldtypes import field_type
from oroforms.i18n import gettext as _
from oroforms.names import get
from oroforms.render.clean import clean
from oroforms.render.compact import compact
from oroforms.render.directions import mark_direction
from oroforms.render.issue import IssueMark
from oroforms.render.protection import protect
from oroforms.render.stamps import draw_stamps, remove_stamps
from oroforms.template.context import SIGNED, context, printable, written
from oroforms.template.controls import (
    REFERENCE_TAG,
    Control,
    ControlKind,
    choose,
    controls,
    lock,
    put_empty_after,
    set_checked,
    set_placeholder,
    unwrap,
)
from oroforms.template.package import roots, save

if TYPE_CHECKING:
    from docx.document import Document


_UNIT = re.compile(r" (kap\.|§)")


class Purpose(Enum):
    """What a rendered Word file is for."""

    BLANK = auto()
    """To be filled in on screen: empty controls, everything else protected."""
    PREFILLED = auto()
    """As ``BLANK``; what is answered already is shown and locked."""
    FINISHED = auto()
    """The answers, read-only, in controls that can be read back by their tags."""
    EXPORT = auto()
    """Neutral: no answers, no reference, code or marks; the fillable PDF is made from it."""
    PRINT = auto()
    """The answers as plain text; only the places to sign are controls, empty ones.
    The finished PDF is made from it."""


_WITHOUT_ANSWERS = frozenset({Purpose.BLANK, Purpose.EXPORT})
_STAMPED_LATER = frozenset({Purpose.EXPORT, Purpose.PRINT})
_FINAL = frozenset({Purpose.FINISHED, Purpose.PRINT})


def render(
    definition: Definition,
    template: Path,
    values: Mapping[str, Any],
    *,
    on: date,
    purpose: Purpose,
    issue: IssueMark | None = None,
) -> bytes:
    """A Word file of one form for one purpose.

    ``values`` are typed and nested as in the contract; ``on`` is the day of
    the document, which decides the law that fixed texts cite. The same
    arguments always give the same bytes.

    Raises
    ------
    DefinitionError
        When the template is damaged, uses what the definition does not have,
        lacks the control of an answer, or shows something else in it.
    """
    mark = None if purpose in _STAMPED_LATER else issue
    answers = _Answers.of(definition, {} if purpose in _WITHOUT_ANSWERS else values)
    document = _fill(definition, template, answers, on, mark)
    clean(document, title=definition.title.sv)
    found = [c for root in roots(document) for c in controls(root) if c.tag in answers.slots]
    if definition.kind is FormKind.FORM:
        _refuse_to_lose(answers, {control.tag for control in found}, template)
    for control in found:
        _show(control, answers, template)
        boxed = control.kind is ControlKind.CHECKBOX
        if not boxed and not answers.given(control) and purpose is not Purpose.PRINT:
            set_placeholder(control)
    if purpose in _FINAL:
        compact(document.element.body, answers.given)
    _close(document, found, answers, purpose)
    if purpose is Purpose.PRINT:
        _unwrap_others(document, answers)
    if mark is None:
        remove_stamps(document)
    else:
        draw_stamps(document, mark)
    return save(document)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers of one document by the parts of their slots."""

    values: Mapping[str, Any]
    slots: Mapping[str, Slot]
    """The slot of every part that the form has; of a choice also under its own name."""
    parts: Mapping[str, str | bool]
    """What stands in the parts that are answered."""

    @classmethod
    def of(cls, definition: Definition, values: Mapping[str, Any]) -> _Answers:
        slots: dict[str, Slot] = {}
        parts: dict[str, str | bool] = {}
        for slot in definition.slots:
            slots |= dict.fromkeys((slot.name, *field_type(slot.type).parts(slot)), slot)
            parts |= written(slot, get(values, slot.name))
        return cls(values, slots, parts)

    def text(self, part: str) -> str:
        """What a text control shows."""
        content = self.parts.get(part, "")
        if isinstance(content, bool):
            return SIGNED if content else ""
        return printable(content)

    def given(self, control: Control) -> bool:
        """Whether anything is written, chosen or ticked in what a control holds."""
        if control.kind is ControlKind.DROPDOWN:
            return self.answered(control.tag)
        return bool(self.parts.get(control.tag))

    def signs(self, control: Control) -> bool:
        """Whether a control is the place for a signature itself."""
        slot = self.slots[control.tag]
        return slot.type == "signature" and control.tag == f"{slot.name}.sign"

    def answered(self, part: str) -> bool:
        """Whether the slot of a part is answered."""
        return get(self.values, self.slots[part].name) is not None


def _fill(
    definition: Definition, template: Path, answers: _Answers, on: date, mark: IssueMark | None
) -> Document:
    """Let docxtpl fill all variables of the template."""
    from jinja2 import TemplateError

    from oroforms.template.engine import open_template

    opened = open_template(template)
    view = context(
        definition,
        answers.values,
        law=law_of(on),
        reference=mark.reference if mark else "",
        token=mark.token if mark else "",
    )
    before = _tags(opened.docx)
    try:
        opened.fill(view)
    except TemplateError as fault:
        raise DefinitionError(
            _("{path}: {reason}. Nothing was rendered; oroforms check tells more.").format(
                path=template, reason=fault
            )
        ) from fault
    if _tags(opened.docx) != before:
        raise DefinitionError(
            _("{path}: rendering lost content controls. Nothing was rendered.").format(
                path=template
            )
        )
    document: Document = opened.docx
    return document


def law_of(on: date) -> dict[str, str]:
    """Every rule of law that is in force on a day, as Swedish forms cite it.

    Chapter and section stay on one line with their numbers.
    """
    known = law.current()
    in_force = [key for key, rule in known.rules.items() if rule.on(on)]
    return {key: _UNIT.sub("\u00a0\\1", known.citation(key, on, "sv")) for key in in_force}


def _tags(document: Document) -> list[str]:
    return [control.tag for root in roots(document) for control in controls(root)]


def _refuse_to_lose(answers: _Answers, tags: set[str], template: Path) -> None:
    """An answer that no control shows would be missing from the document without a word."""
    for part, content in answers.parts.items():
        if content and part not in tags and answers.slots[part].name not in tags:
            raise DefinitionError(
                _(
                    "{path}: has no content control for {part} ({title}), and its answer would be "
                    "lost. Nothing was rendered."
                ).format(path=template, part=part, title=answers.slots[part].title)
            )


def _show(control: Control, answers: _Answers, template: Path) -> None:
    """Make a control show its answer, and hold what docxtpl put there against it."""
    match control.kind:
        case ControlKind.CHECKBOX:
            set_checked(control, answers.given(control))
        case ControlKind.DROPDOWN:
            choose(control, str(get(answers.values, control.tag, "")))
        case _:
            expected = answers.text(control.tag)
            if control.text != expected:
                raise DefinitionError(
                    _(
                        "{path}: the content control {tag} shows something else than its answer. "
                        "It may hold {variable} and nothing more. Nothing was rendered."
                    ).format(path=template, tag=control.tag, variable=f"{{{{ {control.tag} }}}}")
                )
            mark_direction(control, expected)


def _close(
    document: Document, found: Iterable[Control], answers: _Answers, purpose: Purpose
) -> None:
    """Lock what nobody may change, or take the controls away for print."""
    for control in found:
        if purpose is Purpose.PRINT:
            _settle(control, answers)
        elif purpose is Purpose.FINISHED or (
            purpose is Purpose.PREFILLED and answers.answered(control.tag)
        ):
            lock(control)
    if purpose is Purpose.FINISHED:
        protect(document, "readOnly")
    elif purpose in (Purpose.BLANK, Purpose.PREFILLED):
        protect(document, "forms")


def _settle(control: Control, answers: _Answers) -> None:
    """Leave the answer as plain text; a place to sign stays, behind what is said of it."""
    if not answers.signs(control):
        unwrap(control)
    elif answers.given(control):
        put_empty_after(control)


def _unwrap_others(document: Document, answers: _Answers) -> None:
    """Controls that hold no answer (frames, a template's own) print as the text that they hold."""
    for control in [c for root in roots(document) for c in controls(root)]:
        if control.tag not in answers.slots and control.tag != REFERENCE_TAG:
            unwrap(control)
