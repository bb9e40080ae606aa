"""Asking: questionnaires, invitations, responses.

Words: an *invitation* asks one customer one survey once, and is at the same time the reservation of that ask; a *skip*
is an invitation that a rule stopped, kept with the rule's name; a *response* is what came back (its answers are
signals), *open* from the first tapped score until it is finished or a day has passed; a *pause* says why a customer is
not asked now. Invariants: one response an invitation, however often the link is clicked; an anonymous response cannot
be joined back to a person; nobody is asked after a refusal.
"""
