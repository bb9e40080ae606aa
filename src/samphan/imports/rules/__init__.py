"""Pure reading of tables: which column means what, what a cell says, and what is wrong with it."""
