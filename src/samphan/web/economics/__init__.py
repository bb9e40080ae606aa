"""Economics: what staying is worth, bad profit, and what caring brings, as far as it can be known."""
