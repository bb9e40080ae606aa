"""The firm's writes: one organisation, never without an owner, links that work once, keys stored as hashes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from samphan.accounts import services
from samphan.accounts.models import Branch, Organisation, Team, User
from samphan.accounts.policies import POLICY, Role, may
from samphan.accounts.rules import makes_a_cycle
from samphan.accounts.selectors import active_owner_count, branch_tree, teams
from tests import world
from tests.world import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "ฝนตกที่หน้าต่าง"


def set_up(email: str = "owner@example.com") -> User:
    return services.set_up_organisation(
        name=" เรือนดี   โฮม ", language="th", industry="retail", owner_name="ณัฐ", email=email, password=PASSWORD, now=NOW
    )  # fmt: skip


def test_set_up_happens_once() -> None:
    owner = set_up()
    assert Organisation.objects.get().name == "เรือนดี โฮม"
    assert owner.check_password(PASSWORD)
    with pytest.raises(services.AlreadySetUp):
        set_up("second@example.com")
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_owners_at_the_same_moment_make_one_firm() -> None:
    start = Barrier(2)

    def attempt(number: int) -> bool:
        try:
            start.wait()
            set_up(f"owner{number}@example.com")
        except services.AlreadySetUp:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == [False, True]
    assert Organisation.objects.count() == User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_leaving_at_the_same_moment_leave_one() -> None:
    owners = [world.user(Role.OWNER), world.user(Role.OWNER)]
    start = Barrier(2)

    def leave(owner: User) -> bool:
        try:
            start.wait()
            services.deactivate_user(user_id=owner.pk)
        except services.LastOwner:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, owners)) == [False, True]
    assert active_owner_count() == 1


def test_the_last_owner_can_neither_change_role_nor_leave() -> None:
    owner = world.user(Role.OWNER)
    with pytest.raises(services.LastOwner):
        services.change_role(user_id=owner.pk, role="agent")
    with pytest.raises(services.LastOwner):
        services.deactivate_user(user_id=owner.pk)
    world.user(Role.OWNER)
    assert services.change_role(user_id=owner.pk, role="agent").role == "agent"


def test_a_role_or_language_nobody_knows_is_refused() -> None:
    agent = world.user(Role.AGENT)
    with pytest.raises(services.RoleUnknown):
        services.change_role(user_id=agent.pk, role="emperor")
    with pytest.raises(services.ChoiceUnknown):
        services.choose_language(user_id=agent.pk, language="tlh")
    with pytest.raises(services.ChoiceUnknown):
        services.set_preferences(
            user_id=agent.pk, display_name="A", language="th", theme="rainbow", shortcuts_on=True, particle="ค่ะ"
        )


def test_an_address_is_taken_in_any_case() -> None:
    services.add_user(email="A@Example.com", display_name="A", role="agent", language="th", now=NOW)
    with pytest.raises(services.EmailTaken):
        services.add_user(email="a@example.COM", display_name="B", role="agent", language="th", now=NOW)
    with pytest.raises(services.EmailInvalid):
        services.add_user(email="no address", display_name="B", role="agent", language="th", now=NOW)


def test_an_invited_person_chooses_a_password_once_and_in_time() -> None:
    person = services.add_user(email="a@example.com", display_name="A", role="agent", language="th", now=NOW)
    assert not person.has_usable_password()
    token = services.invite_token(user=person)
    assert services.find_invited(user_id=person.pk, token=token) == person
    with pytest.raises(services.PasswordWeak):
        services.accept_invite(user_id=person.pk, token=token, password="password12")
    services.accept_invite(user_id=person.pk, token=token, password=PASSWORD)
    with pytest.raises(services.InviteUsed):
        services.accept_invite(user_id=person.pk, token=token, password=PASSWORD)
    late = services.invite_token(user=User.objects.get(pk=person.pk))
    with time_machine.travel(NOW + timedelta(days=4000)):
        assert services.find_invited(user_id=person.pk, token=late) is None


def test_changing_a_password_asks_for_the_present_one() -> None:
    agent = world.user(Role.AGENT)
    with pytest.raises(services.PasswordWrong):
        services.change_password(user_id=agent.pk, present="guess", password=PASSWORD)
    services.change_password(user_id=agent.pk, present=world.PASSWORD, password=PASSWORD)
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_availability_starts_anew_when_somebody_comes_back() -> None:
    agent = world.user(Role.AGENT)
    services.set_availability(user_id=agent.pk, is_available=False, now=NOW)
    back = services.set_availability(user_id=agent.pk, is_available=True, now=NOW + timedelta(hours=1))
    assert back.available_since_at == NOW + timedelta(hours=1)


def test_a_team_counts_its_active_members_and_its_lead_belongs_to_it() -> None:
    lead, gone = world.user(Role.AGENT), world.user(Role.AGENT, is_active=False)
    services.save_team(name="ติดตั้ง", member_ids=[gone.pk], lead_id=lead.pk)
    assert [(team.name, team.active_members) for team in teams()] == [("ติดตั้ง", 1)]
    with pytest.raises(services.TeamNameTaken):
        services.save_team(name="ติดตั้ง", member_ids=[], lead_id=None)
    assert Team.objects.count() == 1


def test_the_branch_tree_is_listed_parents_first_and_stays_a_tree() -> None:
    def branch(code: str, parent: Branch | None = None) -> Branch:
        return services.save_branch(
            code=code, name_th=code, name_en="", parent_id=parent.pk if parent else None, is_active=True
        )

    top = branch("BKK")
    middle = branch("LPR", top)
    low = branch("LPR2", middle)
    branch("CNX")
    assert [(row.branch.code, row.depth) for row in branch_tree()] == [("BKK", 0), ("LPR", 1), ("LPR2", 2), ("CNX", 0)]
    with pytest.raises(services.BranchCycle):
        services.save_branch(branch_id=top.pk, code="BKK", name_th="ก", name_en="", parent_id=low.pk, is_active=True)
    with pytest.raises(services.BranchCodeTaken):
        branch("bkk")


def test_a_ring_is_seen_at_any_distance() -> None:
    parents = {1: None, 2: 1, 3: 2, 4: 3}
    assert makes_a_cycle(1, 4, parents)
    assert makes_a_cycle(2, 2, parents)
    assert not makes_a_cycle(4, 1, parents)
    assert not makes_a_cycle(1, None, parents)


def test_a_key_is_stored_as_a_hash_and_stops_for_good() -> None:
    owner = world.user(Role.OWNER)
    made = services.make_api_key(name="shop", scopes=["responses.write"], created_by_id=owner.pk, now=NOW)
    assert made.key.digest == hashlib.sha256(made.token.encode()).hexdigest()
    assert made.token.startswith(made.key.prefix)
    stopped = services.revoke_api_key(key_id=made.key.pk, now=NOW)
    again = services.revoke_api_key(key_id=made.key.pk, now=NOW + timedelta(days=1))
    assert stopped.revoked_at == again.revoked_at == NOW
    with pytest.raises(services.ChoiceUnknown):
        services.make_api_key(name="shop", scopes=[], created_by_id=owner.pk, now=NOW)


@pytest.mark.parametrize("action", sorted(POLICY))
def test_an_owner_holds_every_action(action: str) -> None:
    assert may("owner", action)


def test_what_is_not_in_the_table_belongs_to_nobody() -> None:
    assert not any(may(role.value, "everything.destroy") for role in Role)
    assert not may("stranger", "today.read")
