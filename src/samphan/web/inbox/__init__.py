"""The inbox: the list of cases beside the thread of the chosen one and the person it is about."""
