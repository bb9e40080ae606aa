"""All reads of insights: stored figures, and the counts they are made of."""

from samphan.insights.selectors.figures import figure, figures, refresh_standing

__all__ = ["figure", "figures", "refresh_standing"]
