"""The screens: one folder a screen, `components/` for the parts they share, `static/` vendored and hashed."""
