"""One labelled sample business over 24 months, made from a seed, loaded and removed in one click."""
