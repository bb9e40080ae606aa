"""Purchases of a beta-geometric customer who is alive, without a hypergeometric function that loses its digits.

With n = r + x, tau = t / (alpha + T) and p ~ Beta(a, B), B = b + x, it is E[(1 - (1 + p tau)^-n) / p].
Euler's transformation of the published 2F1 (Fader, Hardie & Lee 2005, eq. 10) gives, with C = a + B - 1 and
z = t / (alpha + T + t),

    C/(a-1) * (1 - (1-z)^(a-1) * 2F1(C - n, a-1; C; z)),

whose pole at a = 1 cancels term by term, which is how it is summed here. That loses its digits where both parts nearly
cancel (hardly any attrition, B large), and where C - n is far below zero and the terms change sign (customers who buy
alike, r large); where a is large its terms are beyond any number. In all of these the expectation over p is taken as
it stands, by Gauss-Jacobi quadrature (Golub & Welsch 1969) on the Beta's own weight: every part of it is positive.
"""

import numpy as np
from scipy.linalg import eigh_tridiagonal

from samphan.analytics.btyd.groups import Floats, Ints
from samphan.analytics.btyd.kernels import kernels
from samphan.analytics.btyd.special import exp, expm1, log1p

_CANCELS_FROM = 50.0  # C / n: the digits lost are about its decimal logarithm
_CHANGES_SIGN_FROM = 8.0  # (n - C) ln(1 + tau): terms up to about its exponential cancel
_POLE_AT = 0.05  # C crosses zero below this, where the closed form has a pole
_COST_OF_A_SERIES = 20  # in rows of a plain kernel
_ALIKE_FROM = 50.0  # a: customers then hardly differ in how they leave
# What is integrated falls like e^(-n p tau) and has its pole at p = -1 / tau: a polynomial of the square root of either
# follows it. With so many nodes it is exact to 1e-12, tried against 600 digits and against the series.
_FEWEST_NODES, _NODES_A_ROOT, _MOST_NODES = 24, 3.0, 600  # the most are for 37,000 purchases of one customer

_ROWS_AT_ONCE = 16_384


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
    rate, c = alpha + age, a + b + x - 1.0
    loses = (c > _CANCELS_FROM * (r + x)) | (c < _POLE_AT) | (a > _ALIKE_FROM)
    if r + 1.0 > a + b:
        loses |= (r + 1.0 - a - b) * log1p(t / rate) > _CHANGES_SIGN_FROM
    if not loses.any():
        return _by_series(t, rate, a, c, a + b - 1.0 - r)
    made = np.empty(len(x))
    sound = ~loses
    if sound.any():
        made[sound] = _by_series(t, rate[sound], a, c[sound], a + b - 1.0 - r)
    for k in np.unique(x[loses]):
        rows = np.flatnonzero(loses & (x == k))
        made[rows] = _by_expectation(t / rate[rows], r + float(k), a, b + float(k))
    return made


def _by_series(t: float, rate: Floats, a: float, c: Floats, shift: float) -> Floats:
    stay = log1p(t / rate)
    total = kernels(_COST_OF_A_SERIES * len(c)).alive_series(shift, a, c, t / (rate + t))
    until_now = stay if a == 1.0 else -expm1(-(a - 1.0) * stay) / (a - 1.0)
    return c * (until_now - exp(-(a - 1.0) * stay) * total)


def _by_expectation(tau: Floats, n: float, a: float, b: float) -> Floats:
    roots = np.sqrt(max(n, 9.0) * float(tau.max()))
    p, weight = beta_rule(a, b, nodes=int(min(_MOST_NODES, _FEWEST_NODES + np.ceil(_NODES_A_ROOT * roots))))
    made = np.empty(len(tau))
    for at in range(0, len(tau), _ROWS_AT_ONCE):
        some = tau[at : at + _ROWS_AT_ONCE, None]
        bought = -expm1(-n * log1p(p * some))
        made[at : at + _ROWS_AT_ONCE] = np.where(p > 0, bought / np.where(p > 0, p, 1.0), n * some) @ weight
    return made


def beta_rule(a: float, b: float, *, nodes: int) -> tuple[Floats, Floats]:
    """Return nodes in 0..1 and weights (nodes,) that integrate a smooth function under Beta(a, b); weights sum to 1."""
    alpha, beta = b - 1.0, a - 1.0
    k = np.arange(1, nodes, dtype=np.float64)
    s = 2.0 * k + alpha + beta
    middle = np.append((beta - alpha) / (alpha + beta + 2.0), (beta - alpha) * (beta + alpha) / (s * (s + 2.0)))
    # Of the first, (1 + alpha + beta) is above and below the line, and may be zero.
    squares = 4.0 * (k + alpha) * (k + beta) / (s**2 * (s + 1.0))
    squares[1:] *= k[1:] * (k[1:] + alpha + beta) / (s[1:] - 1.0)
    found, vectors = eigh_tridiagonal(middle, np.sqrt(squares))
    return np.clip((1.0 + found) / 2.0, 0.0, 1.0), vectors[0] ** 2
