"""The REST interface: `v1/` with explicit input and output schemas, and the fast lane for intake."""
