"""Saving what a screen shows: a chart as a picture, its table and the lists as a spreadsheet."""
