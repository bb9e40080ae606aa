"""The retention engine's part of a refresh: tables, state, models, scores, figures.

Importing it costs the numerical libraries, some 200 MB: only the process that computes does so, when it does.
"""

from typing import TYPE_CHECKING

from samphan.kit.lazy import names_from

if TYPE_CHECKING:
    from samphan.insights.services.engine.refresh import refresh_engine

__all__ = ["refresh_engine"]
__getattr__ = names_from(__name__, {"refresh_engine": "samphan.insights.services.engine.refresh"})
