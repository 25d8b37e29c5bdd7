"""The accuracy run in its short form: the same code as ``make accuracy``, some pages of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from accuracy import report
from accuracy.fonts import HANDS
from accuracy.outcomes import Outcome
from accuracy.run import Job, Tally, measure

pytestmark = pytest.mark.skipif(
    not HANDS.is_dir(), reason="handwriting is missing: sh setup/accuracy.sh installs it"
)

WORK = (
    Job(2_000_001, ("clean", "ordinary", "fax"), "samtycke@2", None, texts=False, careless=0.0),
    Job(2_000_002, ("ordinary", "phone"), "orosanmalan@1", None, texts=False, careless=0.0),
    Job(2_000_003, ("ordinary", "worn"), "samtycke@1", None, texts=False, careless=1.0),
)


@pytest.fixture(scope="module")
def tally() -> Tally:
    whole = Tally()
    for job in WORK:
        whole.add(measure(job))
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
    assert counts[Outcome.RIGHT] / counts.total() > 0.97


def test_every_page_lies_where_it_is_said_to_lie(tally: Tally) -> None:
    for condition, off in tally.off.items():
        assert max(off) < 1.5, condition
    pages = sum(n for (_name, key), n in tally.pages.items() if key == "pages")
    laid = sum(n for (_name, key), n in tally.pages.items() if key == "registered")
    assert laid == pages


def test_misses_are_kept_as_pictures(tmp_path: Path) -> None:
    job = Job(2_000_003, ("worn",), "samtycke@1", tmp_path, texts=False, careless=1.0)
    tally = measure(job)
    queued = sum(n for (_c, _r, end), n in tally.fields.items() if end == Outcome.QUEUED)
    assert queued
    assert len(tally.misses) >= queued
    assert list(tmp_path.glob("queued/*/*.png"))
