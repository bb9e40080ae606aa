"""Samphan: the retention process in one box. Start at ARCHITECTURE.md; the floors are the folders here."""
