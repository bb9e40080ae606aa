"""`samphan user` adds colleagues and helps those who lost their password."""

import pytest
from typer.testing import CliRunner

from samphan.accounts.models import User
from samphan.cli.main import app
from samphan.cli.users import NobodyByThatEmail
from tests import world

pytestmark = pytest.mark.django_db


def test_a_colleague_is_added_with_a_link_to_choose_a_password() -> None:
    answer = CliRunner().invoke(app, ["user", "add", "Somsri@Example.com", "--name", "สมศรี", "--role", "manager"])
    assert answer.exit_code == 0, answer.output
    user = User.objects.get(email="somsri@example.com")
    assert user.role == "manager"
    assert f"/welcome/{user.pk}/" in answer.stdout


def test_a_lost_password_is_helped_by_a_new_link() -> None:
    user = world.user()
    answer = CliRunner().invoke(app, ["user", "link", user.email.upper()])
    assert f"/welcome/{user.pk}/" in answer.stdout


def test_a_link_for_nobody_is_refused() -> None:
    answer = CliRunner().invoke(app, ["user", "link", "nobody@example.com"])
    assert isinstance(answer.exception, NobodyByThatEmail)


def test_an_unknown_role_is_a_usage_error() -> None:
    answer = CliRunner().invoke(app, ["user", "add", "a@example.com", "--name", "A", "--role", "emperor"])
    assert answer.exit_code == 2


def test_the_list_shows_everybody_with_their_role() -> None:
    user = world.user()
    answer = CliRunner().invoke(app, ["user", "list", "--json"])
    assert user.email in answer.stdout
