"""Experiments: who is left alone, what the difference was, and when nobody can tell.

`assignment` draws arms by hash; `samples`, `effects` and `proportions` turn two arms into a difference with its
interval, from rows or from a database's sums; `scores` and `average` do the same with covariates; `sequences` lets
people look before the end; `sample_ratio` and `verdict` decide whether anything may be said at all; `power` is for
before the launch; `uplift` and `targeting` say whom to treat. One row is one randomised unit (a person or a household)
with its outcome over a fixed horizon, counted by the arm it was drawn into whether or not anything reached it
(intention to treat).

Import from the module you need: `models` and what stands on it load scikit-learn, which takes a second.
"""
