"""How every figure of Insights is computed, in plain words, beside the screens that show it."""
