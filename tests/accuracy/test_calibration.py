"""What readings with known answers say of confidence, and which thresholds follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accuracy import calibration, document
from accuracy.run import Job, Sure, measure
from oroforms.errors import UsageError
from oroforms.readers.scan.thresholds import FILE, KINDS, VARIABLE, loaded, thresholds, unscaled


def seen(count: int, measure: float, *, wrong: int = 0) -> list[Sure]:
    return [Sure("tick", measure, number >= wrong, True) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "wrong", "share"),
    [(300, 0, 0.99), (3000, 0, 0.999), (1000, 1, 0.99526), (100, 5, 0.89487), (2, 0, 0.0)],
)
def test_the_share_that_a_count_allows_is_poissons(count: int, wrong: int, share: float) -> None:
    assert calibration.least_share(count, wrong) == pytest.approx(share, abs=2e-5)


def test_taken_is_what_lies_above_every_wrong_reading() -> None:
    sure = seen(500, 0.5, wrong=1) + seen(500, 0.8) + seen(2000, 1.0)
    made = calibration.scale(sure, "", "")
    assert made.confidence(0.5) < made.least <= made.confidence(0.8)
    assert made.confidence(1.0) == pytest.approx(1 - 3 / 2500, abs=2e-4)
    assert (made.readings, made.wrong) == (3000, 1)


def test_what_other_doubts_queue_says_nothing_of_confidence() -> None:
    """A coarse fax lost a light tick; the page is looked at whatever its boxes look like."""
    tally = measure(Job(50_001_507, ("fax standard",), None, None, careless=0.5, unscaled=True))
    assert len(tally.sure) > 10
    assert all(each.right for each in tally.sure if each.confidence >= 0.5)


def test_few_readings_are_no_ground_to_take_more() -> None:
    made = calibration.scale(seen(10, 0.6) + seen(2000, 1.0), "", "")
    assert made.confidence(0.6) < calibration.LEAST <= made.least
    assert made.confidence(0.98) < made.least


def test_measures_are_worth_no_more_than_higher_ones_that_were_often_wrong() -> None:
    sure = seen(57, 0.2) + seen(1781, 0.3, wrong=556) + seen(43, 0.5) + seen(2000, 1.0)
    made = calibration.scale(sure, "", "")
    assert made.confidence(0.2) == made.confidence(0.3) < 0.7
    assert made.least == made.confidence(0.5) == pytest.approx(1 - 3 / 43, abs=2e-4)


def test_measures_below_any_that_were_counted_are_worth_nothing() -> None:
    assert calibration.scale(seen(200, 0.7), "", "").confidence(0.2) == 0.0


def test_where_the_surest_were_wrong_only_they_are_taken() -> None:
    made = calibration.scale(seen(500, 0.8) + seen(500, 1.0, wrong=2), "", "")
    assert made.least == made.surest < 1


measured = st.builds(Sure, st.just("tick"), st.floats(0, 1), st.booleans(), st.booleans())


@given(st.lists(measured, min_size=1, max_size=200))
def test_a_higher_measure_is_never_worth_less(sure: list[Sure]) -> None:
    made = calibration.scale(sure, "", "")
    worth = [made.confidence(step / 50) for step in range(51)]
    assert worth == sorted(worth)
    assert 0 <= worth[0] <= worth[-1] < 1


def test_scales_are_kept_as_they_were_fitted(tmp_path: Path) -> None:
    held = loaded(FILE)
    sure = seen(50, 0.7) + seen(3000, 1.0) + [Sure("typed", 1.0, True, True)] * 3
    made = calibration.fitted(sure, "python -m accuracy --calibrate", held)
    assert made.tick.readings == 3050
    assert made.typed == held.typed  # three readings say nothing
    path = tmp_path / "confidence.json"
    calibration.write(path, made)
    assert loaded(path) == made


def test_the_shipped_scales_come_from_a_run() -> None:
    held = loaded(FILE)
    for kind in KINDS:
        scale = getattr(held, kind)
        assert scale.command.startswith("python -m accuracy --calibrate"), kind
        assert scale.readings >= 100, kind
        assert scale.day, kind
        assert scale.surest >= scale.least >= calibration.LEAST, kind


def test_thresholds_can_be_tightened_and_not_loosened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "0.99995")
    assert {getattr(thresholds(), kind).least for kind in KINDS} == {0.99995}
    monkeypatch.setenv(VARIABLE, "0")
    assert thresholds() == loaded(FILE)


@pytest.mark.parametrize("told", ["much", "-1", "1.5", "nan"])
def test_a_confidence_that_is_none_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, told)
    with pytest.raises(UsageError, match=VARIABLE):
        thresholds()


def test_measures_without_a_scale_stay_what_they_are() -> None:
    plain = unscaled(0.5).signature
    assert [plain.confidence(each) for each in (0.0, 0.3, 0.5, 1.0)] == [0.0, 0.3, 0.5, 1.0]


def test_the_page_says_what_thresholds_came_from() -> None:
    held = loaded(FILE)
    told = "\n".join(document.confidence(held))
    for kind in KINDS:
        scale = getattr(held, kind)
        assert f"| {kind} | {scale.least:.4f} | {scale.surest:.4f} | {scale.readings} |" in told
        assert scale.command in told
