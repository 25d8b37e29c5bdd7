"""Word files from strangers: a zip looked at before it is unpacked, XML parsed bare.

Threats and measures: bombs (sizes are declared in the zip's directory and
held while unpacking), entries outside or twice (refused), DOCTYPE and
entities (refused), macros (refused), templates and links outside (never
followed: only the parts named below are read).
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from oroforms.errors import UnreadableDocument
from oroforms.i18n import gettext as _
from oroforms.readers.guard import unreadable
from oroforms.readers.safexml import DoctypeError, parse_xml

MAX_ENTRIES = 2_000
"""Files in the zip; a form has some twenty."""

MAX_UNPACKED = 256 * 2**20
"""Bytes that all files may unpack to."""

MAX_PART = 32 * 2**20
"""Bytes that one XML part may unpack to; ours have some 500 000."""

MAX_RATIO = 200
"""Times that a large part may be larger than packed; XML packs some tenfold."""

_LARGE = 8 * 2**20

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"

_WORD_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_ENCRYPTED = 0x1
_OTHER_OFFICE = ("xl/workbook.xml", "ppt/presentation.xml", "xl/workbook.bin")


@dataclass(frozen=True, slots=True)
class WordFile:
    """The parts of a Word file that people read: body first, then headers, notes, footers."""

    body: etree._Element
    others: tuple[etree._Element, ...]
    prompts: Mapping[str, str] = field(default_factory=dict)
    """What stands in a control while nothing is filled in, by the name of its building block."""
    comments: tuple[str, ...] = ()
    """The comments in the margin."""

    @property
    def parts(self) -> tuple[etree._Element, ...]:
        """Body and all others."""
        return (self.body, *self.others)


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    struct.error,
    RuntimeError,
)
"""What :mod:`zipfile` and its unpackers raise on a damaged archive."""


def open_word(content: bytes) -> WordFile:
    """Open a Word file for reading.

    Raises
    ------
    UnreadableDocument
        When it is another kind of zip, damaged, locked, holds macros, or
        is built to do harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except DoctypeError as error:
        raise unreadable("document-hostile", reason=_("it brings a DOCTYPE")) from error
    except _DAMAGED as error:
        raise unreadable("document-damaged", reason=str(error)) from error


def _read(archive: zipfile.ZipFile) -> WordFile:
    names = _entries(archive)
    _refuse_foreign(archive, names)
    main = _main_part(archive, names)
    body = _part(archive, names, main)
    others: list[etree._Element] = []
    comments: list[str] = []
    prompts: dict[str, str] = {}
    for kind, target in _relations(archive, names, main):
        if kind in ("header", "footer", "footnotes", "endnotes") and target in names:
            others.append(_part(archive, names, target))
        elif kind == "comments" and target in names:
            comments.extend(_comments(_part(archive, names, target)))
        elif kind == "glossaryDocument" and target in names:
            prompts.update(_prompts(_part(archive, names, target)))
    return WordFile(body, tuple(others), prompts, tuple(comments))


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of the zip by name, after a look at what its directory declares."""
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise _hostile(_("it holds {count} files").format(count=len(infos)))
    names: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise unreadable("document-encrypted")
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise _hostile(_("it holds a file outside itself"))
        if name in names:
            raise _hostile(_("it holds {name} twice").format(name=name[:80]))
        if info.file_size > max(_LARGE, MAX_RATIO * info.compress_size):
            raise _hostile(_("it unpacks to a multiple of its size"))
        names[name] = info
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise _hostile(_("it unpacks to a multiple of its size"))
    return names


def _refuse_foreign(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> None:
    if "[Content_Types].xml" in names and not any(n in names for n in _OTHER_OFFICE):
        return
    kind = _bytes(archive, names["mimetype"]) if "mimetype" in names else b""
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        reason = _("an OpenDocument text (.odt); save it as Word (.docx) or PDF and send again")
    elif any(name in names for name in _OTHER_OFFICE):
        reason = _("a spreadsheet or presentation")
    else:
        reason = _("a packed archive; unpack it and import what is inside")
    raise unreadable("document-foreign", reason=reason)


def _main_part(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> str:
    """The name of the body's part, by relation and content type, never by habit."""
    types = _part(archive, names, "[Content_Types].xml")
    by_name = {
        str(e.get("PartName", "")).lstrip("/"): str(e.get("ContentType", ""))
        for e in types.iter(f"{_CONTENT}Override")
    }
    macros = any("macroEnabled" in t or "vbaProject" in t for t in by_name.values())
    if macros or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise unreadable("document-macros")
    for kind, target in _relations(archive, names, ""):
        if kind == "officeDocument" and by_name.get(target) in _WORD_TYPES and target in names:
            return target
    raise unreadable("document-foreign", reason=_("a zip file without a Word text in it"))


def _relations(
    archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], part: str
) -> Iterator[tuple[str, str]]:
    """Kind and target of a part's relations within the file; those outside are passed over."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in names:
        return
    for relation in _part(archive, names, path).iter(_RELATIONS):
        if relation.get("TargetMode") == "External":
            continue
        target = str(relation.get("Target", ""))
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        yield str(relation.get("Type", "")).rpartition("/")[2], posixpath.normpath(whole)


def _part(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], name: str) -> etree._Element:
    if name not in names:
        raise unreadable("document-damaged", reason=_("{name} is missing").format(name=name))
    content = _bytes(archive, names[name])
    if _STRICT.encode() in content[:8192]:
        # Word's "strict" files differ from the usual ones in this name only, for what we read.
        content = content.replace(_STRICT.encode(), W.encode())
    root = parse_xml(content)
    if root is None:
        reason = _("{name} is no well-formed XML").format(name=name)
        raise unreadable("document-damaged", reason=reason)
    return root


def _bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One file unpacked; more than it declares or than is sane is refused while unpacking."""
    with archive.open(info) as stream:
        content = stream.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise _hostile(_("it unpacks to a multiple of its size"))
    return content


def _comments(part: etree._Element) -> Iterator[str]:
    for comment in part.iter(f"{{{W}}}comment"):
        text = "".join(t.text or "" for t in comment.iter(f"{{{W}}}t"))
        if text.strip():
            yield text.strip()


def _prompts(glossary: etree._Element) -> Iterator[tuple[str, str]]:
    """Name and text of each building block (ECMA-376 part 1, 17.12.5)."""
    for block in glossary.iter(f"{{{W}}}docPart"):
        name = block.find(f"{{{W}}}docPartPr/{{{W}}}name")
        if name is not None:
            text = "".join(t.text or "" for t in block.iter(f"{{{W}}}t"))
            yield str(name.get(f"{{{W}}}val", "")), text.strip()


def _hostile(reason: str) -> UnreadableDocument:
    return unreadable("document-hostile", reason=reason)
