"""Where oroforms finds the data that it brings, and the user's own."""

from __future__ import annotations

from pathlib import Path


def shipped(name: str) -> Path:
    """A folder that oroforms brings: ``schemas`` or ``templates/docx``.

    In an installed package it lies inside the package, in the source tree
    beside it.
    """
    package = Path(__file__).resolve().parent
    inside = package / "data" / name
    return inside if inside.is_dir() else package.parent / name


def own(name: str) -> Path:
    """The user's own folder of ``schemas`` or ``templates``; it need not exist."""
    import platformdirs

    return platformdirs.user_config_path("oroforms", appauthor=False) / name


def in_use(folder: str, name: str) -> Path:
    """A file of a folder: the user's own where there is one, else the shipped."""
    mine = own(folder) / name
    return mine if mine.is_file() else shipped(folder) / name
