"""The body of `POST /v1/responses`: its shape, and its meaning as an `Intake`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from samphan.api.problems import FieldError, invalid
from samphan.customers.rules import UNNAMED, Contact, InvalidContact, PersonName, normalise_contact
from samphan.signals.rules import LONGEST_FIELD, LONGEST_TEXT, MOST_CHOICES, RANGES, Answer, chosen, comment, rating
from samphan.surveys.services import Intake

_MOST_ANSWERS = 50
_LARGEST_ID = 2**63 - 1
_CONTACT_FIELDS = (("external_id", "external"), ("email", "email"), ("phone", "phone"), ("line_id", "line"))

FieldName = Annotated[str, Meta(min_length=1, max_length=LONGEST_FIELD, description="The question it answers.")]
Short = Annotated[str, Meta(max_length=40)]
Name = Annotated[str, Meta(max_length=120)]
Address = Annotated[str, Meta(min_length=1, max_length=254)]


class RatingAnswer(Struct, tag_field="type", tag="rating", forbid_unknown_fields=True, frozen=True, gc=False):
    """A score on a scale: nps 0-10, csat and stars 1-5."""

    field: FieldName
    scale: Literal["nps", "csat", "stars"]
    score: int


class TextAnswer(Struct, tag_field="type", tag="text", forbid_unknown_fields=True, frozen=True, gc=False):
    """An answer in the customer's own words."""

    field: FieldName
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]


class ChoiceAnswer(Struct, tag_field="type", tag="choice", forbid_unknown_fields=True, frozen=True):
    """One or several of a question's choices, by their codes."""

    field: FieldName
    choices: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=LONGEST_FIELD)]], Meta(min_length=1, max_length=MOST_CHOICES)
    ]


class Person(Struct, forbid_unknown_fields=True, frozen=True):
    """Who answered: found by external id, then e-mail, phone, LINE id; made when nobody has any of them."""

    external_id: Address | None = None
    external_source: Annotated[Short, Meta(description="The system the external id comes from.")] = ""
    email: Address | None = None
    phone: Address | None = None
    line_id: Address | None = None
    title: Short = ""
    first_name: Name = ""
    last_name: Name = ""
    nickname: Annotated[str, Meta(max_length=60)] = ""
    language: Literal["th", "en"] | None = None

    def contacts(self) -> list[Contact]:
        """Return the contacts in their one spelling; raises the problem naming the field that is none."""
        found = []
        for field, kind in _CONTACT_FIELDS:
            value = getattr(self, field)
            if value:
                try:
                    source = self.external_source if kind == "external" else ""
                    found.append(normalise_contact(Contact(kind, value, source)))
                except InvalidContact as refused:
                    error = FieldError(f"customer.{field}", refused.explain(str))
                    raise invalid([error], code=refused.code) from refused
        if not found:
            error = FieldError("customer", "Give external_id, email, phone or line_id, or leave the customer out.")
            raise invalid([error])
        return found

    def name(self) -> PersonName:
        """Return the parts of the name that were given."""
        if not (self.title or self.first_name or self.last_name or self.nickname):
            return UNNAMED
        given = PersonName(
            title=self.title.strip(),
            first_name=self.first_name.strip(),
            last_name=self.last_name.strip(),
            nickname=self.nickname.strip(),
        )
        return UNNAMED if given == UNNAMED else given


class ResponseBody(Struct, forbid_unknown_fields=True, frozen=True):
    """One response of one customer."""

    answers: Annotated[list[RatingAnswer | TextAnswer | ChoiceAnswer], Meta(min_length=1, max_length=_MOST_ANSWERS)]
    source: Annotated[str, Meta(min_length=1, max_length=40, description="The system it comes from.")] = "api"
    external_ref: (
        Annotated[str, Meta(min_length=1, max_length=160, description="Its id there: sent again, it is stored once.")]
        | None
    ) = None
    survey_id: Annotated[int, Meta(ge=1, le=_LARGEST_ID)] | None = None
    channel: Annotated[str, Meta(min_length=1, max_length=16)] = "api"
    branch: Annotated[str, Meta(max_length=32, description="The branch's code.")] = ""
    customer: Person | None = None
    wants_contact: bool = False

    def intake(self) -> Intake:
        """Return what it means; raises the problem naming the field that cannot be."""
        person = self.customer
        return Intake(
            answers=[_answer(answer, place) for place, answer in enumerate(self.answers)],
            source=self.source,
            channel=self.channel,
            survey_id=self.survey_id,
            external_ref=self.external_ref,
            branch_code=self.branch,
            contacts=person.contacts() if person else (),
            name=person.name() if person else UNNAMED,
            language=person.language if person else None,
            wants_contact=self.wants_contact,
        )


class ResponseTaken(Struct, frozen=True):
    """The stored response; `stored` is "before" when the same source and external_ref had been sent already."""

    id: int
    stored: Literal["now", "before"]


def _answer(answer: RatingAnswer | TextAnswer | ChoiceAnswer, place: int) -> Answer:
    if isinstance(answer, RatingAnswer):
        low, high = RANGES[answer.scale]
        if not low <= answer.score <= high:
            error = FieldError(f"answers[{place}].score", f"Send a whole number from {low} to {high}.")
            raise invalid([error])
        return rating(answer.field, answer.scale, answer.score)
    if isinstance(answer, TextAnswer):
        return comment(answer.field, answer.text)
    return chosen(answer.field, answer.choices)
