"""Both regressions equal scikit-learn's, and stay finite where maximum likelihood does not exist."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression as TheirLogistic
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from samphan.analytics.experiments.linear import LogisticRegression, RidgeRegression


def data(n: int = 500) -> tuple[np.ndarray, np.ndarray]:
    """Return covariates of very different spread and an outcome that follows them."""
    rng = np.random.default_rng(8)
    covariates = rng.normal(size=(n, 4)) * [1, 100, 0.01, 5] + [0, 1_000, 0, -3]
    return covariates, covariates @ [1, 0.02, 30, 0] + rng.normal(size=n)


def test_ridge_equals_scikit_learn() -> None:
    covariates, outcome = data()
    scaled = StandardScaler().fit_transform(covariates)
    theirs = Ridge(alpha=1.0).fit(scaled, outcome).predict(scaled)
    assert RidgeRegression().fit(covariates, outcome).predict(covariates) == pytest.approx(theirs, rel=1e-8)


@pytest.mark.parametrize("penalty", [0.01, 1.0, 100.0])
def test_logistic_equals_scikit_learn(penalty: float) -> None:
    covariates, outcome = data()
    happened = (outcome > np.median(outcome)).astype(float)
    scaled = StandardScaler().fit_transform(covariates)
    theirs = TheirLogistic(C=1 / penalty, tol=1e-12, max_iter=10_000).fit(scaled, happened).predict_proba(scaled)[:, 1]
    made = LogisticRegression(penalty=penalty).fit(covariates, happened).predict(covariates)
    assert made == pytest.approx(theirs, abs=1e-5)


def test_separated_and_repeated_covariates_stay_finite() -> None:
    covariates = np.column_stack([np.arange(100.0), np.arange(100.0), np.ones(100)])
    happened = (np.arange(100) >= 50).astype(float)
    made = LogisticRegression(penalty=0.01).fit(covariates, happened).predict(covariates)
    assert np.all(np.isfinite(made))
    assert np.array_equal(made > 0.5, happened == 1)
