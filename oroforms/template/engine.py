"""docxtpl and Jinja, set up as all templates of oroforms want them.

Importing this module imports docxtpl, which takes most of a second; it is
therefore imported where a template is opened, and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _

_KEPT = 24
"""Sources kept: body, header and footer of some templates. A batch renders one many times."""


class Environment(SandboxedEnvironment):
    """Sandboxed, escaping, strict; what it has compiled from a text it keeps."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)

    @lru_cache(maxsize=_KEPT)  # noqa: B019 - there is one environment, and it lives as long as all
    def _compiled(self, source: str) -> Template:
        return super().from_string(source)

    def from_string(self, source: Any, *_more: Any, **_named: Any) -> Template:
        """The compiled template of a source text."""
        return self._compiled(source)


ENVIRONMENT = Environment()


class WordTemplate(DocxTemplate):  # type: ignore[misc]  # docxtpl is not typed
    """docxtpl's template; the searching in its XML, a third of its time, is done once a text."""

    def patch_xml(self, src_xml: str) -> str:
        """The XML of a part as a Jinja source."""
        return _patched(src_xml)

    def fill(self, view: Mapping[str, Any]) -> None:
        """Fill all variables from a complete view of the data.

        Raises
        ------
        jinja2.TemplateError
            When the template's language is wrong, or it uses what the view lacks.
        """
        self.render(dict(view), ENVIRONMENT, autoescape=True)


@lru_cache(maxsize=_KEPT)
def _patched(source: str) -> str:
    patched: str = DocxTemplate("").patch_xml(source)
    return patched


def open_template(path: Path) -> WordTemplate:
    """A Word template, opened for docxtpl.

    Raises
    ------
    DefinitionError
        When it is missing, or no Word file.
    """
    try:
        template = WordTemplate(str(path))
        template.init_docx()
    except (
        PackageNotFoundError,
        BadZipFile,
        KeyError,
        ValueError,
        XMLSyntaxError,
        OSError,
    ) as fault:
        raise DefinitionError(
            _(
                "{path}: cannot be opened as a Word file ({reason}). Save it in Word as .docx, or "
                "write a new one with: oroforms template new FORM"
            ).format(path=path, reason=fault)
        ) from fault
    return template
