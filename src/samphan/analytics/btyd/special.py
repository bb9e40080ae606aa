"""The special functions the models stand on: numpy's and scipy's, given types."""

from collections.abc import Callable

import numpy as np
from scipy import special

from samphan.analytics.btyd.groups import Floats, Ints

_Number = Floats | Ints | float

exp: Callable[[_Number], Floats] = np.exp
log: Callable[[_Number], Floats] = np.log
expm1: Callable[[_Number], Floats] = np.expm1
log1p: Callable[[_Number], Floats] = np.log1p
gammaln: Callable[[_Number], Floats] = special.gammaln
digamma: Callable[[_Number], Floats] = special.digamma
betaln: Callable[[_Number, _Number], Floats] = special.betaln
betainc: Callable[[_Number, _Number, _Number], Floats] = special.betainc
_hurwitz: Callable[[_Number, _Number], Floats] = special.zeta
expit: Callable[[Floats], Floats] = special.expit
chi_square_tail: Callable[[int, float], float] = special.chdtrc


def trigamma(z: _Number) -> Floats:
    """Return the second derivative of `gammaln`: Hurwitz's zeta(2, z), at half the cost of `polygamma`."""
    return _hurwitz(2.0, z)


def shares(log_terms: Floats) -> Floats:
    """Return each term's share of its column's sum, from logarithms (softmax over the first axis)."""
    made: Floats = special.softmax(log_terms, axis=0)
    return made
