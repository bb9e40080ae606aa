"""Stored figures and scores as the engine leaves them, made up: what the screens of Insights are tested with."""

import math
from datetime import date, timedelta
from typing import Any

from samphan.accounts.models import Branch
from samphan.analytics.repurchase import Share
from samphan.customers.models import Customer, Order
from samphan.insights.models import CustomerScore, Figure, FittedModel
from samphan.insights.rules.periods import add_months, period
from samphan.insights.rules.returns import share_value
from tests import world

NOW = world.NOW
SPAN = period("12m", now=NOW, timezone="Asia/Bangkok")
Value = dict[str, Any]


def share(successes: int, n: int) -> Value:
    """Return a share as the engine stores it."""
    return dict(share_value(Share(successes=successes, n=n)))


def month(step: int) -> date:
    """Return the first day of the step-th month of the period."""
    return add_months(SPAN.since, step)


def retention_cohorts() -> Value:
    """Return twelve months of newcomers; the last months are not complete, one has too few."""
    sizes = [412, 388, 401, 455, 430, 467, 498, 22, 441, 405, 389, 3]

    def grid(first: float, falls: float) -> list[Value]:
        return [
            {
                "month": month(at).isoformat(),
                "customers": size,
                "shown": "suppressed" if size < 5 else "counts" if size < 30 else "full",
                "active": [
                    None
                    if size < 5 or step > 11 - at
                    else size
                    if step == 0
                    else round(size * (first + 0.012 * (at % 3)) * falls**step)
                    for step in range(13)
                ],
            }
            for at, size in enumerate(sizes)
        ]

    return {"n": sum(sizes), "grids": {"exact": grid(0.24, 0.93), "unbounded": grid(0.46, 0.9)}}


def churn_by_month() -> Value:
    """Return twelve months of losses."""
    rows = [
        {
            "month": month(at).isoformat(),
            "active": 1700 + 60 * at,
            "lost": share(round((0.061 + 0.012 * math.sin(at)) * (1700 + 60 * at)), 1700 + 60 * at),
            "reactivated": 24 + at,
        }
        for at in range(12)
    ]
    return {"n": 2360, "window_days": 180, "months": rows}


def churn_now(*, detected: bool = True) -> Value:
    """Return how many are lost now, with or without attrition that can be told."""
    return {
        "n": 5104,
        "shown": "full",
        "lost": share(1871, 5104),
        "expected": {"share": 0.322, "low": 0.301, "high": 0.344} if detected else None,
        "attrition": {"detected": detected, "p_value": 0.00002 if detected else 0.31},
    }


def churn_reasons(*, found: bool = True) -> Value:
    """Return the three kinds of reasons; nothing stable and nothing stated when not `found`."""
    stated = [
        {"code": "delivery.late", "th": "ส่งหรือมาช้ากว่านัด", "en": "Late against the appointment", "count": 86},
        {"code": "repair.not_fixed", "th": "ซ่อมแล้วไม่หาย", "en": "Not fixed by the repair", "count": 61},
        {"code": "price.fees", "th": "ค่าบริการแพง", "en": "Fees too high", "count": 24},
    ]
    associated = [
        {"code": "gap_ratio", "count": 1102, "weight": 0.72},
        {"code": "frequency", "count": 643, "weight": 0.42},
        {"code": "open_case", "count": 230, "weight": 0.15},
        {"code": "last_score", "count": 138, "weight": 0.09},
    ]
    return {
        "n": 1871,
        "explained": 1530,
        "stated": stated if found else [],
        "associated": associated if found else [],
        "measured": [],
        "stability": {"fits": 50, "needed": 0.8},
    }


def waiting() -> Value:
    """Return Kaplan-Meier curves of four groups, one of them too small."""
    speeds = {"promoter": 0.011, "passive": 0.0072, "detractor": 0.0034, "none": 0.0061}

    def points(speed: float) -> list[Value]:
        heights = [(day, 0.2 + 0.8 * math.exp(-speed * day)) for day in range(0, 366, 15)]
        return [
            {"day": day, "share": at, "low": max(0.0, at - 0.0002 * day - 0.01), "high": min(1.0, at + 0.0002 * day)}
            for day, at in heights
        ]

    groups = [
        {"code": code, "n": 900 if code != "detractor" else 212, "shown": "full", "points": points(speed)}
        for code, speed in speeds.items()
    ]
    return {"n": 2912, "groups": groups}


def clv(*, margin: int | None = None, detected: bool = True) -> Value:
    """Return how worth is spread."""
    counts = [1210, 1530, 980, 560, 330, 210, 120, 80, 50, 34]
    return {
        "n": sum(counts),
        "shown": "full",
        "horizon_months": 12,
        "total_satang": 1_243_000_000,
        "mean_satang": 243_500,
        "median_satang": 181_200,
        "low_satang": 1_120_000_000,
        "high_satang": 1_377_000_000,
        "bins": [
            {"start_satang": 100_000 * at, "end_satang": 100_000 * (at + 1), "count": n} for at, n in enumerate(counts)
        ],
        "top_decile_share": 0.41,
        "margin_percent": margin,
        "model": {"chosen": "mbg_nbd", "version": 3, "since": "2024-11-01", "until": "2026-11-20", "parameters": {}},
        "attrition": {"detected": detected, "p_value": 0.00002 if detected else 0.31},
        "checks": {
            "baseline": {"mae": 0.912, "auc": 0.71, "brier": 0.201, "bias": 0.18},
            "model": {"mae": 0.744, "auc": 0.79, "brier": 0.162, "bias": -0.031},
        },
    }


def risk() -> Value:
    """Return how the chance of no order is spread."""
    counts = [140, 260, 410, 620, 700, 760, 690, 610, 540, 374]
    return {
        "n": sum(counts),
        "shown": "full",
        "horizon_days": 90,
        "bins": [{"start": at / 10, "end": (at + 1) / 10, "count": n} for at, n in enumerate(counts)],
        "expected_loss_satang": 128_400_000,
        "quality": {"auc": 0.77, "brier": 0.171, "ece": 0.021, "baseline_auc": 0.69, "baseline_brier": 0.203},
    }


def model_fit(*, track: bool = True) -> Value:
    """Return how good the model proved; without a `track` where the history is too short to hold some of it back."""
    actual = [3166, 1723, 1106, 625, 482, 267, 183, 417]
    expected = [3161.9, 1751.1, 1064.5, 673.6, 436.3, 287.1, 191.0, 403.5]
    steps = [
        {
            "until": (SPAN.since + timedelta(days=7 * week)).isoformat(),
            "actual": 90 * week + 20 * (week % 4),
            "expected": 92.5 * week,
        }
        for week in range(1, 52)
    ]
    return {
        "n": sum(actual),
        "shown": "full",
        "chosen": "mbg_nbd+season",
        "bars": [
            {"frequency": at, "is_open": at == 7, "actual": came, "expected": due}
            for at, (came, due) in enumerate(zip(actual, expected, strict=True))
        ],
        "track": {
            "origin": (SPAN.since + timedelta(days=270)).isoformat(),
            "customers": 5910,
            "ahead": {"actual": 1180, "expected": 1203.0, "bias": 0.0195},
            "steps": steps,
        }
        if track
        else None,
    }


def quadrants(*, answered: bool = True) -> Value:
    """Return the six cells; nothing answered when not `answered`."""
    counts = {"promoter": (1180, 340), "passive": (420, 260), "detractor": (98, 3)}
    cells = [
        {
            "attitude": attitude,
            "behaviour": behaviour,
            "customers": n,
            "shown": "suppressed" if n < 5 else "full",
            "share": share(n, back + gone),
            "revenue_satang": n * 410_000,
        }
        for attitude, (back, gone) in counts.items()
        for behaviour, n in (("back", back), ("gone", gone))
    ]
    return {
        "n": 2301 if answered else 0,
        "horizon_days": 180,
        "answered_since": (SPAN.since - timedelta(days=180)).isoformat(),
        "customers": 5204 if answered else 2803,
        "cells": cells if answered else [],
        "answered": 2401 if answered else 0,
        "silent": {"back": 1203, "gone": 1600},
        "pending": 61 if answered else 0,
        "earlier": 39 if answered else 0,
        "never_bought": {"promoter": 41, "passive": 12, "detractor": None} if answered else {},
    }


def drivers(*, note: str | None = None, rows: bool = True) -> Value:
    """Return touchpoints and topics with what they explain."""
    named = [
        ("delivery", "touchpoint", "การจัดส่งตรงเวลา", "On-time delivery", 0.34, True, 3.4),
        ("installation", "touchpoint", "การติดตั้ง", "Installation", 0.26, True, 3.6),
        ("reply", "touchpoint", "ความเร็วในการตอบ", "Reply speed", 0.17, True, 4.1),
        ("staff", "topic", "มารยาทพนักงาน", "Staff courtesy", 0.12, True, None),
        ("price", "touchpoint", "ราคาคุ้มค่า", "Price and value", 0.07, False, 3.9),
        ("parking", "touchpoint", "ที่จอดรถ", "Parking", 0.04, False, 3.1),
    ]
    found = [
        {
            "code": code,
            "kind": kind,
            "th": th,
            "en": en,
            "n": 812,
            "share": at,
            "low": max(0.0, at - 0.07),
            "high": at + 0.08,
            "is_significant": sure,
            "mean": mean,
        }
        for code, kind, th, en, at, sure, mean in named
    ]
    kept = found if rows else []
    return {
        "n": 812 if rows else 12,
        "shown": "full" if rows else "counts",
        "outcome": "nps",
        "r2": 0.47,
        "rows": kept,
        "note": note,
    }


def economics(*, assumed: bool = False) -> Value:
    """Return sales of new and returning customers, with what follows from assumptions when they were made."""
    costs = {"margin_percent": 35, "acquisition_cost_satang": 90_000, "retention_cost_satang_a_year": 12_000}
    return {
        "n": 5104,
        "newcomers": 1904,
        "returning": 3200,
        "revenue_new_satang": 812_000_000,
        "revenue_returning_satang": 1_730_000_000,
        "orders_each": 2.3,
        "average_order_satang": 342_000,
        "retention": share(1980, 3105),
        "assumptions": costs if assumed else None,
        "result": {
            "margin_first_year_satang": 149_300,
            "first_year_customers": 412,
            "payback_orders": 0.8,
            "value_of_one_point_satang": 8_870_000,
            "cost_of_replacing_satang": 101_250_000,
        }
        if assumed
        else None,
    }


def bad_profit(*, found: bool = True) -> Value:
    """Return the parts of bad profit."""
    parts = [{"code": "detractors", "satang": 41_410_000}, {"code": "fees", "satang": 6_120_000}]
    return {
        "n": 2301,
        "shown": "full",
        "revenue_satang": 2_542_000_000,
        "bad_satang": 47_530_000 if found else 0,
        "share": 0.0187 if found else 0.0,
        "parts": parts if found else [{"code": "detractors", "satang": 0}, {"code": "fees", "satang": 0}],
    }


def tones() -> Value:
    """Return how topics are spoken of, now and before: one well borne, one with few texts, one with very few."""
    counts = {
        "*": [[50, 20, 70, 6], [60, 22, 60, 4]], "-": [[4, 14, 58, 3], [10, 10, 30, 3]],
        "wait_time": [[45, 5, 8, 2], [30, 6, 20, 1]],
        "staff": [[2, 3, 4, 0], [0, 1, 2, 0]], "price": [[1, 0, 0, 1], [0, 0, 0, 0]],
    }  # fmt: skip
    channels = {"": counts, "email": {"*": [[1, 2, 3, 0], [0, 0, 0, 0]]}}
    return {"n": 146, "unknown": 4, "corrected": 2, "read_with": {"sentiment-1/0": 150}, "channels": channels}


def every_figure() -> dict[str, Value]:
    """Return every new figure in a good state."""
    return {
        "retention_cohorts": retention_cohorts(),
        "churn_by_month": churn_by_month(),
        "churn_now": churn_now(),
        "churn_reasons": churn_reasons(),
        "waiting": waiting(),
        "clv": clv(),
        "risk": risk(),
        "model_fit": model_fit(),
        "quadrants": quadrants(),
        "drivers": drivers(),
        "tones": tones(),
        "economics": economics(),
        "bad_profit": bad_profit(),
        "ror": {"n": 0, "verdict": "not_identified", "reason": "no_holdout", "parts": []},
        "repurchase": {
            "n": 1904,
            "windows": {"30": share(302, 1800), "90": share(520, 1601), "180": share(611, 1290)},
            "gap_days": {"n": 3100, "median": 61, "p90": 171},
        },
    }


def store(scope: str = "all", **values: Value) -> None:
    """Keep figures of both periods as the engine does, in place of those of the same name."""
    for code in ("12m", "24m"):
        for name, value in values.items():
            dated = value | {"since": SPAN.since.isoformat(), "until": SPAN.until.isoformat()}
            found = {"value": dated, "computed_at": NOW}
            Figure.objects.update_or_create(name=name, scope=scope, period=code, defaults=found)


def order(customer: Customer, on: date, *, satang: int = 350_000, branch: Branch | None = None) -> Order:
    """Return a paid order; first and last order of the customer follow."""
    at = SPAN.starts_at(on)
    made = Order.objects.create(
        customer=customer,
        branch=branch,
        external_ref=f"{customer.pk}-{Order.objects.count()}",
        total_satang=satang,
        ordered_at=at,
        created_at=NOW,
    )
    customer.first_order_at = min(filter(None, (customer.first_order_at, at)))
    customer.last_order_at = max(filter(None, (customer.last_order_at, at)))
    customer.order_count += 1
    customer.spend_satang += satang
    customer.save()
    return made


def score(customer: Customer, **fields: Any) -> CustomerScore:
    """Return what the models say of a customer."""
    usual: dict[str, Any] = {
        "frequency": 4,
        "recency_days": 210,
        "age_days": 400,
        "alive_probability": 0.38,
        "expected_orders": 0.9,
        "clv_satang": 540_000,
        "clv_low_satang": 210_000,
        "clv_high_satang": 910_000,
        "churn_risk": 0.72,
        "expected_loss_satang": 388_800,
        "reasons": [
            {"code": "gap_ratio", "kind": "association", "weight": 0.6},
            {"code": "delivery.late", "kind": "stated", "weight": 1.0, "th": "ส่งหรือมาช้ากว่านัด", "en": "Late delivery"},
        ],
        "action": "call_about_case",
        "evidence": {"since": "2026-11-02", "n": 212},
        "segment": "cannot_lose",
        "attitude": "detractor",
        "computed_at": NOW,
    }
    return CustomerScore.objects.create(customer=customer, **usual | fields)


def fitted(**fields: Any) -> FittedModel:
    """Return a fit of the attrition model."""
    usual: dict[str, Any] = {
        "purpose": "attrition",
        "chosen": "mbg_nbd",
        "version": 3,
        "parameters": {"purchases": {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, "months": None},
        "quality": {},
        "n": 5104,
        "since_date": date(2024, 11, 1),
        "until_date": date(2026, 11, 20),
        "fitted_at": NOW,
    }
    return FittedModel.objects.create(**usual | fields)
