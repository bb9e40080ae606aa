"""The retention engine: estimators and exact statistics that know no framework.

Everything here is a pure function or an estimator over plain values, so that it can be used alone
(`from samphan.analytics import ...`) and tested against published numbers.
"""
