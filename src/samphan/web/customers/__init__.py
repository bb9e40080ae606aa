"""Customers: the list, the search, and everything we know of one person on one page."""
