"""Incidents: what goes wrong for many at once, whom it touches, what they are told, and the page for customers."""
