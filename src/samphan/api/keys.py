"""Who calls: API keys, remembered for seconds so that a call does not cost a query, and how fast each may call."""

import base64
import binascii
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings

from samphan.accounts.selectors import find_api_key
from samphan.accounts.services import note_api_key_use
from samphan.api.problems import Problem, unauthorised
from samphan.kit import clock
from samphan.kit.ids import token_digest

# How long a revoked key may still be let in.
REMEMBER_SECONDS = 5.0
_MOST_REMEMBERED = 1000
_HOW = "Send the header `Authorization: Bearer <key>` with a key from Settings > API keys."


@dataclass(frozen=True)
class Caller:
    """A system with a working key."""

    key_id: int
    scopes: frozenset[str]
    calls_per_second: float


class Allowance:
    """Tokens that refill evenly: a caller may use a second's worth at once, and then the rate."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[float, float]] = {}

    def take(self, caller: Caller) -> None:
        """Use one token; raises the 429 problem, saying when to come back, when there is none."""
        rate, now = caller.calls_per_second, time.monotonic()
        left, at = self._left.get(caller.key_id, (rate, now))
        left = min(rate, left + (now - at) * rate)
        if left < 1:
            detail = f"This key made more than {rate:.0f} calls a second. Wait a second and send the same again."
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "key.too_fast", detail, headers={"Retry-After": "1"})
        self._left[caller.key_id] = (left - 1, now)

    def forget(self) -> None:
        """Start afresh."""
        self._left.clear()


_remembered: dict[str, tuple[float, Caller | None]] = {}
_lock = threading.Lock()
ALLOWANCE = Allowance()


def let_in(authorization: str, *, scope: str) -> Caller:
    """Return who calls, by the Authorization header (Bearer, or Basic with the key as user name).

    Raises the problem 401 without a working key, 403 without the scope, 429 when the key is too fast.
    """
    token = _token(authorization)
    if not token:
        raise unauthorised(f"This call needs an API key. {_HOW}")
    caller = _find(token_digest(token))
    if caller is None:
        raise unauthorised(f"This API key is unknown or revoked. {_HOW}")
    ALLOWANCE.take(caller)
    if scope not in caller.scopes:
        detail = f"This API key lacks the scope {scope}. Make a key with it in Settings > API keys."
        raise Problem(HTTPStatus.FORBIDDEN, "key.scope_missing", detail)
    return caller


def forget_keys() -> None:
    """Forget what was remembered of keys and their speed."""
    _remembered.clear()
    ALLOWANCE.forget()


def _token(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _find(digest: str) -> Caller | None:
    until, caller = _remembered.get(digest, (0.0, None))
    if time.monotonic() < until:
        return caller
    key = find_api_key(digest=digest)
    caller = Caller(key.pk, frozenset(key.scopes), float(settings.ENVIRONMENT.api_rate)) if key else None
    if key:
        note_api_key_use(key_id=key.pk, now=clock.now())
    with _lock:
        if len(_remembered) >= _MOST_REMEMBERED:  # somebody is guessing; the working keys are back with one query each
            _remembered.clear()
        _remembered[digest] = (time.monotonic() + REMEMBER_SECONDS, caller)
    return caller
