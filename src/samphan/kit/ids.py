"""Identifiers people or other systems see: unguessable tokens and case-style numbers."""

import hashlib
import secrets


def new_token(*, prefix: str = "", n_bytes: int = 32) -> str:
    """Return a URL-safe random token; with a prefix it is recognisable in a leaked file."""
    return prefix + secrets.token_urlsafe(n_bytes)


def token_digest(token: str) -> str:
    """Return the SHA-256 hex digest a long random token is stored as (a password hash would only cost time)."""
    return hashlib.sha256(token.encode()).hexdigest()
