"""Integrals over the moment a customer leaves, by Gauss-Legendre in cells fine enough for fifteen digits."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from samphan.analytics.btyd.groups import Floats

_MOST_PARTS = 48

# A rule of n points errs by less than 1e-15 on a cell whose integrand falls by no more than e^-steep, and which is no
# wider than `curved` times its distance from the pole at -alpha or -beta: (n, steep, curved).
_RULES = ((4, 0.15, 0.05), (6, 1.0, 0.2), (8, 3.0, 0.5), (12, 8.0, 1.0))
_FIRST_PART = 3.0  # steepness of the first part where a cell is cut; each next one is twice as wide


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
    steepest = width * ((r + largest_x) / (alpha + left) + (s + 1) / (beta + left))
    curved = np.maximum(width / (alpha + left), width / (beta + left))
    nodes, weights = rule(float(steepest.max(initial=0.0)), float(curved.max(initial=0.0)))
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
    """Return the integral over u in 0..t of a function (1, u) -> (rows, u) that changes on the given scales."""
    smallest = min(scales)
    nodes, weights = rule(t / smallest, t / smallest)
    return t * (integrand(t * nodes[None, :]) @ weights)


def rule(steepest: float, curved: float) -> tuple[Floats, Floats]:
    """Return nodes and weights on 0..1: one rule, or parts doubling in width from the left, where it all happens.

    `steepest` is the fall of the integrand's logarithm, `curved` the width over the distance from the nearest pole.
    """
    points = next((n for n, steep, wide in _RULES if steepest <= steep and curved <= wide), 0)
    parts = 1
    if points == 0:
        points = _RULES[-1][0]
        parts = 1 + int(np.ceil(np.log2(max(steepest / _FIRST_PART, curved))))
    edges = np.concatenate([[0.0], 0.5 ** np.arange(min(parts, _MOST_PARTS) - 1, -1, -1.0)])
    nodes, weights = np.polynomial.legendre.leggauss(points)
    width = np.diff(edges)[:, None]
    return (edges[:-1, None] + width * (0.5 + 0.5 * nodes)).ravel(), (width * 0.5 * weights).ravel()
