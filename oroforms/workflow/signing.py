"""Signing files: read whole, signed, written whole under another name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.private_files import written

if TYPE_CHECKING:
    from oroforms.sign.signing import Manner, Signatory, Signed


def sign_file(source: Path, output: Path, signatory: Signatory, field: str | None) -> Signed:
    """Sign a PDF and write it to another file.

    Raises
    ------
    OroformsError
        When it cannot be signed; nothing is written then.
    """
    refuse_same(source, output)
    signed = signatory.sign(source.read_bytes(), name=str(source), field=field)
    write(output, signed.content)
    return signed


def refuse_same(source: Path, output: Path) -> None:
    """Never write over what is signed: a signature that fails halfway must cost nothing.

    Raises
    ------
    UsageError
        When both are one file, or the output is no PDF by its name.
    """
    if output.suffix.lower() != ".pdf":
        text = _("{path}: a signed document is a PDF; name a file that ends in .pdf.")
        raise UsageError(text.format(path=output))
    if output.exists() and source.exists() and output.samefile(source):
        text = _("{path} would be written over itself; name another file to write.")
        raise UsageError(text.format(path=output))


def write(output: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner alone."""
    with written(output) as file:
        file.write(content)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document will be signed."""

    field: str
    visible: bool
    fillable: bool


def prepare_file(
    source: Path,
    output: Path,
    request: Path,
    certificate: Path,
    manner: Manner,
    field: str | None,
) -> Place:
    """Make a PDF ready for a signing service, and write what the service is to sign.

    Raises
    ------
    OroformsError
        When it cannot be signed; nothing is written then.
    """
    from oroforms.sign.external import external_key, prepare

    refuse_same(source, output)
    content = source.read_bytes()
    key = external_key(certificate)
    ready = prepare(content, key, manner, name=str(source), field=field)
    write(output, ready.content)
    told = json.dumps(ready.request.to_json(), ensure_ascii=False, indent=2)
    write(request, told.encode("utf-8") + b"\n")
    return Place(ready.request.field, ready.visible, ready.fillable)


def embed_file(
    source: Path, output: Path, answer: Path, request: Path, manner: Manner
) -> tuple[str, ...]:
    """Put a signing service's answer into the PDF that was prepared; gives remarks about it.

    Raises
    ------
    OroformsError
        When the answer does not belong there; nothing is written then.
    """
    from oroforms.sign.external import Request, embed

    refuse_same(source, output)
    embedded = embed(
        source.read_bytes(),
        Request.read(request),
        answer.read_bytes(),
        name=str(source),
        timestamp_url=manner.timestamp_url,
    )
    write(output, embedded.content)
    return embedded.remarks
