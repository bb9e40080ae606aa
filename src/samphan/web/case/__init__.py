"""One case: what was heard, everything done since, the answer being written, and the person it is about."""
