"""The frame around every screen: navigation, toasts, command palette, error pages, language choice."""
