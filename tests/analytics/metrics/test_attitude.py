"""NPS, CSAT and CES with their intervals: the golden cases, and a walk over the answers."""

from datetime import date, timedelta
from statistics import mean, stdev

import pytest
from ibis import _
from scipy.stats import t as student

from samphan.analytics.metrics.attitude import CUTS, Answers, Attitude, Scale, answers, customer_attitudes
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import RESPONSES, Engine, by_key

SHOP = shop.made_up_shop()
PERIOD = {"since": date(2024, 7, 1), "until": date(2025, 3, 31)}
DAY = date(2025, 1, 15)


def given(scale: Scale) -> list[tuple[int | None, date, int]]:
    cuts = CUTS[scale]
    return [
        (key, day, score)
        for key, day, asked, score in SHOP.responses
        if asked == scale and PERIOD["since"] <= day <= PERIOD["until"]
        if score is not None and cuts.lowest <= score <= cuts.highest
    ]


def attitude(scale: Scale, score: int) -> Attitude:
    cuts = CUTS[scale]
    if score >= cuts.promoter_from:
        return Attitude.PROMOTER
    return Attitude.DETRACTOR if score <= cuts.detractor_to else Attitude.PASSIVE


@pytest.mark.parametrize("scale", [Scale.NPS, Scale.CSAT, Scale.CES])
def test_answers_are_those_of_a_walk(engine: Engine, scale: Scale) -> None:
    made = answers(engine.table(RESPONSES, SHOP.responses), scale=scale, **PERIOD)
    scores = [score for _key, _day, score in given(scale)]
    said = [attitude(scale, score) for score in scores]
    assert made == Answers(
        scale=scale,
        promoters=said.count(Attitude.PROMOTER),
        passives=said.count(Attitude.PASSIVE),
        detractors=said.count(Attitude.DETRACTOR),
        score_sum=sum(scores),
        score_squares=sum(score * score for score in scores),
    )
    half = student.ppf(0.975, len(scores) - 1) * stdev(scores) / len(scores) ** 0.5
    assert made.mean is not None
    assert (made.mean.estimate, made.mean.high - made.mean.low) == pytest.approx((mean(scores), 2 * half), rel=1e-9)


@pytest.mark.parametrize("scale", [Scale.NPS, Scale.CES])
def test_an_attitude_is_the_last_answer_and_the_worst_of_its_day(engine: Engine, scale: Scale) -> None:
    made = by_key(customer_attitudes(engine.table(RESPONSES, SHOP.responses), scale=scale, **PERIOD))
    last: dict[int, tuple[date, int]] = {}
    for key, day, score in given(scale):
        if key is not None:
            before = last.get(key)
            if before is None or day > before[0] or (day == before[0] and score < before[1]):
                last[key] = (day, score)
    assert made == {
        key: {"answered_day": day, "score": score, "attitude": attitude(scale, score)}
        for key, (day, score) in last.items()
    }


def scored(engine: Engine, scale: str, counts: dict[int | None, int]) -> Answers:
    rows = [(None, DAY, scale, score) for score, times in counts.items() for _ in range(times)]
    return answers(engine.table(RESPONSES, rows), scale=Scale(scale), since=DAY, until=DAY)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [({10: 25, 9: 25, 8: 30, 6: 20}, (30.0, 14.1, 44.2)), ({9: 28, 7: 10, 0: 2}, (65.0, 42.4, 78.6))],
)
def test_nps_published_golden_cases(engine: Engine, counts: dict[int | None, int], expected: tuple[float, ...]) -> None:
    interval = scored(engine, "nps", counts).nps
    assert interval is not None
    assert (interval.estimate, interval.low, interval.high) == pytest.approx(expected, abs=0.05)


def test_csat_is_the_share_of_fours_and_fives(engine: Engine) -> None:
    interval = scored(engine, "csat", {5: 3, 4: 5, 3: 1, 2: 1}).top_share.interval
    assert interval is not None
    assert (interval.estimate, interval.low, interval.high) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)


def test_ces_is_a_mean_that_stays_inside_its_scale(engine: Engine) -> None:
    made = scored(engine, "ces", {7: 3, 6: 1})
    assert made.mean is not None
    # Student, 3 degrees of freedom: 6.75 +- 3.1824 * 0.25, and nothing is easier than 7.
    assert (made.mean.estimate, made.mean.low, made.mean.high) == pytest.approx((6.75, 5.9544, 7.0), abs=1e-4)
    assert made.top_share.successes == 4


@pytest.mark.parametrize("counts", [{}, {None: 3}, {11: 2}, {-1: 1}])
def test_answers_outside_the_scale_are_no_answers(engine: Engine, counts: dict[int | None, int]) -> None:
    made = scored(engine, "nps", counts)
    assert made.n == 0
    assert made.nps is None
    assert made.mean is None
    assert made.top_share.interval is None


def test_stars_have_no_nps(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no NPS"):
        scored(engine, "stars", {5: 3}).nps  # noqa: B018 (a property that refuses)


def test_a_period_holds_both_of_its_ends_and_a_scope_narrows_it(engine: Engine) -> None:
    rows = [(key, DAY + timedelta(days=key), "nps", 9) for key in range(-1, 4)]
    responses = engine.table(RESPONSES, rows)
    period = {"since": DAY, "until": DAY + timedelta(days=2)}
    assert answers(responses, scale=Scale.NPS, **period).n == 3
    assert answers(responses, scale=Scale.NPS, **period, scope=_.customer_key == 1).n == 1
