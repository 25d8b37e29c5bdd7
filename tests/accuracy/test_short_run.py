"""The accuracy run in its short form: the same code as ``make accuracy``, some pages of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from accuracy import report
from accuracy.fonts import HANDS
from accuracy.outcomes import Outcome
from accuracy.run import Job, Tally, measure

pytestmark = pytest.mark.skipif(
    not HANDS.is_dir(), reason="handwriting is missing: sh setup/accuracy.sh installs it"
)

WORN = "worn"
WORK = (
    Job(2_000_001, ("clean", "ordinary", "fax"), "samtycke@2", None, texts=False, careless=0.0),
    Job(2_000_002, ("ordinary", "phone"), "orosanmalan@1", None, texts=False, careless=0.0),
    Job(2_000_003, ("ordinary", WORN), "samtycke@1", None, texts=False, careless=1.0),
)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the misses of the worn pages are kept as pictures."""
    return tmp_path_factory.mktemp("misses")


@pytest.fixture(scope="module")
def tally(pictures: Path) -> Tally:
    whole = Tally()
    for job in WORK:
        whole.add(measure(replace(job, misses=pictures) if WORN in job.conditions else job))
    return whole


def ends(tally: Tally) -> Counter[str]:
    counted: Counter[str] = Counter()
    for (_condition, _row, end), count in tally.fields.items():
        counted[end] += count
    return counted


def test_nothing_is_wrong_and_accepted(tally: Tally) -> None:
    assert tally.readings > 350
    assert ends(tally)[Outcome.WRONG] == 0
    assert not any(end == Outcome.WRONG for _condition, end in tally.choices)


def test_nearly_all_is_accepted_with_ordinary_wear(tally: Tally) -> None:
    met = {target.what: target for target in report.targets(tally)}
    assert met["page codes, ordinary wear"].met
    counts = Counter(
        {
            end: sum(n for (name, _r, e), n in tally.fields.items() if e == end and name != "worn")
            for end in Outcome
        }
    )
    assert counts[Outcome.RIGHT] / counts.total() > 0.96


def test_every_page_lies_where_it_is_said_to_lie(tally: Tally) -> None:
    for condition, off in tally.off.items():
        assert max(off) < 1.5, condition
    pages = sum(n for (_name, key), n in tally.pages.items() if key == "pages")
    laid = sum(n for (_name, key), n in tally.pages.items() if key == "registered")
    assert laid == pages


def test_misses_are_kept_as_pictures(tally: Tally, pictures: Path) -> None:
    queued = sum(
        n for (name, _r, end), n in tally.fields.items() if (name, end) == (WORN, Outcome.QUEUED)
    )
    assert queued
    assert len(tally.misses) >= queued
    assert list(pictures.glob("queued/*/*.png"))
