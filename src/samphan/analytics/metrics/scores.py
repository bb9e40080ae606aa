"""P(alive) as other metrics take it: only what can be a probability."""

import ibis.expr.types as ir
from ibis import _


def valid_scores(scores: ir.Table) -> ir.Table:
    """Return `customer_key` and `p_alive` of the customers with a probability, 0..1.

    What is empty, not a number or outside 0..1 is no score: a single one of them would spoil every sum it is in.
    """
    # Not a number is asked for by name: Parquet's statistics leave it out, and DuckDB drops a bound they show as met.
    is_number = _.p_alive.notnull() & ~_.p_alive.isnan()
    known = scores.filter(_.customer_key.notnull(), is_number, _.p_alive.between(0.0, 1.0))
    return known.select("customer_key", "p_alive")
