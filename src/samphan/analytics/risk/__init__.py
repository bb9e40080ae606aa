"""Who is about to leave, why, and what to do: a probability that was tested on later customers, reasons under three
labels that are never mixed, and one next action with its evidence.

An *association* is a fact that goes with leaving in nearly every refit of the model; a *stated* reason is what
customers said; a *measured* one is what a randomised holdout showed. Only the last may be called a cause.
"""

from samphan.analytics.risk.actions import (
    Action,
    BrokenPromise,
    NextAction,
    OpenCase,
    Situation,
    Thresholds,
    next_best_action,
)
from samphan.analytics.risk.estimator import ChurnRisk
from samphan.analytics.risk.reasons import Association, Explanation, Measured, Reason, ReasonLabel, Stated
from samphan.analytics.risk.validation import HistoryTooShort, TooFewOutcomes

__all__ = [
    "Action",
    "Association",
    "BrokenPromise",
    "ChurnRisk",
    "Explanation",
    "HistoryTooShort",
    "Measured",
    "NextAction",
    "OpenCase",
    "Reason",
    "ReasonLabel",
    "Situation",
    "Stated",
    "Thresholds",
    "TooFewOutcomes",
    "next_best_action",
]
