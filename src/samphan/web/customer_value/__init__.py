"""Customer value: what customers will be worth, who may not come back, and whom to call first."""
