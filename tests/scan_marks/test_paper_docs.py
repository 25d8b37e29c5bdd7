"""docs/paper.md tells the truth about codes, the variable and resolutions."""

from __future__ import annotations

import re
from pathlib import Path

from oroforms.findings import CATALOGUE
from oroforms.readers.scan.base import COARSE, COARSE_BITONAL
from oroforms.readers.scan.thresholds import VARIABLE

PAGE = (Path(__file__).parents[2] / "docs" / "paper.md").read_text(encoding="utf-8")


def test_every_code_of_the_page_is_a_finding() -> None:
    codes = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", PAGE)) - {"scan"}
    assert len(codes) > 12
    assert codes <= set(CATALOGUE)


def test_the_variable_is_the_one_that_is_read() -> None:
    assert re.findall(r"`(OROFORMS_\w+)=", PAGE) == [VARIABLE]


def test_a_standard_fax_is_coarse_and_what_is_advised_is_not() -> None:
    advised = [int(dots) for dots in re.findall(r"resolution \| (\d+) .*?; (\d+) are", PAGE)[0]]
    standard, fine = (int(lines) for lines in (98, 196))
    assert f"({standard} lines)" in PAGE
    assert f"({fine} lines)" in PAGE
    assert standard < COARSE < COARSE_BITONAL < fine <= min(advised)
