"""The unit of work: one customer, one matter, one owner, from the signal to the answer the customer confirms.

Words: an *attempt* is one try to reach the customer; a *root cause* is one leaf of the versioned cause tree; an
*action* is what was done about it; *verification* asks the customer whether it is solved. Invariants: a case has at
most one owner, claimed by compare-and-set; a feedback case is not closed without root cause and action; a bad answer
re-opens the same case with its old clock.
"""
