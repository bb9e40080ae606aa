"""The engine's part of a refresh: tables, state, models, scores, figures, and the themes of texts.

Importing it costs the numerical libraries, some 200 MB: only the process that computes does so, when it does.
"""

from typing import TYPE_CHECKING

from samphan.kit.lazy import names_from

if TYPE_CHECKING:
    from samphan.insights.services.engine.refresh import refresh_engine
    from samphan.insights.services.engine.themes import refresh_themes

__all__ = ["refresh_engine", "refresh_themes"]
__getattr__ = names_from(
    __name__,
    {
        "refresh_engine": "samphan.insights.services.engine.refresh",
        "refresh_themes": "samphan.insights.services.engine.themes",
    },
)
