"""Retention: cohorts, repurchase, churn with its reasons, and how long customers stay away."""
