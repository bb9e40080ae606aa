"""What was heard: one row an answered field, whatever the source (survey, review, message, import, API).

Words: a *submission* is what the customer sent in one go (a response, a review, a message), named by kind and id; a
*signal* is one answered field of it; a *reading* is what the language engine understood of its text, stored with the
version of the model that read it.
"""
