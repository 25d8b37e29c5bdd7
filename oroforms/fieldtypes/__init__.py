"""The field types, by the names that definitions use."""

from __future__ import annotations

from oroforms.fieldtypes.base import NOT_ANSWERED, FieldType, Outcome

__all__ = ["NOT_ANSWERED", "TYPES", "FieldType", "Outcome", "field_type"]
