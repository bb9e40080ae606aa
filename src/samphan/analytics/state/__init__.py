"""What is known of every customer from her orders: 64 bytes each, made in one pass and kept up to date from new rows.

`build_state` makes it from a log of orders, `StateStore` keeps it on disk, and everything said of customers who come
back, stay away or return is read from it instead of from the orders. The same numbers in SQL: `oracle`.
"""
