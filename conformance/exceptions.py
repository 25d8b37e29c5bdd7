"""The named exceptions: what a judge may say of documents that are in order, and why."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("exceptions.toml")


@cache
def named() -> dict[str, Any]:
    """The tables ``difference`` (good documents) and ``exception`` (those that must not hold)."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def sifted(said: Iterable[str]) -> tuple[list[str], Counter[str]]:
    """What no named difference excuses, and how often each of them was needed."""
    patterns = [entry["says"] for entry in named()["difference"]]
    left, used = [], Counter[str]()
    for line in said:
        excuse = next((each for each in patterns if re.search(each, line)), None)
        if excuse is None:
            left.append(line)
        else:
            used[excuse] += 1
    return left, used


def unneeded(used: Counter[str]) -> list[str]:
    """Differences that were not met: they must go."""
    patterns = [entry["says"] for entry in named()["difference"]]
    return [f"exceptions.toml: nobody says {each!r}" for each in patterns if not used[each]]
