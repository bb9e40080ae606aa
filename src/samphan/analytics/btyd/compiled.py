"""The same sums as `vectorised`, as loops that numba compiles: one pass, no temporaries, a quarter of the work.

Imported only where numba is installed and the data repay it; the first call ever compiles, later ones load from disk.
"""

from math import exp, log, log1p

import numba
import numpy as np

_SIDE_BY_SIDE = 32
_LARGEST_PRODUCT = 1e250

_compile = numba.njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz", "arcp"})


@_compile
def betageo_sums(x, recency_at, age_at, n, log_t, inv_t, log_b, inv_b, r, a):  # type: ignore[no-untyped-def]
    """Return the 15 sums of ln(A3 + A4); see `vectorised.betageo_sums`."""
    value = g0 = g1 = g2 = g3 = 0.0
    product = 1.0  # of what is to be logged for groups of one customer: most groups, and one logarithm for many
    h00 = h01 = h02 = h03 = h11 = h12 = h13 = h22 = h23 = h33 = 0.0
    la, ia = log(a), 1.0 / a
    for i in range(x.size):
        xi, w = x[i], n[i]
        size = r + xi
        lt, it = log_t[age_at[i]], inv_t[age_at[i]]
        w_size = w * size
        value -= w_size * lt
        g0 -= w * lt
        g1 -= w_size * it
        h01 -= w * it
        h11 += w_size * it * it
        b1 = inv_b[xi]
        if b1 == 0.0:  # a customer without a repeat purchase cannot have left yet
            continue
        d0, ix = lt - log_t[recency_at[i]], inv_t[recency_at[i]]
        odds = la - log_b[xi] + size * d0
        e = exp(-abs(odds))
        p4 = (1.0 if odds > 0.0 else e) / (1.0 + e)
        value += w * max(odds, 0.0)
        if w == 1.0:
            product *= 1.0 + e
            if product > _LARGEST_PRODUCT:
                value += log(product)
                product = 1.0
        else:
            value += w * log1p(e)
        fall = it - ix
        d1 = size * fall
        w4 = w * p4
        q = w4 * (1.0 - p4)
        g0 += w4 * d0
        g1 += w4 * d1
        g2 += w4
        g3 -= w4 * b1
        h00 += q * d0 * d0
        h01 += q * d0 * d1 + w4 * fall
        h02 += q * d0
        h03 -= q * d0 * b1
        h11 += q * d1 * d1 + w4 * size * (ix * ix - it * it)
        h12 += q * d1
        h13 -= q * d1 * b1
        h22 += q - w4
        h23 -= q * b1
        h33 += (q + w4) * b1 * b1
    value += log(product)
    return np.array(
        [value, g0, g1, g2 * ia, g3, h00, h01, h02 * ia, h03, h11, h12 * ia, h13, h22 * ia * ia, h23 * ia, h33]
    )  # fmt: skip


@_compile
def betageo_values(x, recency_at, age_at, n, log_b, log_a, r, log_t):  # type: ignore[no-untyped-def]
    """Return the sum of ln(A3 + A4) for many draws; see `vectorised.betageo_values`.

    The logarithm is taken of a running product, once in many customers: most groups hold one.
    """
    made = np.empty(r.size)
    for draw in range(r.size):
        value, product = 0.0, 1.0
        for i in range(x.size):
            xi = x[i]
            late = log_t[draw, age_at[i]]
            size = r[draw] + xi
            value -= n[i] * size * late
            lb = log_b[draw, xi]
            if lb == np.inf:
                continue
            odds = log_a[draw] - lb + size * (late - log_t[draw, recency_at[i]])
            e = exp(-abs(odds))
            if odds > 0.0:
                value += n[i] * odds
            if n[i] == 1.0:
                product *= 1.0 + e
                if product > _LARGEST_PRODUCT:
                    value += log(product)
                    product = 1.0
            else:
                value += n[i] * log1p(e)
        made[draw] = value + log(product)
    return made


@_compile
def alive_series(first, a, c, z):  # type: ignore[no-untyped-def]
    """Return the series of expected purchases, elementwise; see `vectorised.alive_series`.

    Neighbours need about as many terms, so they go through the terms together, several in one instruction. Most have
    the same `c` too (it follows from the frequency, and pairs come in its order): they are divided by it together.
    """
    made = np.empty(c.size)
    term, total = np.empty(_SIDE_BY_SIDE), np.empty(_SIDE_BY_SIDE)
    for start in range(0, c.size, _SIDE_BY_SIDE):
        width = min(_SIDE_BY_SIDE, c.size - start)
        ci, zi = c[start : start + width], z[start : start + width]
        are_alike = True
        for i in range(width):
            term[i] = total[i] = first / ci[i] * zi[i]
            are_alike &= ci[i] == ci[0]
        for k in range(1, 100_000):
            factor = (first + k) * (a + k - 1.0) / (k + 1.0)
            if are_alike:
                factor /= ci[0] + k
                for i in range(width):
                    term[i] *= factor * zi[i]
                    total[i] += term[i]
            else:
                for i in range(width):
                    term[i] *= factor * (zi[i] / (ci[i] + k))
                    total[i] += term[i]
            if k % 8 == 0:
                rest = 0.0
                for i in range(width):
                    rest = max(rest, abs(term[i]) - 1e-17 * abs(total[i]))
                if rest <= 0.0:
                    break
        made[start : start + width] = total[:width]
    return made


@_compile
def _pareto_table(x, low, high, base, ratio, basis, fall, fall_ratio, table):  # type: ignore[no-untyped-def]
    """Fill `table[low:high + 1]` with the scaled integrals of one frequency, from the right."""
    width = table.shape[1]
    table[high] = 0.0
    for cell in range(high - 1, low - 1, -1):
        drop = fall[cell] * fall_ratio[cell] ** x
        for m in range(width):
            table[cell, m] = drop * table[cell + 1, m]
        for j in range(base.shape[1]):
            e = base[cell, j] * ratio[cell, j] ** x
            for m in range(width):
                table[cell, m] += e * basis[cell, j, m]


@_compile
def pareto_tables(x, base, ratio, basis, fall, fall_ratio):  # type: ignore[no-untyped-def]
    """Return the scaled integrals of every frequency; see `vectorised.pareto_tables`."""
    made = np.zeros((x.size, base.shape[0] + 1, basis.shape[2]))
    for i in range(x.size):
        _pareto_table(x[i], 0, base.shape[0], base, ratio, basis, fall, fall_ratio, made[i])
    return made


@_compile
def pareto_sums(  # type: ignore[no-untyped-def]
    x, recency_at, age_at, n, distinct, runs, r, s, log_a, inv_a, log_b, inv_b, base, ratio, basis, fall, fall_ratio
):
    """Return the 15 sums of the Pareto/NBD log-likelihood; see `vectorised.pareto_sums`.

    One frequency at a time, over the times that occur in it only, so that its table stays in the nearest cache.
    """
    made = np.zeros(15)
    table = np.zeros((base.shape[0] + 1, 15))
    for i in range(distinct.size):
        first, end = runs[i], runs[i + 1]
        low, high = recency_at[first], age_at[first]
        for k in range(first, end):
            low = min(low, recency_at[k])
            high = max(high, age_at[k])
        _pareto_table(distinct[i], low, high, base, ratio, basis, fall, fall_ratio, table)
        _pareto_run(distinct[i], first, end, recency_at, age_at, n, r, s, log_a, inv_a, log_b, inv_b, table, made)
    return made


@_compile
def _pareto_run(x, first, end, recency_at, age_at, n, r, s, log_a, inv_a, log_b, inv_b, table, made):  # type: ignore[no-untyped-def]
    q, v, ls, over_s = r + x, s + 1.0, log(s), 1.0 / s
    m, g, h = np.empty(15), np.empty(4), np.empty(10)
    for k in range(first, end):
        te, tl, w = recency_at[k], age_at[k], n[k]
        la, ia, lb, ib = log_a[tl], inv_a[tl], log_b[tl], inv_b[tl]
        rise = q * (la - log_a[te]) + v * (lb - log_b[te])
        shrink = exp(-rise)
        mass = table[te, 0] - shrink * table[tl, 0]
        value, p2 = -q * la - s * lb, 0.0
        if mass > 0.0:
            odds = ls + rise - lb + log(mass)
            e = exp(-abs(odds))
            p2 = 1.0 / (1.0 + e)
            if odds > 0.0:
                value += odds + log1p(e)
            else:
                value += log1p(e)
                p2 = e * p2
        share = p2 / mass if mass > 0.0 else 0.0
        for j in range(15):
            m[j] = share * (table[te, j] - shrink * table[tl, j])
        p1 = 1.0 - p2
        a1, s1, b1 = -q * ia, -lb, -s * ib
        g[0] = -p1 * la - m[1]
        g[1] = p1 * a1 - q * m[3]
        g[2] = p1 * s1 + p2 * over_s - m[2]
        g[3] = p1 * b1 - v * m[4]
        h[0] = p1 * la * la + m[5]
        h[1] = p1 * (-la * a1 - ia) + q * m[7] - m[3]
        h[2] = -p1 * la * s1 + m[6] - m[1] * over_s
        h[3] = -p1 * la * b1 + v * m[8]
        h[4] = p1 * (a1 * a1 + q * ia * ia) + q * (q + 1.0) * m[12]
        h[5] = p1 * a1 * s1 + q * m[10] - q * m[3] * over_s
        h[6] = p1 * a1 * b1 + q * v * m[13]
        h[7] = p1 * s1 * s1 + m[9] - 2.0 * m[2] * over_s
        h[8] = p1 * (s1 * b1 - ib) + v * m[11] - m[4] - v * m[4] * over_s
        h[9] = p1 * (b1 * b1 + s * ib * ib) + v * (v + 1.0) * m[14]
        made[0] += w * value
        at = 5
        for i in range(4):
            made[1 + i] += w * g[i]
            for j in range(i, 4):
                made[at] += w * (h[at - 5] - g[i] * g[j])
                at += 1
