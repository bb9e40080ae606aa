"""Drivers: which touchpoints and topics move satisfaction, and which to fix first."""
