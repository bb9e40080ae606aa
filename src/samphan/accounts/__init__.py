"""Who may do what: the organisation, its branch tree, users, teams, roles and API keys.

Words: a *role* is a fixed set of actions (`policies.py`, role x action, deny by default). Invariants: one organisation
an installation; at least one active owner once set up; an API key is stored only as a hash.
"""
