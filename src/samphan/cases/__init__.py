"""The unit of work: one customer, one matter, one owner, from the signal to the answer the customer confirms.

Words: an *attempt* is one try to reach the customer; a *root cause* is one leaf of the versioned cause tree; an
*action* is what was done about it; *verification* asks the customer whether it is solved; a *label* is a word of the
firm's own (a rule's *tag* becomes one). Invariants: a case has at most one owner, claimed by compare-and-set; a
feedback case is not closed without root cause and action; a bad answer re-opens the same case with its old clock; a
case that sleeps is back before its next promise is due; a merged case keeps all that was written in it and leads to the
one that goes on.
"""
