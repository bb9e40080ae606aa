"""The retention metrics, each defined once over Ibis tables, so that DuckDB and Spark give the same numbers.

Tables and columns
    orders: `customer_key` int32, `day` date (local day), `amount` int64 minor units; `status` text where there is one.
    responses: `customer_key` int32 (empty when anonymous), `day` date, `scale` text, `score` integer.
    invitations: `customer_key`, `day` date asked, `answered_day` date (empty: not answered).
    contracts: `customer_key`, `start_day`, `end_day` date (first day no longer served; empty while it runs).
    scores: `customer_key`, `p_alive` double 0..1. segments: `customer_key`, `segment` text.

Time: whole days. `since` and `until` are both inside the period; `until` alone is the last day observed, and rows dated
after it do not count, whatever they say about the future. Windows that end at `until` hold `until` itself.

What counts: an order with `amount >= 0` is a purchase (nothing to pay is still a visit), below zero a refund. A refund
takes money back and leaves the purchase day standing. Where orders have a `status`, only "paid" ones count, so a
cancelled or returned order was no purchase. Two orders of a day are one purchase day with the sum of their amounts.
Rows without customer, day or amount are left out. Duplicate orders are the intake's to refuse by their number; a table
that holds some is cleaned with `orders.distinct_orders` before.

Scope: `scope` is an Ibis predicate over the rows of the first table, e.g. `_.branch_id == 3`.

To be portable an expression here uses no approximate function, breaks every tie, casts every sum (DuckDB's sums of
integers are 128 bits wide) and never divides by zero (Spark raises). Nothing is computed until `backends.fetch`, but
whether scores and segments have one row a customer: that is asked at once, and refused (`checks.one_row_each`).
"""
