"""The rules screen: the tree top-down as cards, edited a branch at a time on a draft, tried on the past, put in use."""
