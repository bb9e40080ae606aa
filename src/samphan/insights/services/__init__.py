"""All writes of insights: asking for a computation is light, the engine beside it is not and runs by itself."""

from samphan.insights.services.economics import (
    AcquisitionCostOutOfRange,
    MarginOutOfRange,
    RetentionCostOutOfRange,
    set_economics,
)
from samphan.insights.services.exporting import note_export
from samphan.insights.services.figures import refresh_figures
from samphan.insights.services.goal import GoalOutOfRange, set_goal
from samphan.insights.services.refreshing import (
    ENGINE_STEPS,
    STEPS,
    EngineFailed,
    analytics_folder,
    begin_refresh,
    end_kept,
    note_steps,
    request_refresh,
    run_engine,
    run_refresh,
)
from samphan.insights.services.themes import NoSuchTheme, ThemeNameTooLong, forget_themes, name_theme

__all__ = [
    "ENGINE_STEPS",
    "STEPS",
    "AcquisitionCostOutOfRange",
    "EngineFailed",
    "GoalOutOfRange",
    "MarginOutOfRange",
    "NoSuchTheme",
    "RetentionCostOutOfRange",
    "ThemeNameTooLong",
    "analytics_folder",
    "begin_refresh",
    "end_kept",
    "forget_themes",
    "name_theme",
    "note_export",
    "note_steps",
    "refresh_figures",
    "request_refresh",
    "run_engine",
    "run_refresh",
    "set_economics",
    "set_goal",
]
