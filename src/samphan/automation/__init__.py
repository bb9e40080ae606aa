"""What happens when: the built-in table event -> reactions, the rule trees, and the relay that delivers.

Invariant: (event, reaction) is unique, so a reaction takes effect once however often an event is delivered.
"""
