"""Imports: upload a file, say what its columns mean, check it, run it, take it back."""
