"""Topics: what customers write about, and how each topic is spoken of."""
