"""Figures the business steers by, computed from the rooms below and stored with n, interval, period and scope.

Words: a *figure* is one named number (or table) for one scope and one period; a *scope* is everything or one branch
with those below it. Invariants: a page only reads stored figures; every figure carries n and says when it was computed;
fewer than 30 answers show counts only, fewer than 5 nothing.
"""
