"""Weeks of remission of 23 patients, with and without maintenance: the data set `aml` of R's survival package."""

MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_MAINTAINED = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])

DURATIONS = [*MAINTAINED[0], *NOT_MAINTAINED[0]]
OBSERVED = [*MAINTAINED[1], *NOT_MAINTAINED[1]]
GROUP = ["maintained"] * 11 + ["not maintained"] * 12
IS_NOT_MAINTAINED = [[0.0]] * 11 + [[1.0]] * 12
