"""Asking: questionnaires, invitations, responses.

Words: an *invitation* asks one customer one survey once; a *response* is what came back (its answers are signals).
Invariants: one response an invitation, however often the link is clicked; an anonymous response cannot be joined back
to a person.
"""
