"""The firm itself: set-up, people, teams, branches, API keys, each reader's own choices.

This room lies below the event log and cannot write to it; who may sign in and what changed is read from the rows.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from samphan.accounts.models import ApiKey, Branch, Language, Organisation, Team, User
from samphan.accounts.policies import Role
from samphan.accounts.rules import API_SCOPES, PARTICLES, THEMES, makes_a_cycle
from samphan.kit.errors import N_, Refused


class AlreadySetUp(Refused):
    code: ClassVar[str] = "accounts.set_up.already"
    message: ClassVar[str] = N_("This installation is already set up. Sign in instead.")


class NameMissing(Refused):
    code: ClassVar[str] = "accounts.name.missing"
    message: ClassVar[str] = N_("Please give a name.")


class EmailInvalid(Refused):
    code: ClassVar[str] = "accounts.email.invalid"
    message: ClassVar[str] = N_("This is not an e-mail address. It should look like name@example.com.")


class EmailTaken(Refused):
    code: ClassVar[str] = "accounts.email.taken"
    message: ClassVar[str] = N_("Somebody already uses this e-mail address.")


class PasswordWeak(Refused):
    code: ClassVar[str] = "accounts.password.weak"
    message: ClassVar[str] = N_("{reasons}")


class PasswordWrong(Refused):
    code: ClassVar[str] = "accounts.password.wrong"
    message: ClassVar[str] = N_("The present password is not right.")


class RoleUnknown(Refused):
    code: ClassVar[str] = "accounts.role.unknown"
    message: ClassVar[str] = N_("There is no such role.")


class LastOwner(Refused):
    code: ClassVar[str] = "accounts.owner.last"
    message: ClassVar[str] = N_("This is the last owner. Make somebody else an owner first.")


class InviteUsed(Refused):
    code: ClassVar[str] = "accounts.invite.used"
    message: ClassVar[str] = N_("This link has been used or has expired. Ask an owner for a new one.")


class TeamNameTaken(Refused):
    code: ClassVar[str] = "accounts.team.taken"
    message: ClassVar[str] = N_("There is already a team of this name.")


class BranchCodeTaken(Refused):
    code: ClassVar[str] = "accounts.branch.taken"
    message: ClassVar[str] = N_("There is already a branch with the code {code}.")


class BranchCycle(Refused):
    code: ClassVar[str] = "accounts.branch.cycle"
    message: ClassVar[str] = N_("A branch cannot lie under itself or one of its own branches.")


class ChoiceUnknown(Refused):
    code: ClassVar[str] = "accounts.choice.unknown"
    message: ClassVar[str] = N_("Please choose one of the offered values.")


@dataclass(frozen=True)
class MadeKey:
    """A new API key; `token` is shown once and never stored."""

    key: ApiKey
    token: str


@transaction.atomic
def set_up_organisation(
    *, name: str, language: str, industry: str, owner_name: str, email: str, password: str, now: datetime
) -> User:
    """Make the firm and its first owner; refused when either exists, also when two people press at once."""
    if Organisation.objects.exists():
        raise AlreadySetUp
    try:
        with transaction.atomic():
            Organisation.objects.create(
                name=_named(name), language=_language(language), industry=industry[:32] or "retail", created_at=now
            )
    except IntegrityError as error:
        raise AlreadySetUp from error
    owner = _new_user(email=email, display_name=owner_name, role=Role.OWNER.value, language=language, now=now)
    _set_password(owner, password)
    owner.save()
    return owner


@transaction.atomic
def rename_organisation(*, name: str, language: str) -> Organisation:
    """Change the name customers see and the language they are first written to."""
    organisation = Organisation.objects.select_for_update().get()
    organisation.name, organisation.language = _named(name), _language(language)
    organisation.save(update_fields=["name", "language"])
    return organisation


@transaction.atomic
def add_user(
    *, email: str, display_name: str, role: str, language: str, now: datetime, branch_id: int | None = None
) -> User:
    """Add a member of staff without a password; they choose one by the link of `invite_token`."""
    user = _new_user(email=email, display_name=display_name, role=role, language=language, now=now)
    _require(Branch, branch_id)
    user.branch_id = branch_id
    user.set_unusable_password()
    user.save()
    return user


@transaction.atomic
def update_user(*, user_id: int, display_name: str, branch_id: int | None, reports_to_id: int | None) -> User:
    """Change where somebody works."""
    user = User.objects.select_for_update().get(pk=user_id)
    if reports_to_id == user_id:
        raise ChoiceUnknown
    _require(Branch, branch_id)
    _require(User, reports_to_id)
    user.display_name = _named(display_name)
    user.branch_id, user.reports_to_id = branch_id, reports_to_id
    user.save(update_fields=["display_name", "branch", "reports_to"])
    return user


@transaction.atomic
def change_role(*, user_id: int, role: str) -> User:
    """Give somebody another role; the last owner stays an owner."""
    if role not in {known.value for known in Role}:
        raise RoleUnknown
    owners = _locked_owners()
    user = User.objects.get(pk=user_id)
    if role != Role.OWNER.value and owners == {user_id}:
        raise LastOwner
    user.role = role
    user.save(update_fields=["role"])
    return user


@transaction.atomic
def deactivate_user(*, user_id: int) -> User:
    """Stop somebody from signing in, at once; what they did stays theirs."""
    if _locked_owners() == {user_id}:
        raise LastOwner
    user = User.objects.get(pk=user_id)
    user.is_active = user.is_available = False
    user.save(update_fields=["is_active", "is_available"])
    return user


@transaction.atomic
def reactivate_user(*, user_id: int, now: datetime) -> User:
    """Let somebody sign in again."""
    user = User.objects.select_for_update().get(pk=user_id)
    user.is_active = user.is_available = True
    user.available_since_at = now
    user.save(update_fields=["is_active", "is_available", "available_since_at"])
    return user


def invite_token(*, user: User) -> str:
    """Return the one-time part of a set-password link; it dies when the password changes, or after three days."""
    return default_token_generator.make_token(user)


def find_invited(*, user_id: int, token: str) -> User | None:
    """Return whom a set-password link belongs to while it is good."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user is not None and default_token_generator.check_token(user, token) else None


@transaction.atomic
def accept_invite(*, user_id: int, token: str, password: str) -> User:
    """Store the first (or a new) password by a link that works once."""
    user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise InviteUsed
    _set_password(user, password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def change_password(*, user_id: int, present: str, password: str) -> User:
    """Change one's own password; the present one is asked for, because a screen may be left open."""
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.check_password(present):
        raise PasswordWrong
    _set_password(user, password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def set_preferences(
    *, user_id: int, display_name: str, language: str, theme: str, shortcuts_on: bool, particle: str
) -> User:
    """Store how one reader wants to see the house, and how they speak politely in Thai."""
    if theme not in THEMES or particle not in PARTICLES:
        raise ChoiceUnknown
    user = User.objects.select_for_update().get(pk=user_id)
    user.display_name, user.language = _named(display_name), _language(language)
    user.theme, user.shortcuts_on, user.particle = theme, shortcuts_on, particle
    user.save(update_fields=["display_name", "language", "theme", "shortcuts_on", "particle"])
    return user


def choose_language(*, user_id: int, language: str) -> None:
    """Store only the reader's language (the switch in a page's corner)."""
    User.objects.filter(pk=user_id).update(language=_language(language))


@transaction.atomic
def save_team(*, name: str, member_ids: Iterable[int], lead_id: int | None, team_id: int | None = None) -> Team:
    """Make or change a team; its lead is always one of its members."""
    team = Team.objects.select_for_update().get(pk=team_id) if team_id else Team()
    team.name, team.lead_id = _named(name), lead_id
    if Team.objects.filter(name=team.name).exclude(pk=team.pk).exists():
        raise TeamNameTaken
    wanted = {*member_ids, *([lead_id] if lead_id else [])}
    _require(User, *wanted)
    team.save()
    team.members.set(wanted)
    return team


@transaction.atomic
def set_team_active(*, team_id: int, is_active: bool) -> Team:
    """Close a team, or open it again; cases keep their history of it."""
    team = Team.objects.select_for_update().get(pk=team_id)
    team.is_active = is_active
    team.save(update_fields=["is_active"])
    return team


@transaction.atomic
def save_branch(
    *, code: str, name_th: str, name_en: str, parent_id: int | None, is_active: bool, branch_id: int | None = None
) -> Branch:
    """Make or change a branch; the tree stays a tree."""
    branch = Branch.objects.select_for_update().get(pk=branch_id) if branch_id else Branch()
    cleaned = code.strip().upper()[:32]
    if not cleaned:
        raise NameMissing
    if Branch.objects.filter(code=cleaned).exclude(pk=branch.pk).exists():
        raise BranchCodeTaken(code=cleaned)
    if branch_id and makes_a_cycle(branch_id, parent_id, dict(Branch.objects.values_list("pk", "parent_id"))):
        raise BranchCycle
    _require(Branch, parent_id)
    branch.code, branch.name_th, branch.name_en = cleaned, _named(name_th), name_en.strip()[:120]
    branch.parent_id, branch.is_active = parent_id, is_active
    branch.save()
    return branch


@transaction.atomic
def make_api_key(*, name: str, scopes: Iterable[str], created_by_id: int, now: datetime) -> MadeKey:
    """Make a key for another system; only its hash is stored, so a stolen database opens nothing."""
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(API_SCOPES):
        raise ChoiceUnknown
    prefix = f"sp_{secrets.token_hex(4)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=_named(name),
        prefix=prefix,
        digest=hashlib.sha256(token.encode()).hexdigest(),
        scopes=wanted,
        created_by_id=created_by_id,
        created_at=now,
    )
    return MadeKey(key, token)


@transaction.atomic
def revoke_api_key(*, key_id: int, now: datetime) -> ApiKey:
    """Stop a key for good."""
    key = ApiKey.objects.select_for_update().get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
    return key


def note_api_key_use(*, key_id: int, now: datetime) -> None:
    """Remember when a key was last used, to the minute: a row is not written for every call."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - timedelta(minutes=1))
    ApiKey.objects.filter(stale, pk=key_id).update(last_used_at=now)


def _new_user(*, email: str, display_name: str, role: str, language: str, now: datetime) -> User:
    if role not in {known.value for known in Role}:
        raise RoleUnknown
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise EmailInvalid from error
    if User.objects.filter(email__iexact=address).exists():
        raise EmailTaken
    return User(
        email=address,
        display_name=_named(display_name),
        role=role,
        language=_language(language),
        created_at=now,
        available_since_at=now,
    )


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordWeak(reasons=" ".join(error.messages)) from error
    user.set_password(password)


def _require(model: type[Branch] | type[User], *ids: int | None) -> None:
    """Refuse a choice nobody was offered; the database would only say so at the end, and to nobody in words."""
    wanted = {number for number in ids if number is not None}
    if model._default_manager.filter(pk__in=wanted).count() != len(wanted):
        raise ChoiceUnknown


def _locked_owners() -> set[int]:
    """Return the active owners, locked, so that two of them cannot leave at the same moment."""
    owners = User.objects.select_for_update().filter(role=Role.OWNER.value, is_active=True)
    return set(owners.values_list("pk", flat=True))


def _named(name: str) -> str:
    cleaned = " ".join(name.split())[:120]
    if not cleaned:
        raise NameMissing
    return cleaned


def _language(language: str) -> str:
    if language not in Language.values:
        raise ChoiceUnknown
    return language
