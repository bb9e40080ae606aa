"""What a shortfall is worth: the terms of a service or of a promise, for everybody or for one agreement."""

from collections.abc import Sequence
from itertools import pairwise

from django.db import transaction
from django.db.models import Q

from samphan.kit.errors import N_, Refused
from samphan.kit.money import LARGEST_AMOUNT
from samphan.promises.models import Agreement, CreditTerms, Promise, Service
from samphan.promises.rules import Tier
from samphan.promises.rules.uptime import MILLION

MOST_TIERS = 3


class CreditThingUnknown(Refused):
    code = "promises.credit_terms.thing_unknown"
    message = N_("Choose the service or the promise these terms are for.")


class CreditAmountInvalid(Refused):
    code = "promises.credit_terms.amount_invalid"
    message = N_("Give an amount in baht, more than 0.")


class CreditCapInvalid(Refused):
    code = "promises.credit_terms.cap_invalid"
    message = N_("A limit is an amount in baht, or empty for none.")


class CreditTiersInvalid(Refused):
    code = "promises.credit_terms.tiers_invalid"
    message = N_("Each step needs an uptime up to 100 % and a credit of 1 to 100 %; a lower uptime gives more.")


class CreditTermsTaken(Refused):
    code = "promises.credit_terms.taken"
    message = N_("There are such terms already. Change those.")


@transaction.atomic
def save_credit_terms(
    *,
    amount_satang: int,
    cap_satang: int | None = None,
    service_id: int | None = None,
    promise_id: int | None = None,
    agreement_id: int | None = None,
    tiers: Sequence[Tier] = (),
    terms_id: int | None = None,
) -> CreditTerms:
    """Add terms or change them: for a service its monthly fee and tiers, for a promise the amount of one breach."""
    _check_thing(service_id, promise_id, agreement_id)
    if not 0 < amount_satang <= LARGEST_AMOUNT:
        raise CreditAmountInvalid
    if cap_satang is not None and not 0 < cap_satang <= LARGEST_AMOUNT:
        raise CreditCapInvalid
    steps = sorted(tiers, key=lambda tier: -tier.below_ppm) if service_id is not None else []
    _check_tiers(steps, is_needed=service_id is not None)
    same = CreditTerms.objects.filter(
        _is("service", service_id), _is("promise", promise_id), _is("agreement", agreement_id)
    )
    if set(same.values_list("pk", flat=True)) - {terms_id}:
        raise CreditTermsTaken
    terms = CreditTerms() if terms_id is None else CreditTerms.objects.select_for_update().get(pk=terms_id)
    terms.service_id, terms.promise_id, terms.agreement_id = service_id, promise_id, agreement_id
    terms.amount_satang, terms.cap_satang = amount_satang, cap_satang
    terms.tiers = [{"below_ppm": tier.below_ppm, "percent": tier.percent} for tier in steps]
    terms.save()
    return terms


def remove_credit_terms(*, terms_id: int) -> None:
    """Take terms away; credits they brought stay."""
    CreditTerms.objects.filter(pk=terms_id).delete()


def _is(name: str, key: int | None) -> Q:
    return Q(**{f"{name}__isnull": True}) if key is None else Q(**{name: key})


def _check_thing(service_id: int | None, promise_id: int | None, agreement_id: int | None) -> None:
    if (service_id is None) == (promise_id is None):
        raise CreditThingUnknown
    if service_id is not None and not Service.objects.filter(pk=service_id).exists():
        raise CreditThingUnknown
    if promise_id is not None and not Promise.objects.filter(pk=promise_id).exists():
        raise CreditThingUnknown
    if agreement_id is not None and not Agreement.objects.filter(pk=agreement_id).exists():
        raise CreditThingUnknown


def _check_tiers(steps: Sequence[Tier], *, is_needed: bool) -> None:
    if not is_needed:
        return
    is_one_valid = all(0 < step.below_ppm <= MILLION and 1 <= step.percent <= 100 for step in steps)
    is_falling = all(a.below_ppm > b.below_ppm and a.percent < b.percent for a, b in pairwise(steps))
    if not 1 <= len(steps) <= MOST_TIERS or not is_one_valid or not is_falling:
        raise CreditTiersInvalid
