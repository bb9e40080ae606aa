"""Figures the business steers by, computed from the rooms below and stored with n, interval, period and scope.

Words: a *figure* is one named number (or table) for one scope and one period; a *scope* is everything or one branch
with those below it; a *theme* is something many texts of a week are about, found without anybody having listed it.
Invariants: a page only reads what is stored; every figure carries n and says when it was computed; fewer than 30
answers show counts only, fewer than 5 nothing; behind a theme's numbers stand exactly its texts.
"""
