"""The journey map: stages, touchpoints, how each feels and why, and everything that is edited there."""
