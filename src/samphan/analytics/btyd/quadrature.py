"""Integrals over the moment a customer leaves, by Gauss-Legendre in cells fine enough for fifteen digits."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from samphan.analytics.btyd.groups import Floats

_MOMENTS = 15
_FINEST = 64  # cells a gap between two times is cut into at most

# An n-point rule on e^(-v u), u in 0..1, errs by v^2n (n!)^4 / ((2n+1) (2n)!^3): below 1e-16 up to these v.
_REACH = ((4, 0.12), (6, 0.7), (8, 2.0), (12, 5.0))


class Grid(NamedTuple):
    """What the kernels need to integrate (alpha + t)^-(r + x) (beta + t)^-(s + 1) over every cell of times.

    Over its value at the cell's left edge the integrand is `base * ratio**x` at the nodes (cells, nodes) and
    `fall * fall_ratio**x` at the right edge (cells,). `basis` (cells, nodes, m) holds the nodes' weights times
    1, la, lb, ia, ib, la la, la lb, la ia, la ib, lb lb, lb ia, lb ib, ia ia, ia ib, ib ib
    where l is ln(alpha + t) or ln(beta + t), and i the reciprocal; only the first without `moments`.
    """

    base: Floats
    ratio: Floats
    basis: Floats
    fall: Floats
    fall_ratio: Floats


def grid(times: Floats, largest_x: int, r: float, alpha: float, s: float, beta: float, *, moments: bool) -> Grid:
    """Lay the nodes of every gap between neighbouring `times` (ascending, at least one)."""
    left, width = times[:-1, None], np.diff(times)[:, None]
    steepest = (r + largest_x) * np.log1p(width / (alpha + left)) + (s + 1) * np.log1p(width / (beta + left))
    curved = np.maximum(width / (alpha + left), width / (beta + left))
    nodes, weights = _rule(float(steepest.max(initial=0.0)), float(curved.max(initial=0.0)))
    t, near, far = left + width * nodes, alpha + left, beta + left
    la, lb = np.log(alpha + t), np.log(beta + t)
    ratio, decay = near / (alpha + t), np.log(far) - lb
    columns = [np.ones_like(t)]
    if moments:
        ia, ib = 1.0 / (alpha + t), 1.0 / (beta + t)
        columns += [la, lb, ia, ib, la * la, la * lb, la * ia, la * ib, lb * lb, lb * ia, lb * ib, ia * ia, ia * ib]
        columns += [ib * ib]
    fall_ratio = near / (near + width)
    return Grid(
        base=np.exp(r * np.log(ratio) + (s + 1) * decay),
        ratio=ratio,
        basis=np.ascontiguousarray(np.stack(columns, axis=2) * (width * weights)[:, :, None]),
        fall=np.exp(r * np.log(fall_ratio) - (s + 1) * np.log1p(width / far))[:, 0],
        fall_ratio=fall_ratio[:, 0],
    )


def integral(integrand: Callable[[Floats], Floats], t: float, *scales: float) -> Floats:
    """Return the integral over u in 0..t, row by row, of a function falling on the given scales.

    Cells grow with u, as the integrands (1 + u/scale)^-n do less and less.
    """
    if t == 0:
        return integrand(np.zeros((1, 1)))[:, 0] * 0.0
    smallest = min(scales)
    cells = int(np.clip(np.ceil(4 * np.log1p(t / smallest)) + 1, 2, _FINEST))
    edges = smallest * np.expm1(np.linspace(0.0, np.log1p(t / smallest), cells + 1))
    nodes, weights = np.polynomial.legendre.leggauss(16)
    u = (edges[:-1, None] + np.diff(edges)[:, None] * (0.5 + 0.5 * nodes)).ravel()
    return integrand(u[None, :]) @ (np.diff(edges)[:, None] * 0.5 * weights).ravel()


def _rule(steepest: float, curved: float) -> tuple[Floats, Floats]:
    """Return nodes and weights on 0..1, cut into equal parts where a cell is too steep or too wide for one rule."""
    parts = int(min(_FINEST, max(1, np.ceil(steepest / _REACH[-1][1]), np.ceil(2 * curved))))
    points = next((n for n, reach in _REACH if max(steepest / parts, curved / parts) <= reach), _REACH[-1][0])
    nodes, weights = np.polynomial.legendre.leggauss(points)
    starts = np.arange(parts)[:, None] / parts
    return (starts + (0.5 + 0.5 * nodes) / parts).ravel(), np.tile(0.5 * weights / parts, parts)
