"""Purchases of a beta-geometric customer who is alive, without a hypergeometric function that loses its digits.

With n = r + x, tau = t / (alpha + T) and p ~ Beta(a, B), B = b + x, it is E[(1 - (1 + p tau)^-n) / p].
Euler's transformation of the published 2F1 (Fader, Hardie & Lee 2005, eq. 10) gives, with C = a + B - 1 and
z = t / (alpha + T + t),

    C/(a-1) * (1 - (1-z)^(a-1) * 2F1(C - n, a-1; C; z)),

whose pole at a = 1 cancels term by term, which is how it is summed here. Where B is so large that both parts nearly
cancel (hardly any attrition), the same expectation is integrated: n * integral of e^((1-a) y) 2F1(C - n, a; C + 1;
1 - e^-y) over y from 0 to ln(1 + tau), every term of which is positive.

Where a is large, customers hardly differ in how they leave, and terms of those series are beyond any number. There the
expectation over p is taken as it stands, by Gauss-Jacobi quadrature (Golub & Welsch 1969) on the Beta's own weight.
"""

import numpy as np
from scipy.linalg import eigh_tridiagonal

from samphan.analytics.btyd.groups import Floats, Ints
from samphan.analytics.btyd.kernels import kernels
from samphan.analytics.btyd.special import exp, expm1, log1p
from samphan.analytics.btyd.vectorised import alive_series

_CANCELS_FROM = 50.0  # C / n: the digits lost are about its decimal logarithm
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_POLE_AT = 0.05  # C crosses zero below this, where the closed form has a pole
_COST_OF_A_SERIES = 20  # in rows of a plain kernel
_ALIKE_FROM = 50.0  # a: the Beta's spread is then below a seventh of its mean, and a few nodes are exact
_BETA_NODES = 24


def expected_if_alive(
    t: float,
    x: Ints,
    age: Floats,
    *,
    r: float,
    alpha: float,
    a: float,
    b: float,
) -> Floats:
    """Return the expected purchases in (T, T + t] of customers alive at T, float64 (m,).

    Parameters
    ----------
    t : float
        Horizon, in the parameters' unit.
    x : int64 (m,)
        Repeat purchases so far.
    age : float64 (m,)
        Age.
    r, alpha, a, b : float
        The parameters; in the modified model `b` is one more than its own.
    """
    if t == 0:
        return np.zeros(len(x))
    if a > _ALIKE_FROM:
        return _by_expectation(t, x, alpha + age, r, a, b)
    n, c = r + x, a + b + x - 1.0
    cancels = (c > _CANCELS_FROM * n) | (c < _POLE_AT)
    made = np.empty(len(x))
    for rows, way in ((~cancels, _by_series), (cancels, _by_quadrature)):
        if rows.any():
            made[rows] = way(t, n[rows], alpha + age[rows], a, c[rows], a + b - 1.0 - r)
    return made


def _by_series(t: float, n: Floats, rate: Floats, a: float, c: Floats, shift: float) -> Floats:
    stay = log1p(t / rate)
    total = kernels(_COST_OF_A_SERIES * len(c)).alive_series(shift, a, c, t / (rate + t))
    until_now = stay if a == 1.0 else -expm1(-(a - 1.0) * stay) / (a - 1.0)
    return c * (until_now - exp(-(a - 1.0) * stay) * total)


def _by_quadrature(t: float, n: Floats, rate: Floats, a: float, c: Floats, shift: float) -> Floats:
    stay = log1p(t / rate)
    y = stay[:, None] * (0.5 + 0.5 * _NODES)
    density = 1.0 + _hypergeometric(shift, a, np.broadcast_to(c[:, None] + 1.0, y.shape), -expm1(-y))
    return n * 0.5 * stay * ((exp((1.0 - a) * y) * density) @ _WEIGHTS)


def _by_expectation(t: float, x: Ints, rate: Floats, r: float, a: float, b: float) -> Floats:
    made = np.empty(len(x))
    for k in np.unique(x):
        rows = np.flatnonzero(x == k)
        p, weight = beta_rule(a, b + float(k))
        growth = -expm1(-(r + float(k)) * log1p(p * (t / rate[rows])[:, None]))
        made[rows] = (growth / p) @ weight
    return made


def beta_rule(a: float, b: float) -> tuple[Floats, Floats]:
    """Return nodes in 0..1 and weights (24,) that integrate a smooth function under Beta(a, b); weights sum to 1."""
    alpha, beta = b - 1.0, a - 1.0
    k = np.arange(_BETA_NODES, dtype=np.float64)
    s = 2.0 * k + alpha + beta
    middle = (beta - alpha) * (beta + alpha) / (s * (s + 2.0))
    j, u = k[1:], s[1:]
    beside = 2.0 / u * np.sqrt(j * (j + alpha) * (j + beta) * (j + alpha + beta) / ((u + 1.0) * (u - 1.0)))
    nodes, vectors = eigh_tridiagonal(middle, beside)
    return (1.0 + nodes) / 2.0, vectors[0] ** 2


def _hypergeometric(first: float, a: float, c: Floats, z: Floats) -> Floats:
    """Return 2F1(first, a; c; z) - 1 by its series."""
    return a * alive_series(first, a + 1.0, c, z)
