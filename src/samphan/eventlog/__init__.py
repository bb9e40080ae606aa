"""The append-only event log: source of timeline, audit trail, outgoing webhooks and every reaction.

Words: an *event* is one fact that happened, with ids and codes and never message text; the *outbox* holds the ids of
events whose reactions are not yet queued. Invariant: an event is written in the transaction of the change it reports
and is never updated or deleted.
"""
