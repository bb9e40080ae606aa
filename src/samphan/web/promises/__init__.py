"""The promises screen: what customers are told, how it is kept, and the form to change it."""
