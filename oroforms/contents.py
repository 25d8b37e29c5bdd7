"""The bytes of a file: in memory, or where they lie when they are many.

A scanner's pile of a thousand pages has some hundreds of megabytes; nobody
who reads one form of it needs the others.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import BinaryIO, TypeAlias

Content: TypeAlias = bytes | Path
"""The bytes of a file, or the file that holds them."""

IN_MEMORY = 8 * 2**20
"""Bytes of the largest file that is held in memory: a scanned form of six pages has some 5 MB."""


def content_at(path: Path) -> Content:
    """The bytes of a file where they are few, else the file.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    return path if path.stat().st_size > IN_MEMORY else path.read_bytes()


def opened(content: Content) -> BinaryIO:
    """The bytes as a file to read from; close it.

    Raises
    ------
    OSError
        When the file cannot be opened.
    """
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def head_of(content: Content, size: int) -> bytes:
    """The first bytes, at most ``size`` of them."""
    if isinstance(content, bytes):
        return content[:size]
    with opened(content) as file:
        return file.read(size)


def size_of(content: Content) -> int:
    """How many bytes there are."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def sha256_of(content: Content) -> str:
    """The SHA-256 of the bytes, in hexadecimal digits."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
