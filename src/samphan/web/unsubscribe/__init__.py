"""The way out of surveys and promotion: one click from the mail program, or two by hand."""
