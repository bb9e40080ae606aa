"""Measured evidence: treated customers against those drawn by lot to be left alone."""

import numpy as np

from samphan.analytics.experiments.sample_ratio import SampleRatio
from samphan.analytics.experiments.samples import Floats
from samphan.analytics.intervals import SMALLEST_N_FOR_A_RATE
from samphan.analytics.ror.accounts import Accounts, Basis, Doubt, Evidence, Unidentified


def evidence_from_holdout(treated: Accounts, holdout: Accounts, *, ratio: SampleRatio) -> Evidence | Unidentified:
    """Return the differences a customer with their covariance, as Welch's: each group keeps its own spread.

    Parameters
    ----------
    treated, holdout : Accounts (n,) and (m,)
        Everybody assigned, also those nothing reached (intention to treat), over one horizon in one currency unit.
    ratio : SampleRatio
        The gate over all customers assigned.

    Returns
    -------
    Evidence or Unidentified
        Measured; none for a group below 30 (TOO_FEW) or arms that did not fill as planned (SAMPLE_RATIO).

    Notes
    -----
    B. L. Welch, Biometrika 34, 1947. Raises nothing of its own: `Accounts` refuses missing amounts.
    """
    doubts = []
    if ratio.is_mismatch:
        doubts.append(Doubt.SAMPLE_RATIO)
    if min(len(treated), len(holdout)) < SMALLEST_N_FOR_A_RATE:
        doubts.append(Doubt.TOO_FEW)
    if doubts:
        return Unidentified(doubts=tuple(doubts))
    given, without = treated.columns, holdout.columns
    return Evidence(
        basis=Basis.MEASURED,
        differences=given.mean(axis=0) - without.mean(axis=0),
        covariance=_of_mean(given) + _of_mean(without),
        n_treated=len(treated),
        n_compared=len(holdout),
    )


def _of_mean(columns: Floats) -> Floats:
    # Around the first row, a column that is the same for everybody has a variance of exactly zero.
    made: Floats = np.cov(columns - columns[0], rowvar=False, ddof=1) / len(columns)
    return made
