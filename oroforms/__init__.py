"""oroforms: Swedish child-welfare forms, issued, filled in, returned and read."""

from __future__ import annotations

__version__ = "0.1.0"
