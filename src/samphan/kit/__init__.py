"""Ground without Django: clock, ids, money and points, periods, business calendars, conditions, refusals.

Every other room may import this one; it imports none of them. Never a place for "utils".
"""
