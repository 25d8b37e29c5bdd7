"""Tells which form, version and issue a returned document is, and which reader reads it."""

from __future__ import annotations

from oroforms.identify.identifying import Identified, identify

__all__ = ["Identified", "identify"]
