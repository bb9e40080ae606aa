"""Figures the business steers by, computed from the rooms below and stored with n, interval, period and scope."""
