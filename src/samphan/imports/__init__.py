"""Files in: customers, orders, survey responses and reviews from CSV and XLSX, previewed, idempotent, undoable."""
