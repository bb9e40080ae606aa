"""Shops whose programme's true return is known: margins, referrals, service and cost, drawn customer by customer."""

import numpy as np

from samphan.analytics.ror.accounts import Accounts

REFERRAL_WEIGHT = 0.5
_MARGIN, _REFERRED = np.exp(5 + 0.6**2 / 2), np.exp(4 + 0.5**2 / 2)


def draw(rng: np.random.Generator, n: int, *, is_treated: bool, works: bool = True) -> Accounts:
    """Return the accounts of n customers. Treated ones buy more often, refer more and need less service where it works.

    A treated customer costs 2 and a twentieth of her own margin (points), so that gain and cost hang together.
    """
    helped = is_treated and works
    buys, refers = rng.random(n) < (0.35 if helped else 0.30), rng.random(n) < (0.06 if helped else 0.03)
    own = np.where(buys, rng.lognormal(5, 0.6, n), 0.0)
    return Accounts(
        own_margin=own,
        referred_margin=np.where(refers, rng.lognormal(4, 0.5, n), 0.0),
        service_cost=rng.gamma(0.5, 36.0 if helped else 40.0, n),
        cost=2 + 0.05 * own if is_treated else np.zeros(n),
    )


def true_return(*, works: bool) -> float:
    """Return the ROR those draws have on average."""
    cost = 2 + 0.05 * (0.35 if works else 0.30) * _MARGIN
    gain = 0.05 * _MARGIN + REFERRAL_WEIGHT * 0.03 * _REFERRED + 0.5 * 4 if works else 0.0
    return float(gain / cost - 1)
