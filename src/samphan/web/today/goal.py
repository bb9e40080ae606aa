"""The satisfaction goal in a sentence: where the index stands, and whether that can be told from chance."""

from django.utils.translation import gettext as _

from samphan.insights.rules.goal import Goal, Standing
from samphan.web.formats import format_date, format_number, is_thai


def goal_words(goal: Goal) -> str:
    """Say how the index stands beside its target, with its interval and its number of answers."""
    if goal.nps is None or goal.low is None or goal.high is None:
        return _("%(n)s answers in twelve months: too few for a figure. From 30 answers on it is shown.") % {
            "n": format_number(goal.n)
        }
    said = {
        Standing.REACHED: _("Reached, and not by chance"),
        Standing.LIKELY: _("Reached, but chance may have helped"),
        Standing.CLOSE: _("Not reached yet, and close enough that chance may have hurt"),
        Standing.BELOW: _("Not reached yet"),
    }[goal.standing]
    sure = _("NPS of twelve months from %(n)s answers; allowing for chance, between %(low)s and %(high)s.") % {
        "n": format_number(goal.n),
        "low": points(goal.low),
        "high": points(goal.high),
    }
    return _("%(said)s. %(sure)s") % {"said": said, "sure": sure}


def target_words(goal: Goal) -> str:
    """Say the target, and its day when it has one."""
    if goal.by_date is None:
        return _("Goal: %(target)s") % {"target": points(goal.target)}
    return _("Goal: %(target)s by %(day)s") % {
        "target": points(goal.target),
        "day": format_date(goal.by_date, thai=is_thai()),
    }


def points(value: float) -> str:
    """Write a score of -100..100 with its sign."""
    written = format_number(value)
    return f"+{written}" if round(value) > 0 else written
