"""Problems: the few causes that make most of the pain, who puts an end to them, and what that changed."""
