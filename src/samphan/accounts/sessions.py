"""Who is signed in, asked by every page: Django's session and allauth's backend, with their reads compiled once."""

from datetime import datetime

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from samphan.accounts.models import User
from samphan.querying import compiled

BACKEND = f"{__name__}.SignInBackend"  # as settings and sessions name it


class SessionStore(DatabaseStore):
    """Sessions in the database, as Django keeps them."""

    def _get_session_from_db(self) -> Session | None:
        found = _live_sessions(session_key=self.session_key, now=timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
            return None
        return found[0]


class SignInBackend(AuthenticationBackend):
    """allauth's backend."""

    def get_user(self, user_id: int) -> User | None:
        """Return who has this key and may sign in."""
        found = _users(user_id=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


@compiled
def _live_sessions(*, session_key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)


@compiled
def _users(*, user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)
