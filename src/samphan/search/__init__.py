"""The index: what can be found by words, whatever room it lives in, and the firm's own words and synonyms.

Words: a *document* is one thing somebody may look for (a customer's notes, a case, a message, an article), its text
redacted and cut into words when it is written; a *sight* is what one reader may find; a *rebuild* writes every document
afresh. Invariants: a reader's sight narrows a search before anything is ranked; an index holds no telephone number,
address or other personal value of a text; the full-text index equals the documents, because the database keeps it.
"""
