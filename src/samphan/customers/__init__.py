"""Who the customers are: identity, contact points, orders, consent, notes, personal facts, timeline.

Words: a *contact point* is one address of one kind (e-mail, phone, LINE, external id); a *fact* is something worth
remembering, with source, date and sensitivity. Invariants: a contact point belongs to one customer; money is integer
satang; consent is a ledger that is only ever appended to.
"""
