"""What customers say in public: reviews (files and APIs)."""
