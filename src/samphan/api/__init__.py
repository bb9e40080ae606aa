"""What other systems call: REST under /v1/ with explicit schemas, health and metrics.

Words: a *key* says who calls and what it may do (its scopes); a *problem* is a refusal as RFC 9457 writes it, naming
the field and the remedy; the *fast lane* answers the intake calls in front of Django. Invariant: what was answered
with 2xx was committed before the answer.
"""
