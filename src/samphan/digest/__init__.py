"""The weekly mail: on Monday morning each member of staff reads how the firm and their own work did, with charts.

It owns which week is due, which parts a role reads, and the letter itself; it keeps nothing of its own: that a letter
has gone is a notice of `messaging`. It stands above `web` because it draws the charts of the screens, and in no process
that answers requests because drawing takes seconds.
"""
