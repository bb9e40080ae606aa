"""The posterior: what it recovers, when it refuses, and the intervals that stand on it."""

import numpy as np
import pytest

from samphan.analytics.btyd import (
    BetaGeoModel,
    GammaGammaModel,
    Groups,
    ModifiedBetaGeoModel,
    Posterior,
    PosteriorUnreliable,
    Prior,
    sample_posterior,
    value_draws,
)
from samphan.analytics.btyd.posterior import _log_prior, log_likelihoods, pareto_k
from tests.analytics.btyd.simulated import histories


@pytest.fixture(scope="module")
def groups() -> Groups:
    return Groups.of(*histories(1500), unit=7)


@pytest.mark.parametrize("make", [BetaGeoModel, ModifiedBetaGeoModel])
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


def test_the_same_seed_gives_the_same_posterior(groups: Groups) -> None:
    model = BetaGeoModel(unit=7).fit(groups)
    first, again, other = (sample_posterior(model, groups, draws=200, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)


def test_heavy_tailed_weights_are_refused() -> None:
    weights = 1.0 + np.random.default_rng(0).pareto(0.8, 4000)
    k = pareto_k(weights)
    assert k == pytest.approx(1 / 0.8, abs=0.25)
    broken = Posterior(draws=np.ones((4000, 4)), weights=weights / weights.sum(), pareto_k=k, effective_draws=3.0)
    for ask in (broken.mean, broken.sd, broken.interval):
        with pytest.raises(PosteriorUnreliable):
            ask()


def test_light_tailed_weights_pass() -> None:
    assert pareto_k(np.random.default_rng(0).uniform(1, 2, 4000)) < 0.7
    assert pareto_k(np.ones(4000)) == -np.inf
    assert pareto_k(np.ones(10)) == np.inf  # too few to tell


def test_values_come_with_their_spread(groups: Groups) -> None:
    frequency, recency, age = (column[:40] for column in histories(1500))
    model = BetaGeoModel(unit=7).fit(groups)
    again = frequency > 0
    money = np.where(again, 30.0 + 5 * np.sin(np.arange(40)), 0.0)
    spend = GammaGammaModel().fit(frequency, money + np.where(again, 8.0 * np.cos(np.arange(40) * 3), 0))
    made = value_draws(model, sample_posterior(model, groups), spend, frequency, recency, age, money, draws=60)
    assert made.shape == (60, 40)
    assert np.all(made >= 0)
    assert np.all(np.ptp(made, axis=0) > 0)
    assert made.sum(axis=1).std() < made.std(axis=0).sum() + 1e-9
