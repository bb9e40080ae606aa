"""Outreach: the firm speaks first. Incidents: who is touched is told before they complain, kept up to date, and asked
nothing meanwhile.

Words: an *affected* customer is on an incident's list; an *update* is one text to all of them; a *notice* is that update
as one person got it; a *contact* is what an affected customer said about it by themselves; a *run* is long work on the
list, batch after batch. Invariants: one notice a person and update, however often a job dies; while an incident is open,
and for its calm hours after, nobody on its list is asked by a survey; every notice passes the send gate.
"""
