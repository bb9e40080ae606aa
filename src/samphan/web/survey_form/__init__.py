"""The page a customer answers on: public, phone first, complete without JavaScript."""
