# ruff: noqa: N803 (T is the field's own letter, and what peers call it)
"""What every model of repeat purchases shares: the scikit-learn contract, the fit, and the two questions asked of it.

Expected purchases are always P(alive) times what a customer who is alive would buy, and the second factor depends on
(frequency, T) alone. A model therefore says three things: its likelihood, P(alive), and its factor for the living.
"""

import inspect
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.groups import Floats, Groups, Ints, checked_histories, on_pairs
from samphan.analytics.btyd.newton import Objective, Optimum, climb, covariance
from samphan.kit.errors import N_, Refused

SMALLEST_N_TO_FIT = 10
_GROUPS_WORTH_A_SAMPLE = 20_000
_SAMPLED_ONE_IN = 16


class TooFewCustomers(Refused):
    code: ClassVar[str] = "analytics.btyd.too_few_customers"
    message: ClassVar[str] = N_(
        "{customers} customers are too few to fit a model of purchases; at least {needed} are needed."
    )


class NoRepeatPurchase(Refused):
    code: ClassVar[str] = "analytics.btyd.no_repeat_purchase"
    message: ClassVar[str] = N_(
        "None of the {customers} customers has bought on a second day yet, so nothing can be learnt about returning."
    )


class NotFitted(Refused):
    code: ClassVar[str] = "analytics.btyd.not_fitted"
    message: ClassVar[str] = N_("This model has not been fitted: call fit first.")


class BadHorizon(Refused):
    code: ClassVar[str] = "analytics.btyd.horizon"
    message: ClassVar[str] = N_("A horizon is a finite time of 0 or more, not {t}.")


class Estimator:
    """An estimator by the scikit-learn contract: `__init__` stores, `fit` learns, `get_params` tells.

    Written out so that the core needs numpy and scipy only; `sklearn.base.clone` takes it as its own.
    """

    names: ClassVar[tuple[str, ...]]

    params_: dict[str, float]
    log_likelihood_: float
    n_customers_: float
    n_iter_: int
    at_edge_: bool
    covariance_: Floats
    standard_errors_: dict[str, float]

    def __init__(self) -> None:
        pass

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the arguments of `__init__` by name."""
        stored = inspect.signature(type(self)).parameters
        return {name: getattr(self, name) for name in stored}

    def set_params(self, **params: Any) -> Self:
        """Set arguments of `__init__`; ValueError for a name it does not have."""
        unknown = sorted(set(params) - set(self.get_params()))
        if unknown:
            raise ValueError(f"{type(self).__name__} has no parameter {', '.join(unknown)}")
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        """Name the model, its settings and what it learnt."""
        shown = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        learnt = ", ".join(f"{name}: {value:.4g}" for name, value in getattr(self, "params_", {}).items())
        return f"{type(self).__name__}({shown})" + (f" <{learnt}>" if learnt else "")

    def __sklearn_is_fitted__(self) -> bool:
        """Say whether `fit` has ended."""
        return hasattr(self, "params_")

    def set_fitted(self, **params: float) -> Self:
        """Take parameters learnt elsewhere (published, stored) as fitted, in the order of `names`.

        What only a fit here can tell (covariance, likelihood) goes. ValueError for other names, or a value that is not
        a finite number above 0.
        """
        if set(params) != set(self.names) or not all(np.isfinite(value) and value > 0 for value in params.values()):
            raise ValueError(f"{type(self).__name__} needs positive {', '.join(self.names)}")
        for learnt in [name for name in vars(self) if name.endswith("_")]:
            delattr(self, learnt)
        self.params_ = {name: float(params[name]) for name in self.names}
        return self

    def _learn(self, best: Optimum, n_customers: float) -> None:
        self.params_ = dict(zip(self.names, best.parameters.tolist(), strict=True))
        self.covariance_ = covariance(best)
        self.standard_errors_ = dict(zip(self.names, np.sqrt(np.diag(self.covariance_)).tolist(), strict=True))
        self.log_likelihood_, self.n_iter_, self.at_edge_ = best.value, best.steps, best.at_edge
        self.n_customers_ = n_customers

    def _values(self) -> tuple[float, ...]:
        if not hasattr(self, "params_"):
            raise NotFitted
        return tuple(self.params_.values())


class PurchaseModel(Estimator, ABC):
    """A model of when customers buy again, fitted to (frequency, recency, T).

    Parameters
    ----------
    unit : float
        How many of the data's time units make one of the parameters'. 1: as given. 7: days in, and parameters a week,
        as the published ones are. Every time passed in stays in the data's unit.

    Attributes
    ----------
    params_, standard_errors_ : dict of str to float
        Maximum-likelihood parameters, and their standard errors from the exact Hessian (NaN: not told by the data).
    covariance_ : float64 (p, p)
    log_likelihood_, aic_, bic_, n_customers_ : float
    n_iter_ : int
        Newton steps, those on a sample included.
    at_edge_ : bool
        The likelihood kept rising towards zero or infinity: the parameters are a limit, not an estimate.
    """

    aic_: float
    bic_: float

    def __init__(self, *, unit: float = 1.0) -> None:
        self.unit = unit

    def fit(
        self,
        frequency: "ArrayLike | Groups",
        recency: ArrayLike | None = None,
        T: ArrayLike | None = None,
        weights: ArrayLike | None = None,
    ) -> Self:
        """Learn the parameters from histories, or from `Groups` already made with the same `unit`; never a guess.

        Parameters
        ----------
        frequency : whole numbers (n,), or Groups
            Days with a repeat purchase.
        recency, T : numbers (n,)
            Time from first to last purchase, and from first purchase to now, in the data's unit; not beside `Groups`.
        weights : numbers (n,), optional
            Customers behind each row, 0 or more; 1 when left out.

        Raises
        ------
        BadHistory
            A history that cannot be, with the number of them (see `Groups.of`).
        TooFewCustomers, NoRepeatPurchase, NotConverged
        ValueError
            Groups of another unit.
        """
        groups = self.groups(frequency, recency, T, weights)
        self._check(groups)
        # From the optimum of a sample where there are many groups.
        few = self.objective(groups.thinned(_SAMPLED_ONE_IN)) if len(groups.n) >= _GROUPS_WORTH_A_SAMPLE else None
        self._learn(climb(self.objective(groups), self._start(groups), few), groups.n_customers)
        return self

    def groups(
        self,
        frequency: "ArrayLike | Groups",
        recency: ArrayLike | None = None,
        T: ArrayLike | None = None,
        weights: ArrayLike | None = None,
    ) -> Groups:
        """Return the histories as `Groups` in this model's unit (groups are handed back as they are)."""
        if isinstance(frequency, Groups):
            return self._own(frequency)
        if recency is None or T is None:
            raise TypeError("fit takes Groups, or frequency, recency and T")
        return Groups.of(frequency, recency, T, weights=weights, unit=self.unit)

    def log_likelihood(self, groups: Groups) -> float:
        """Return the log-likelihood of other histories, in this model's unit, under the fitted parameters.

        Raises `NotFitted`, and ValueError for groups of another unit.
        """
        return self.objective(self._own(groups))(np.array(self._values()))[0]

    @abstractmethod
    def objective(self, groups: Groups) -> Objective:
        """Return the log-likelihood of these groups with its derivatives, as a function of the parameters."""

    @abstractmethod
    def _start(self, groups: Groups) -> Floats:
        """Return where the climb begins (p,): right in scale, no more; edges are told from here."""

    @abstractmethod
    def alive(self, x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> Floats:
        """Return P(alive) row by row; times are in the parameters' unit."""

    @abstractmethod
    def expected_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        """Return the purchases in (T, T + t] of a customer alive at T; `t` and `age` are in the parameters' unit."""

    @abstractmethod
    def none_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        """Return the probability that a customer alive at T buys nothing in (T, T + t]."""

    @abstractmethod
    def expected_new(self, spans: Floats) -> Floats:
        """Return the repeat purchases of a customer just won in her first `spans` (m,), in the parameters' unit."""

    @abstractmethod
    def probability_new(self, span: float, n: Floats) -> Floats:
        """Return the probability of `n` (m,) repeat purchases in the first `span`, in the parameters' unit."""

    def probability_alive(self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> Floats:
        """Return the probability that each customer is still one at T, given her history.

        Parameters
        ----------
        frequency, recency, T : numbers (n,), or one number each
            Histories, as in `fit`, times in the data's unit.

        Returns
        -------
        float64 (n,), or one
            From 0 to 1. BG/NBD has 1 for everybody without a repeat purchase.

        Raises
        ------
        NotFitted, BadHistory
        AttritionNotModelled
            By the NBD, in which nobody leaves.

        Notes
        -----
        BG/NBD: Fader, Hardie & Lee, "Computing P(alive) Using the BG/NBD Model", 2008 (brucehardie.com/notes/021).
        MBG/NBD: Batislam, Denizel & Filiztekin 2007. Pareto/NBD: Schmittlein, Morrison & Colombo 1987. The other
        models' modules name their sources.
        """
        self._values()
        return shaped(self.alive(*checked_histories(frequency, recency, T, unit=self.unit)), frequency)

    def expected_purchases(
        self,
        t: float,
        frequency: ArrayLike,
        recency: ArrayLike,
        T: ArrayLike,
    ) -> Floats:
        """Return the purchases expected of each customer in (T, T + t], given her history.

        Parameters
        ----------
        t : float
            Horizon in the data's unit, 0 or more.
        frequency, recency, T : numbers (n,), or one number each
            Histories, as in `fit`, times in the data's unit.

        Returns
        -------
        float64 (n,), or one
            Days with a purchase: P(alive) times what a customer who is alive will buy.

        Raises
        ------
        NotFitted, BadHistory, BadHorizon

        Notes
        -----
        BG/NBD: Fader, Hardie & Lee 2005, eq. 10. Pareto/NBD: Fader & Hardie, "A Note on Deriving the Pareto/NBD Model
        and Related Expressions", 2005 (brucehardie.com/notes/009). The other models' modules name their sources.
        """
        span = self.span(t)
        x, times, recency_at, age_at = checked_histories(frequency, recency, T, unit=self.unit)
        living = on_pairs(x, age_at, lambda k, at: self.expected_if_alive(span, k, times[at]))
        living *= self.alive(x, times, recency_at, age_at)
        return shaped(living, frequency)

    def probability_of_purchase(
        self,
        t: float,
        frequency: ArrayLike,
        recency: ArrayLike,
        T: ArrayLike,
    ) -> Floats:
        """Return the probability that each customer buys at least once in (T, T + t], given her history.

        Parameters
        ----------
        t : float
            Horizon in the data's unit, 0 or more.
        frequency, recency, T : numbers (n,), or one number each
            Histories, as in `fit`, times in the data's unit.

        Returns
        -------
        float64 (n,), or one
            From 0 to P(alive): P(alive) times what is left of 1 beside the chance that a living customer buys nothing.

        Raises
        ------
        NotFitted, BadHistory, BadHorizon

        Notes
        -----
        The chance of nothing follows from each model's assumptions on the rate given (frequency, T): in the (M)BG/NBD
        it is ((alpha + T) / (alpha + T + t))^(r + x), the Poisson zero under the rate's gamma posterior.
        """
        span = self.span(t)
        x, times, recency_at, age_at = checked_histories(frequency, recency, T, unit=self.unit)
        none = on_pairs(x, age_at, lambda k, at: self.none_if_alive(span, k, times[at]))
        np.subtract(1.0, none, out=none)
        none *= self.alive(x, times, recency_at, age_at)
        return shaped(none, frequency)

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Return E[X(t)]: the repeat purchases of a customer just won in her first `t` (any shape, the data's unit).

        float64 of `t`'s shape. Raises `NotFitted`, `BadHorizon`.
        """
        spans = np.array([self.span(one) for one in np.ravel(np.asarray(t, dtype=np.float64)).tolist()])
        return shaped(self.expected_new(spans).reshape(np.shape(t) or (1,)), t)

    def probability_of_purchases_new(self, t: float, n: ArrayLike) -> Floats:
        """Return P(X(t) = n): a customer just won buys `n` (any shape) more times in her first `t` (the data's unit).

        float64 of `n`'s shape, from 0 to 1. Raises `NotFitted`, `BadHorizon`.
        """
        count = np.asarray(n, dtype=np.float64)
        return shaped(self.probability_new(self.span(t), count.ravel()).reshape(np.shape(n) or (1,)), n)

    def span(self, t: float) -> float:
        """Return a horizon of the data's unit in the parameters' own. Raises `NotFitted`, `BadHorizon`."""
        self._values()
        if not (np.isfinite(t) and t >= 0):
            raise BadHorizon(t=t)
        return float(t) / self.unit

    def _own(self, groups: Groups) -> Groups:
        if groups.unit != self.unit:
            raise ValueError(f"groups of unit {groups.unit} given to a model of unit {self.unit}")
        return groups

    def _check(self, groups: Groups) -> None:
        if groups.n_customers < SMALLEST_N_TO_FIT:
            raise TooFewCustomers(customers=int(groups.n_customers), needed=SMALLEST_N_TO_FIT)
        if groups.repeaters == 0:
            raise NoRepeatPurchase(customers=int(groups.n_customers))

    def _learn(self, best: Optimum, n_customers: float) -> None:
        super()._learn(best, n_customers)
        self.aic_ = 2 * len(self.names) - 2 * best.value
        self.bic_ = len(self.names) * float(np.log(n_customers)) - 2 * best.value


def shaped(values: Floats, like: ArrayLike) -> Floats:
    """Return one value for one customer, else an array."""
    return values[0] if np.ndim(like) == 0 else values
