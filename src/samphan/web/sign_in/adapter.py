"""How allauth fits our house: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an owner in Settings, the first one by first run."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Self-service sign-up is always closed."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing about signing in and out: the page that follows shows it."""
