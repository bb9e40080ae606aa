"""All writes of insights: asking for a computation is light, the engine beside it is not and runs by itself."""

from samphan.insights.services.figures import refresh_figures
from samphan.insights.services.refreshing import request_refresh, run_refresh

__all__ = ["refresh_figures", "request_refresh", "run_refresh"]
