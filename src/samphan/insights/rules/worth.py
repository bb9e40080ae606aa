"""From customers' scores to the figures of the Customer value screen."""

from collections.abc import Sequence
from math import ceil

from samphan.analytics.intervals import Disclosure, disclosure
from samphan.insights.rules.loyalty import Value

MOST_BINS = 12
RISK_BINS = 10
_DECILE = 10


def clv_value(values_satang: Sequence[int], *, horizon_months: int, margin_percent: int | None) -> Value:
    """Return how value is spread: total, middle, bins of a round width, and the share of the best tenth.

    `values_satang` are customers' expected values over the horizon, revenue unless a margin is known. Interval, model
    and checks are added by the caller, who fitted it.
    """
    n, ordered = len(values_satang), sorted(values_satang)
    shown, total = disclosure(n), sum(ordered)
    value: Value = {
        "n": n,
        "shown": shown.value,
        "horizon_months": horizon_months,
        "margin_percent": margin_percent,
        "bins": [],
    }
    if shown is Disclosure.SUPPRESSED:
        return value
    best = ordered[-ceil(n / _DECILE) :]
    value |= {
        "total_satang": total,
        "mean_satang": round(total / n),
        "median_satang": ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) // 2,
        "bins": money_bins(ordered),
        "top_decile_share": sum(best) / total if total else 0.0,
    }
    return value


def no_value(n: int, *, note: str) -> Value:
    """Return the figure of customers whose value is not known: `note` says why ("no_model" or "no_spend")."""
    return {"n": n, "shown": disclosure(n).value, "bins": [], "note": note}


def money_bins(ordered_satang: Sequence[int]) -> list[dict[str, int]]:
    """Return counts in bins of one round width; the last takes in the few who are worth far more than the others."""
    if not ordered_satang:
        return []
    usual = ordered_satang[min(len(ordered_satang) - 1, int(0.98 * len(ordered_satang)))]
    width = _round_width(max(1, usual) / (MOST_BINS - 1))
    counts = [0] * MOST_BINS
    for amount in ordered_satang:
        counts[min(MOST_BINS - 1, max(0, amount) // width)] += 1
    last = max(at for at, count in enumerate(counts) if count)
    end = max(ordered_satang[-1] + 1, MOST_BINS * width)
    return [
        {
            "start_satang": at * width,
            "end_satang": end if at == MOST_BINS - 1 else (at + 1) * width,
            "count": counts[at],
        }
        for at in range(last + 1)
    ]


def risk_value(
    risks: Sequence[float], losses_satang: Sequence[int] | None, *, horizon_days: int, quality: Value | None
) -> Value:
    """Return how risk is spread in tenths, the value at risk (None: not known), and how good the forecast proved."""
    counts = [0] * RISK_BINS
    for risk in risks:
        counts[min(RISK_BINS - 1, int(risk * RISK_BINS))] += 1
    shown = disclosure(len(risks))
    bins = [
        {"start": at / RISK_BINS, "end": (at + 1) / RISK_BINS, "count": count}
        for at, count in enumerate(counts)
        if shown is not Disclosure.SUPPRESSED
    ]
    return {
        "n": len(risks),
        "shown": shown.value,
        "horizon_days": horizon_days,
        "bins": bins,
        "expected_loss_satang": None if losses_satang is None else sum(losses_satang),
        "quality": quality,
    }


def _round_width(satang: float) -> int:
    """Return the smallest of 1, 2, 5 times a power of ten baht (100 satang) that is at least as wide."""
    width = 100
    while True:
        for step in (1, 2, 5):
            if width * step >= satang:
                return width * step
        width *= 10
