"""Surveys for staff: list, write, preview, send, results."""
