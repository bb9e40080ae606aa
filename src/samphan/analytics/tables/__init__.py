"""Tables of facts for analytics: declared by the contexts, written as Parquet by day, read by DuckDB.

A declaration says what each column holds, in which unit and how close it is to a person; words and contact values have
no kind, so they cannot be declared. `TableWriter` writes days, `connect` reads them, `live` reads a running database.
"""
