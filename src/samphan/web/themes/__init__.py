"""Themes: what customers wrote about this week that nobody had listed beforehand."""
