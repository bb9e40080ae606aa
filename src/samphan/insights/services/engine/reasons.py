"""Why customers leave, under three labels that are never mixed: said by them, going along with it, measured."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.risk import Explanation
from samphan.analytics.risk.reasons import FEWEST_REFITS, STABLE_SHARE
from samphan.insights.rules.loyalty import Value
from samphan.insights.services.engine.history import History
from samphan.insights.sources import CareRow

MOST_STATED = 8


def reasons_value(
    explanations: Mapping[int, Explanation],
    history: History,
    mask: NDArray[np.bool_],
    care: Sequence[CareRow],
    gone: NDArray[np.bool_],
) -> Value:
    """Return the reasons of those who are gone: root causes of their cases, and the stable drivers of the risk.

    A driver's weight is the share of explained customers for whom it is stable; nothing has been measured as long as
    no action was held out from anybody.
    """
    lost = set(history.customer_id[gone].tolist())
    told = [row for row in care if row.customer_id in lost and row.cause_code]
    names = {row.cause_code: (row.cause_th, row.cause_en) for row in told}
    stated = Counter(dict.fromkeys(names, 0))
    for _customer_id, code in {(row.customer_id, row.cause_code) for row in told}:
        stated[code] += 1
    explained = [told for row, told in explanations.items() if mask[row]]
    drivers = Counter(driver.fact for each in explained for driver in each.drivers)
    return {
        "n": len(lost),
        "explained": len(explained),
        "stated": [
            {"code": code, "th": names[code][0], "en": names[code][1], "count": count}
            for code, count in stated.most_common(MOST_STATED)
        ],
        "associated": [
            {"code": fact, "count": count, "weight": count / len(explained)} for fact, count in drivers.most_common()
        ],
        "measured": [],
        "stability": {"fits": FEWEST_REFITS, "needed": STABLE_SHARE},
    }
