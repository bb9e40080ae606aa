"""The idea board: for colleagues, and for customers by a link of their own."""
