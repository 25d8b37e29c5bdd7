"""A finished document's own data: attached to it, for programs that receive it.

The answers travel as an associated file (ISO 32000-2, 14.13; allowed by
ISO 19005-3, 6.8), named in the catalogue and in the name tree of embedded
files, so that any viewer shows the attachment and any program finds it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from oroforms.references import DATA_FILE, data_description

MIME_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Data:
    """The answers as they are attached: which form they answer, the JSON, and its day."""

    form: str
    """``form@version``."""
    content: bytes
    """JSON in UTF-8, valid by ``oroforms fields FORM --json-schema``."""
    day: date

    @classmethod
    def of(cls, form: str, values: Mapping[str, Any], day: date) -> Data:
        """Typed values, nested as in the contract."""
        said = json.dumps(values, ensure_ascii=False, indent=1)
        return cls(form, f"{said}\n".encode(), day)


def attach(pdf: pikepdf.Pdf, data: Data) -> None:
    """Attach the data to a document that has no other attachments."""
    stream = pdf.make_stream(
        data.content,
        Type=Name.EmbeddedFile,
        Subtype=Name(f"/{MIME_TYPE}"),
        Params=Dictionary(
            Size=len(data.content),
            # The digest that ISO 32000-1, table 46 names; it is no protection.
            CheckSum=String(hashlib.md5(data.content, usedforsecurity=False).digest()),
            ModDate=String(f"D:{data.day:%Y%m%d}000000Z"),
        ),
    )
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(DATA_FILE),
            UF=String(DATA_FILE),
            Desc=String(data_description(data.form)),
            AFRelationship=Name.Data,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    root = pdf.Root
    names = root.get(Name.Names, Dictionary())
    names.EmbeddedFiles = pdf.make_indirect(
        Dictionary(Names=Array([String(DATA_FILE), specification]))
    )
    root.Names = names
    root.AF = Array([specification])
