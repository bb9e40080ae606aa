"""Understanding Thai and English text without Django: language, sentiment, topics, urgency."""
