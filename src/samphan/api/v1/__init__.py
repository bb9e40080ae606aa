"""Version 1 of the API: once released, fields are added to it and never changed or taken away."""
