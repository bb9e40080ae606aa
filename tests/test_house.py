"""The walking skeleton stands: models and migrations agree."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_migrations_hold_every_model_change() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
