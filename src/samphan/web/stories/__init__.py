"""Success stories: written of confirmed cases, agreed to by the customer, shown to everybody."""
