"""The way out of the weekly mail: one click from the mail program, or two by hand."""
