"""The tables as Markdown, for docs/reference/backtest.md."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from samphan.analytics.backtest.baselines import (
    PRINTED_CONCORDANCE,
    PRINTED_SURVIVAL,
    TARGETS,
    Comparison,
    Verdict,
    compared,
    printed_figures,
)
from samphan.analytics.backtest.holdout import HoldoutRow
from samphan.analytics.backtest.tables import PurchaseTables, SubscriptionTables, comparisons, figures

_COUNTS = ("mae", "rmse", "bias", "capture")
_CHANCES = ("auc", "average_precision", "brier", "log_loss", "calibration_error", "lift")
_HEADINGS = {
    "mae": "MAE",
    "rmse": "RMSE",
    "bias": "bias",
    "capture": "top 10 % capture",
    "auc": "AUC",
    "average_precision": "AP",
    "brier": "Brier",
    "log_loss": "log loss",
    "calibration_error": "ECE",
    "lift": "lift at 10 %",
}
_MARKS = {Verdict.BETTER: "better", Verdict.ALIKE: "alike", Verdict.WORSE: "**worse**"}
_ROLLING = ("mae", "bias", "auc", "brier")

_INTRO = """# Backtests: would the forecasts have been right

<!-- Written by `samphan analyze backtest`; run it again instead of editing. -->

    samphan analyze backtest --data FOLDER --out docs/reference/backtest.md

Each forecast is made from what was known on a day and judged by what came after. Purchase logs are cut at an origin:
models are handed the purchases up to it and nothing else. Beside every model stand the naive rules.

**Beside the baselines** compares with figures printed before the engine was written, measured with research code on the
same files, cuts and horizons (`samphan/analytics/backtest/baselines.py`). *Alike* means within 1.96 standard errors of
our own figure over resampled customers, plus half a unit of the last printed digit; *worse* means worse by more.

Counts are purchase days in the horizon. AUC, AP, Brier, log loss, ECE (ten bins of equal mass) and lift judge the
probability of any purchase, or of leaving. Bias is the forecast total over the true total, minus one. CPU is of one
fit and forecast, in seconds, on the machine of this run; it differs from run to run, the other figures do not.

## The data, and where it is from

Nothing of it comes with Samphan. Put the files into one folder under these names.

- `CDNOW_master.txt.gz`, `CDNOW_sample.txt.gz`: buyers of CDs who began in the first quarter of 1997, followed to
  mid-1998, and the published one-tenth sample of them. From brucehardie.com/datasets (gzip the text files); also inside
  the Python package `lifetimes` 0.11.3. Given away for research and teaching: cite P. Fader and B. Hardie (2001),
  "Forecasting Repeat Sales at CDNOW", Interfaces 31(3), part 2.
- `online_retail_uci.parquet`: a British gift shop, December 2010 to December 2011. UCI Machine Learning Repository,
  data set 352, saved as Parquet with its columns CustomerID, InvoiceDate, Quantity and UnitPrice. CC BY 4.0: D. Chen
  (2015), doi.org/10.24432/C5BW33.
- `telco_customer_churn_ibm.csv.gz`: customers of a made-up telephone company. IBM,
  github.com/IBM/telco-customer-churn-on-icp4d, `data/Telco-Customer-Churn.csv`, gzipped. Apache-2.0.
"""

_NOTES = """
## How to read them

- *pool of all* gives equal weights to what NBD, MBG/NBD, Pareto/NBD and both kinds of trees say. Its make-up was chosen
  with these very tables in view: judge it on your own log before you rely on it.
- How far ahead the trees' lessons look (the whole horizon, or half the history where that is shorter) was moved after
  these holdouts had been seen. Of the trees and the pool the figures are therefore no blind test of that choice; the
  rolling origins below each holdout, most of which it was not chosen on, are nearer to one.
- The horizon of Online Retail runs into the weeks before Christmas, and the log holds no earlier Christmas to learn
  from. Where a purchase model equals the NBD, which has nobody leave, no attrition can be seen in the log.
- The printed Brier score of Pareto/NBD took a customer who is alive now to stay so for the whole horizon. Ours lets her
  leave within it, as the model says.
"""


def written(
    purchases: Sequence[PurchaseTables], subscriptions: SubscriptionTables | None, missing: Sequence[str]
) -> str:
    """Return the page."""
    parts = [_INTRO]
    if missing:
        parts.append("Not run, because the file was not there: " + ", ".join(f"`{name}`" for name in missing) + ".\n")
    parts.append(_summary(purchases, subscriptions) + _targets(purchases, subscriptions))
    parts.extend(_purchases(tables) for tables in purchases)
    if subscriptions is not None:
        parts.append(_subscriptions(subscriptions))
    parts.append(_NOTES)
    return "\n".join(parts)


def all_comparisons(
    purchases: Sequence[PurchaseTables], subscriptions: SubscriptionTables | None
) -> list[tuple[str, str, Comparison]]:
    """Return every comparison with a printed figure: data, model, comparison."""
    made = [
        (tables.source.title, row.name, one)
        for tables in purchases
        for row in tables.rows
        for one in comparisons(tables.source.key, row).values()
    ]
    if subscriptions is not None:
        made += [("Telco", row.name, one) for row in subscriptions.churn for one in comparisons("telco", row).values()]
        made += [("Telco", "survival", one) for one in _survival_comparisons(subscriptions)]
    return made


def refusals(purchases: Sequence[PurchaseTables]) -> list[tuple[str, str, str]]:
    """Return every model with printed figures that could not forecast at all: data, model, reason."""
    return [
        (tables.source.title, row.name, row.failure)
        for tables in purchases
        for row in tables.rows
        if row.failure and printed_figures(tables.source.key, row.name)
    ]


def _summary(purchases: Sequence[PurchaseTables], subscriptions: SubscriptionTables | None) -> str:
    made = all_comparisons(purchases, subscriptions)
    count = {verdict: sum(one.verdict == verdict for _, _, one in made) for verdict in Verdict}
    told = (
        f"\n## In short\n\nOf {len(made)} figures with a printed baseline, {count[Verdict.BETTER]} are better, "
        f"{count[Verdict.ALIKE]} alike and {count[Verdict.WORSE]} worse beyond noise."
    )
    for data, model, reason in refusals(purchases):
        told += f"\n\n{model} has printed figures for {data}, and could not be fitted: {reason}"
    worse = [(data, model, one) for data, model, one in made if one.verdict == Verdict.WORSE]
    if not worse:
        return told + "\n"
    rows = [
        (data, model, _HEADINGS.get(one.figure, one.figure), f"{one.ours:.4f}", one.printed, f"{one.noise:.4f}")
        for data, model, one in worse
    ]
    return f"{told}\n\n" + _table(("data", "model", "figure", "ours", "printed", "standard error"), rows)


def _targets(purchases: Sequence[PurchaseTables], subscriptions: SubscriptionTables | None) -> str:
    """Return the targets set for one model on each data set, and whether it reached them."""
    made = {(tables.source.key, row.name): figures(row) for tables in purchases for row in tables.rows}
    if subscriptions is not None:
        made |= {("telco", row.name): figures(row) for row in subscriptions.churn}
    judged = [
        (one, made[one.data, one.model][one.figure])
        for one in TARGETS
        if one.figure in made.get((one.data, one.model), {})
    ]
    if not judged:
        return ""
    head = (
        "\n### Beside the targets\n\n"
        "Set before the engine was written, for one model of everything on each data set.\n\n"
    )
    rows = [
        (one.data, one.model, _HEADINGS[one.figure], f"{ours:.4f}", one.told, "yes" if one.is_reached(ours) else "no")
        for one, ours in judged
    ]
    return head + _table(("data", "model", "figure", "ours", "target", "reached"), rows)


def _purchases(tables: PurchaseTables) -> str:
    source = tables.source
    head = (
        f"\n## {source.title}\n\n{_spaced(tables.customers)} customers known on {source.origin}, judged on the "
        f"{source.horizon} days after it.\n\n"
    )
    names = (*_COUNTS, *_CHANCES)
    rows = [(row.name, *_cells(figures(row), names, row.failure), f"{row.cpu_seconds:.2f}") for row in tables.rows]
    body = _table(("model", *(_HEADINGS[name] for name in names), "CPU s"), rows)
    beside = _beside((row.name, comparisons(source.key, row)) for row in tables.rows)
    return head + body + beside + _rolling(tables)


def _rolling(tables: PurchaseTables) -> str:
    source = tables.source
    origins = ", ".join(str(day) for day in source.rolling_origins)
    if not tables.rolling:
        return ""
    head = (
        f"\n### Rolling origin\n\n{source.rolling_horizon} days after each of {origins}: means over the origins; "
        "*first* counts the origins at which the model has the lowest Brier score.\n\n"
    )
    firsts = _firsts(tables.rolling)
    rows = [
        (name, *_cells(_means(at_origin), _ROLLING, _failures(at_origin)), str(firsts.get(name, 0)))
        for name, at_origin in tables.rolling.items()
    ]
    return head + _table(("model", *(_HEADINGS[name] for name in _ROLLING), "first"), rows)


def _means(rows: Sequence[HoldoutRow]) -> dict[str, float]:
    """Return the mean of each figure that exists at every origin."""
    made = [figures(row) for row in rows]
    return {name: fmean(one[name] for one in made) for name in _ROLLING if all(name in one for one in made)}


def _failures(rows: Sequence[HoldoutRow]) -> str:
    refused = sum(bool(row.failure) for row in rows)
    return f"refused at {refused} of {len(rows)} origins" if refused else ""


def _firsts(rolling: Mapping[str, Sequence[HoldoutRow]]) -> dict[str, int]:
    count: dict[str, int] = {}
    for at_origin in zip(*rolling.values(), strict=True):
        brier = {row.name: figures(row).get("brier") for row in at_origin}
        known = {name: value for name, value in brier.items() if value is not None}
        if known:
            best = min(known, key=lambda name: known[name])
            count[best] = count.get(best, 0) + 1
    return count


def _subscriptions(tables: SubscriptionTables) -> str:
    head = (
        f"\n## IBM Telco: who leaves\n\n{_spaced(tables.customers)} customers, {_spaced(tables.left)} of them left. "
        "Five folds by two seeds; every customer is judged by models that have not seen her.\n\n"
    )
    rows = [(row.name, *_cells(figures(row), _CHANCES, ""), f"{row.cpu_seconds:.2f}") for row in tables.churn]
    body = _table(("model", *(_HEADINGS[name] for name in _CHANCES), "CPU s"), rows)
    beside = _beside((row.name, comparisons("telco", row)) for row in tables.churn)
    return head + body + beside + _survival(tables)


def _survival(tables: SubscriptionTables) -> str:
    head = "\n### How long they stay\n\n"
    rows = [
        (one.figure, f"{one.ours:.4f}", one.printed, f"{one.noise:.4f}", _MARKS[one.verdict])
        for one in _survival_comparisons(tables)
    ]
    return head + _table(("figure", "ours", "printed", "standard error", "verdict"), rows)


def _survival_comparisons(tables: SubscriptionTables) -> list[Comparison]:
    """Return Cox's concordance (noise: over folds) and the Kaplan-Meier shares (exact: no noise)."""
    folds = tables.survival.concordance
    mean = fmean(folds)
    spread = (sum((one - mean) ** 2 for one in folds) / (len(folds) - 1) / len(folds)) ** 0.5
    made = [compared("concordance of Cox regression, five folds", mean, PRINTED_CONCORDANCE, spread)]
    made += [
        compared(f"share still there after {months} months", tables.survival.survival[months], printed, 0.0)
        for months, printed in PRINTED_SURVIVAL.items()
    ]
    return made


def _beside(rows: Iterable[tuple[str, Mapping[str, Comparison]]]) -> str:
    printed = [(name, made) for name, made in rows if made]
    if not printed:
        return ""
    names = [name for name in (*_COUNTS, *_CHANCES) if any(name in made for _, made in printed)]
    cells = [(model, *(f"{_told(made[name])}" if name in made else "" for name in names)) for model, made in printed]
    head = "\n### Beside the baselines\n\nOurs, the printed figure in brackets, one standard error, the verdict.\n\n"
    return head + _table(("model", *(_HEADINGS[name] for name in names)), cells)


def _told(one: Comparison) -> str:
    return f"{one.ours:.4f} ({one.printed}) ±{one.noise:.4f} {_MARKS[one.verdict]}"


def _cells(values: Mapping[str, float], names: Sequence[str], failure: str) -> list[str]:
    if failure:
        return [failure, *[""] * (len(names) - 1)]
    return [f"{values[name]:.4f}" if name in values else "" for name in names]


def _spaced(n: int) -> str:
    return f"{n:,}".replace(",", " ")


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
