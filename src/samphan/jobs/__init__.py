"""Work that must happen later and must not be lost: leased jobs, timers, periodic jobs, dead letters.

Words: a *job* is one call to be made; a *lease* is the time a worker may hold it; a *dead letter* is a job that used
up its attempts. Invariants: a lease is a timer, so a crashed job becomes due by itself; an *atomic* job commits its
effect and its completion in one transaction, so it takes effect exactly once.
"""
