"""What customers were told, and the clocks that keep us to it: calendars, promises, clocks, pauses, breaches.

Invariants: a clock is a pure function of work events, calendar version, promise version and now; `due_at` is also
stored; a stopped clock is a snapshot that later edits never rewrite.
"""
