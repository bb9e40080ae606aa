"""Outreach: the firm speaks first, before customers complain; its incidents, and whom they touch.

Words: an *affected* customer is on an incident's list; an *update* is one text to all of them; a *notice* is that
update as one person got it; a *contact* is what an affected customer said about it by themselves; a *run* is long work
on the list, batch after batch. Invariants: one notice a person and update, however often a job dies; while an incident
is open, and for the hours of rest after, no survey asks anybody on its list; every notice passes the send gate.
"""
