"""The posterior: what it recovers, when it refuses, and the intervals that stand on it."""

import numpy as np
import pytest

from samphan.analytics.btyd import (
    BetaGeoModel,
    Groups,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    NotConverged,
    NotFitted,
    ParetoNBDModel,
    Posterior,
    PosteriorUnreliable,
    Prior,
    PriorAgainstData,
    sample_posterior,
)
from samphan.analytics.btyd.newton import Optimum
from samphan.analytics.btyd.posterior import _log_prior, _spread, log_likelihoods, pareto_k
from tests.analytics.btyd.simulated import histories


@pytest.fixture(scope="module")
def groups() -> Groups:
    return Groups.of(*histories(1500), unit=7)


@pytest.mark.parametrize("make", [BetaGeoModel, ModifiedBetaGeoModel, ModifiedBetaGeoCNBDModel])
def test_likelihoods_of_many_draws_are_those_of_each(make: type[BetaGeoModel], groups: Groups) -> None:
    draws = np.random.default_rng(1).uniform(0.2, 5.0, (20, 4))
    objective = make(unit=7).objective(groups)
    one_by_one = [objective(draw)[0] for draw in draws]
    assert log_likelihoods(make(unit=7), groups, draws) == pytest.approx(one_by_one, rel=1e-12)


def test_the_priors_derivatives_hold() -> None:
    at = np.array([0.4, 5.0, 0.9, 2.0])
    value, gradient, hessian = _log_prior(Prior(), at)
    steps = 1e-5 * np.eye(4)
    slope = [(_log_prior(Prior(), at + s)[0] - _log_prior(Prior(), at - s)[0]) / 2e-5 for s in steps]
    bend = [(_log_prior(Prior(), at + s)[1] - _log_prior(Prior(), at - s)[1]) / 2e-5 for s in steps]
    assert np.isfinite(value)
    assert gradient == pytest.approx(slope, rel=1e-6, abs=1e-8)
    assert hessian == pytest.approx(np.array(bend), rel=1e-6, abs=1e-8)


def test_many_customers_outweigh_the_prior(groups: Groups) -> None:
    model = BetaGeoModel(unit=7).fit(groups)
    posterior = sample_posterior(model, groups)
    assert posterior.is_reliable
    likeliest, errors = (np.array(list(d.values())) for d in (model.params_, model.standard_errors_))
    assert np.all(np.abs(posterior.mean() - likeliest) < errors)
    assert posterior.sd() == pytest.approx(errors, rel=0.35)
    low, high = posterior.interval()
    assert np.all((low < likeliest) & (likeliest < high))
    mean_chance = posterior.interval(lambda draw: draw[2] / (draw[2] + draw[3]), mass=0.5)
    assert mean_chance.shape == (2,)
    assert 0 < mean_chance[0] < mean_chance[1] < 1


@pytest.mark.parametrize("unit", [1, 30])
def test_the_prior_is_of_days_whatever_the_parameters_unit(unit: float, groups: Groups) -> None:
    """The default's ten weeks were once ten of the parameters' units: ten days, and an interval beside the optimum."""
    history = histories(1500)
    weeks = sample_posterior(BetaGeoModel(unit=7).fit(groups), groups, draws=500)
    other = BetaGeoModel(unit=unit).fit(*history)
    made = sample_posterior(other, other.groups(*history), draws=500)
    scale = np.array([1.0, 7 / unit, 1.0, 1.0])
    assert made.draws == pytest.approx(weeks.draws * scale, rel=1e-6)
    assert made.weights == pytest.approx(weeks.weights, rel=1e-4)


def test_a_prior_of_another_time_is_refused(groups: Groups) -> None:
    """Two days' worth of alpha, said of customers whose own is two months': no interval is given around nowhere."""
    model = BetaGeoModel(unit=7).fit(groups)
    with pytest.raises(PriorAgainstData) as refusal:
        sample_posterior(model, groups, prior=Prior(alpha=2.0))
    assert float(str(refusal.value.facts["lost"])) > 6.6  # half of chi-square's 99 % with four degrees
    assert sample_posterior(model, groups, prior=Prior(alpha=7e6)).is_reliable


def test_a_posterior_is_of_a_fitted_model_and_its_own_unit(groups: Groups) -> None:
    with pytest.raises(NotFitted):
        sample_posterior(BetaGeoModel(unit=7), groups)
    with pytest.raises(ValueError, match="unit"):
        sample_posterior(BetaGeoModel().set_fitted(r=1, alpha=1, a=1, b=1), groups)


@pytest.mark.parametrize("seed", range(4, 9))
@pytest.mark.parametrize("make", [BetaGeoModel, ModifiedBetaGeoModel])
def test_a_posterior_without_a_mode_is_no_result(make: type[BetaGeoModel], seed: int) -> None:
    rng = np.random.default_rng(seed)  # nobody leaves: the likelihood rises towards an edge
    x, age = rng.poisson(3, 300), rng.integers(50, 100, 300)
    recency = np.where(x > 0, np.maximum(1, (age * rng.beta(np.maximum(x, 1), 1)).astype(int)), 0)
    groups = Groups.of(x, recency, age, unit=7)
    model = make(unit=7).fit(groups)
    with pytest.raises((NotConverged, PriorAgainstData)):
        sample_posterior(model, groups, draws=200)


@pytest.mark.parametrize(("bend", "at_edge"), [(-1.0, True), (1.0, False), (0.0, False)])
def test_a_mode_at_an_edge_or_none_at_all_proposes_nothing(bend: float, at_edge: bool) -> None:
    mode = Optimum(parameters=np.ones(4), value=0.0, hessian=bend * np.eye(4), steps=3, at_edge=at_edge)
    with pytest.raises(NotConverged):
        _spread(mode)


def test_a_posterior_is_of_a_model_whose_prior_is_known(groups: Groups) -> None:
    with pytest.raises(ValueError, match="no prior is known for ParetoNBDModel"):
        sample_posterior(ParetoNBDModel(unit=7).fit(groups), groups)  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_posterior(groups: Groups) -> None:
    model = BetaGeoModel(unit=7).fit(groups)
    first, again, other = (sample_posterior(model, groups, draws=200, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)


def test_heavy_tailed_weights_are_refused() -> None:
    weights = 1.0 + np.random.default_rng(0).pareto(0.8, 4000)
    k = pareto_k(weights)
    assert k == pytest.approx(1 / 0.8, abs=0.25)
    broken = Posterior(
        draws=np.ones((4000, 4)), weights=weights / weights.sum(), pareto_k=k, effective_draws=3.0, of=""
    )
    for ask in (broken.mean, broken.sd, broken.interval):
        with pytest.raises(PosteriorUnreliable):
            ask()


def test_light_tailed_weights_pass() -> None:
    assert pareto_k(np.random.default_rng(0).uniform(1, 2, 4000)) < 0.7
    assert pareto_k(np.ones(4000)) == -np.inf
    assert pareto_k(np.ones(10)) == np.inf  # too few to tell
