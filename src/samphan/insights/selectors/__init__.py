"""All reads of insights: stored figures, and the counts they are made of."""

from samphan.insights.selectors.figures import figure, figures, latest_refresh

__all__ = ["figure", "figures", "latest_refresh"]
