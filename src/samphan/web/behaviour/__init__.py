"""Satisfaction and behaviour: what customers say beside what they do."""
