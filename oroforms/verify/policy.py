"""pyHanko's own judgement of later revisions, with what tagged forms need.

pyHanko lets a signature field change only where it knows every way in which
the document refers to the field. From the structure tree it knows one shape,
``/K`` being the object reference itself; LibreOffice writes an array of one.
Both mean the same (ISO 32000-1, 14.7.4.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.rules_api import Context


class TaggedSignatureFields(QualifiedWhitelistRule):
    """Clears the way from the structure tree to a signature field that was empty."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        """Every such way to a field that is being signed; all others stay to be explained."""
        for ref in new.explicit_refs_in_revision():
            usages = old._get_usages_of_ref(ref)  # noqa: SLF001 - as pyHanko's own rules do
            if not usages or not _is_being_signed(old(ref), new(ref)):
                continue
            for path in usages:
                start, end = tuple(path.path[:3]), tuple(path.path[-3:])
                if start == ("/Root", "/StructTreeRoot", "/K") and end == ("/K", 0, "/Obj"):
                    context = Context.from_absolute(old, path)
                    yield (
                        ModificationLevel.FORM_FILLING,
                        ReferenceUpdate(ref, context_checked=context),
                    )


def _is_being_signed(before: PdfObject, after: PdfObject) -> bool:
    return (
        isinstance(before, DictionaryObject)
        and isinstance(after, DictionaryObject)
        and before.get("/FT") == "/Sig"
        and "/V" not in before
        and "/V" in after
    )


@cache
def diff_policy() -> StandardDiffPolicy:
    """pyHanko's default policy, with that rule."""
    default = DEFAULT_DIFF_POLICY
    return StandardDiffPolicy(
        [*default.global_rules, TaggedSignatureFields()],
        default.form_rule,
    )
