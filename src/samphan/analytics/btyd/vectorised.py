"""The sums behind every fit, in numpy: what runs where no compiler is installed, and what the compiled ones must equal.

Each function mirrors one of `compiled`, argument for argument.
"""

import numpy as np

from samphan.analytics.btyd.groups import Floats, Ints
from samphan.analytics.btyd.special import expit

# The upper triangle of a 4 x 4 matrix, in the order every kernel returns it.
_ROW = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]
_COLUMN = [0, 1, 2, 3, 1, 2, 3, 2, 3, 3]
_BLOCK = 4_000_000  # numbers held at once: 32 MB


def betageo_sums(
    x: Ints, recency_at: Ints, age_at: Ints, n: Floats, log_t: Floats, inv_t: Floats, log_b: Floats, inv_b: Floats,
    r: float, a: float,
) -> Floats:  # fmt: skip
    """Return the 15 sums of ln(A3 + A4) of (M)BG/NBD: value, gradient (4), upper Hessian (10) in (r, alpha, a, b).

    `log_t`, `inv_t` are ln(alpha + t) and 1/(alpha + t) by time index; `log_b`, `inv_b` those of b + x - 1 (+ 1 when
    modified) by frequency, infinity and 0 where the term does not exist.
    """
    size = r + x
    lt, it = log_t[age_at], inv_t[age_at]
    lx, ix = log_t[recency_at], inv_t[recency_at]
    odds = np.log(a) - log_b[x] + size * (lt - lx)
    value = np.logaddexp(0.0, odds) - size * lt
    p4 = expit(odds)
    d0, d1, d2, d3 = lt - lx, size * (it - ix), 1.0 / a, -inv_b[x]
    w4, q = n * p4, n * p4 * (1.0 - p4)
    return np.array(
        [
            n @ value,
            w4 @ d0 - n @ lt, w4 @ d1 - n @ (size * it), w4.sum() * d2, w4 @ d3,
            q @ (d0 * d0), q @ (d0 * d1) - n @ it + w4 @ (it - ix), q @ d0 * d2, q @ (d0 * d3),
            q @ (d1 * d1) + n @ (size * it * it) + w4 @ (size * (ix * ix - it * it)), q @ d1 * d2, q @ (d1 * d3),
            q.sum() * d2 * d2 - w4.sum() * d2 * d2, q @ d3 * d2,
            q @ (d3 * d3) + w4 @ (d3 * d3),
        ]
    )  # fmt: skip


def betageo_values(
    x: Ints, recency_at: Ints, age_at: Ints, n: Floats, log_b: Floats, log_a: Floats, r: Floats, log_t: Floats
) -> Floats:
    """Return the sum of ln(A3 + A4) for many parameter draws at once: `log_b` (s, x), `log_t` (s, k), the rest (s,)."""
    made = np.empty(len(r))
    step = max(1, _BLOCK // max(1, len(x)))
    for first in range(0, len(r), step):
        s = slice(first, first + step)
        size = r[s, None] + x
        late = log_t[s][:, age_at]
        odds = log_a[s, None] - log_b[s][:, x] + size * (late - log_t[s][:, recency_at])
        made[s] = (np.logaddexp(0.0, odds) - size * late) @ n
    return made


def alive_series(first: float, a: float, c: Floats, z: Floats) -> Floats:
    """Return sum over k >= 1 of (first)_k (a)_(k-1) / ((c)_k k!) z^k, elementwise, until nothing changes."""
    term = first / c * z
    total = term.copy()
    for k in range(1, 100_000):
        term *= (first + k) * (a + k - 1.0) / ((c + k) * (k + 1.0)) * z
        total += term
        if not np.any(np.abs(term) > 1e-17 * np.abs(total)):
            break
    return total


def pareto_tables(x: Ints, base: Floats, ratio: Floats, basis: Floats, fall: Floats, fall_ratio: Floats) -> Floats:
    """Return (x, time, 15) scaled integrals from each time to the last one, for `paretonbd`.

    `base`, `ratio` (cells, nodes) give the integrand over its value at the cell's left edge as base * ratio**x;
    `basis` (cells, nodes, 15) holds the weighted functions to integrate; `fall * fall_ratio**x` is the integrand at a
    cell's right edge over its left. Summed from the right, each value in units of the integrand there, so that
    nothing cancels, overflows or vanishes.
    """
    power = x.astype(np.float64)[:, None, None]
    cells = np.matmul((base * ratio**power).transpose(1, 0, 2), basis)
    falls = fall * fall_ratio ** power[:, :, 0]
    table = np.zeros((len(x), len(base) + 1, basis.shape[2]))
    for cell in range(len(base) - 1, -1, -1):
        table[:, cell] = cells[cell] + falls[:, cell, None] * table[:, cell + 1]
    return table


def pareto_sums(
    x: Ints, recency_at: Ints, age_at: Ints, n: Floats, distinct: Ints, runs: Ints, r: float, s: float,
    log_a: Floats, inv_a: Floats, log_b: Floats, inv_b: Floats,
    base: Floats, ratio: Floats, basis: Floats, fall: Floats, fall_ratio: Floats,
) -> Floats:  # fmt: skip
    """Return the 15 sums of the Pareto/NBD log-likelihood without its per-frequency part, as `betageo_sums` does.

    The groups of frequency `distinct[i]` are rows `runs[i]` to `runs[i + 1]`.
    """
    made = np.zeros(15)
    step = max(1, _BLOCK // (base.shape[0] * max(base.shape[1], 15)))
    for first in range(0, len(distinct), step):
        block = distinct[first : first + step]
        rows = slice(int(runs[first]), int(runs[min(first + step, len(distinct))]))
        table = pareto_tables(block, base, ratio, basis, fall, fall_ratio)
        which = np.searchsorted(block, x[rows])
        made += _pareto_rows(
            x[rows], n[rows], table[which, recency_at[rows]], table[which, age_at[rows]],
            recency_at[rows], age_at[rows], r, s, log_a, inv_a, log_b, inv_b,
        )  # fmt: skip
    return made


def _pareto_rows(
    x: Ints, n: Floats, early: Floats, late: Floats, recency_at: Ints, age_at: Ints, r: float, s: float,
    log_a: Floats, inv_a: Floats, log_b: Floats, inv_b: Floats,
) -> Floats:  # fmt: skip
    q, v = r + x, s + 1.0
    la, ia, lb, ib = log_a[age_at], inv_a[age_at], log_b[age_at], inv_b[age_at]
    da, db = la - log_a[recency_at], lb - log_b[recency_at]
    moments = early - np.exp(-q * da - v * db)[:, None] * late
    mass = moments[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.where(mass > 0, np.log(s) + q * da + v * db - lb + np.log(mass), -np.inf)
        mu = np.where(mass[:, None] > 0, moments / mass[:, None], 0.0)
    value = np.logaddexp(0.0, odds) - q * la - s * lb
    p2 = expit(odds)
    p1 = 1.0 - p2
    g1 = np.stack([-la, -q * ia, -lb, -s * ib])
    g2 = np.stack([-mu[:, 1], -q * mu[:, 3], 1.0 / s - mu[:, 2], -v * mu[:, 4]])
    g = p1 * g1 + p2 * g2
    h1 = g1[_ROW] * g1[_COLUMN]
    h1[1] -= ia
    h1[4] += q * ia * ia
    h1[8] -= ib
    h1[9] += s * ib * ib
    m = mu.T
    h2 = np.stack(
        [
            m[5], q * m[7] - m[3], m[6] - m[1] / s, v * m[8],
            q * (q + 1.0) * m[12], q * m[10] - q * m[3] / s, q * v * m[13],
            m[9] - 2.0 * m[2] / s, v * m[11] - m[4] - v * m[4] / s,
            v * (v + 1.0) * m[14],
        ]
    )  # fmt: skip
    second = p1 * h1 + p2 * h2 - g[_ROW] * g[_COLUMN]
    return np.concatenate([[n @ value], g @ n, second @ n])
