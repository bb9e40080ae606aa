"""The tables of how good a model is: how it and the simplest guess did on customers neither had seen."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from samphan.web.components.cells import NOTHING, Cell, Table, number
from samphan.web.customer_value import wording
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Value, Values
from samphan.web.insights.sheets import MakeTable
from samphan.web.insights.wording import few, signed


def clv_quality(_asked: Asked, values: Values) -> Table | None:
    """Return how well the model of buying foretold the orders of a period it had not seen; None without a backtest."""
    value = values.get("clv")
    if value is None or few(value) or not value.get("checks"):
        return None
    return _table("clv-quality", wording.model_sentence(value), value["checks"])


def risk_quality(_asked: Asked, values: Values) -> Table | None:
    """Return how well the model of staying away told who would."""
    value = values.get("risk")
    quality = value.get("quality") if value is not None else None
    if value is None or not quality:
        return None
    guess = {"auc": quality.get("baseline_auc"), "brier": quality.get("baseline_brier")}
    return _table("risk-quality", wording.risk_sentence(value), {"baseline": guess, "model": quality})


def _table(name: str, sentence: str, checks: Value) -> Table:
    measures = {
        "mae": (_("Average error, orders"), _decimal),
        "auc": (_("Tells who comes back (AUC; 0.5 is chance)"), _decimal),
        "brier": (_("Error of the chances (Brier; lower is better)"), _decimal),
        "ece": (_("Calibration error"), _decimal),
        "bias": (_("Too high or too low in total"), _bias),
    }
    guess, model = checks.get("baseline") or {}, checks.get("model") or {}
    return Table(
        name=name,
        sentence=sentence,
        heads=[_("On customers it had not seen"), _("Simplest guess"), _("Model")],
        rows=[
            (label, write(guess.get(code)), write(model.get(code)))
            for code, (label, write) in measures.items()
            if guess.get(code) is not None or model.get(code) is not None
        ],
    )


def _decimal(value: float | None) -> Cell:
    return number(value, digits=3)


def _bias(value: float | None) -> Cell:
    return Cell(NOTHING) if value is None else Cell(f"{signed(100 * value, digits=1)}%", value, "share")


TABLES: Mapping[str, MakeTable] = {"clv-quality": clv_quality, "risk-quality": risk_quality}
