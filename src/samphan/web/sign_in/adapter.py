"""How allauth fits our house: nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from samphan.cases.services import come_to_work
from samphan.kit.clock import now


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an owner in Settings, the first one by first run."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Self-service sign-up is always closed."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing about signing in and out: the page that follows shows it."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **facts: Any) -> HttpResponse:
        """Tell routing that somebody has come to work."""
        come_to_work(user_id=user.pk, now=now())
        return super().post_login(request, user, **facts)
