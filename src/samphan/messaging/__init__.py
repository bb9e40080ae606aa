"""Talking with customers: conversations, messages, delivery, and the one send gate in front of every outgoing message.

`channels/` holds the only outbound network code for customers. Invariants: nothing is sent that the gate did not pass;
every refusal is stored with its reason; a send is idempotent by key; an inbound message is stored once.
"""
