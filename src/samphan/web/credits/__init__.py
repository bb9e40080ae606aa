"""Credits: what waits for approval, what was given, the terms behind it, and the services they are about."""
