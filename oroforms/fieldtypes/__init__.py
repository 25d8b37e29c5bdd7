"""The field types, by the names that definitions use.

The modules are small; the libraries that some need (phonenumbers,
pycountry, Babel, email-validator) are imported where a value is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from oroforms.fieldtypes.base import NOT_ANSWERED, FieldType, Outcome
from oroforms.fieldtypes.bool import Bool
from oroforms.fieldtypes.choice import Choice
from oroforms.fieldtypes.date import Date
from oroforms.fieldtypes.datetime import DateTime
from oroforms.fieldtypes.email import Email
from oroforms.fieldtypes.identity import Identity
from oroforms.fieldtypes.integer import Integer
from oroforms.fieldtypes.language import Language
from oroforms.fieldtypes.multichoice import MultiChoice
from oroforms.fieldtypes.multiline import Multiline
from oroforms.fieldtypes.percent import Percent
from oroforms.fieldtypes.phone import Phone
from oroforms.fieldtypes.signature import Signature
from oroforms.fieldtypes.text import Text

__all__ = ["NOT_ANSWERED", "TYPES", "FieldType", "Outcome", "field_type"]

TYPES: Mapping[str, FieldType] = {
    type_.name: type_
    for type_ in (
        Text(),
        Multiline(),
        Date(),
        DateTime(),
        Bool(),
        Choice(),
        MultiChoice(),
        Identity(),
        Phone(),
        Email(),
        Integer(),
        Percent(),
        Language(),
        Signature(),
    )
}
"""One object a type; they hold no state."""


def field_type(name: str) -> FieldType:
    """The field type of a name that a definition uses.

    Raises
    ------
    KeyError
        When there is no such type; a definition that names one does not load.
    """
    return TYPES[name]
