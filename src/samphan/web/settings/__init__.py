"""Settings: the firm, its people, teams, branches, hours, channels, keys, failed work and the sample business."""
