"""Pure decisions of search: what a reader may find, which terms are looked up, which piece of a text is shown."""
