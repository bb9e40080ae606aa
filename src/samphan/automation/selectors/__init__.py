"""All reads of automation: trees and what they caught, alarms with what they read."""

from samphan.automation.selectors.trees import (
    HISTORY,
    branch_hits,
    find_active_version,
    find_back_test,
    find_trace,
    get_rule_version,
    kinds_of,
    past_submissions,
    rule_trees,
    submission_facts,
    version_warnings,
)
from samphan.automation.selectors.triggers import (
    TriggerLine,
    counted,
    find_trigger,
    trigger_episodes,
    trigger_history,
    trigger_line,
    trigger_lines,
)
from samphan.automation.selectors.waits import case_facts, case_waits

__all__ = [
    "HISTORY",
    "TriggerLine",
    "branch_hits",
    "case_facts",
    "case_waits",
    "counted",
    "find_active_version",
    "find_back_test",
    "find_trace",
    "find_trigger",
    "get_rule_version",
    "kinds_of",
    "past_submissions",
    "rule_trees",
    "submission_facts",
    "trigger_episodes",
    "trigger_history",
    "trigger_line",
    "trigger_lines",
    "version_warnings",
]
