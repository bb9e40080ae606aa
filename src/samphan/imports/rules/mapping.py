"""Which column means what: by a preset when the headings are a known system's, else by aliases."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samphan.imports.rules.fields import FIELDS, SCORE_ALIASES

# Written by ourselves into an error file; it says nothing when that file comes back.
ERROR_COLUMN = "_error"
_PUNCTUATION = re.compile(r"[\s_\-./#:*()?]+")


@dataclass(frozen=True, slots=True)
class Preset:
    """The export of a known system: recognised by headings, mapped field -> heading, ids under its own name."""

    code: str
    kind: str
    source: str
    fingerprint: frozenset[str]
    columns: Mapping[str, str]


def _preset(code: str, kind: str, fingerprint: str, columns: Mapping[str, str]) -> Preset:
    source = code.partition("-")[0]
    return Preset(code, kind, source, frozenset(heading(h) for h in fingerprint.split("|")), columns)


def heading(text: str) -> str:
    """Return a heading as it is compared: lower case, without punctuation."""
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


_SHOPIFY_CUSTOMER = {
    "external_id": "Customer ID", "first_name": "First Name", "last_name": "Last Name", "email": "Email",
    "phone": "Phone",
    "marketing_email": "Accepts Email Marketing", "marketing_sms": "Accepts SMS Marketing",
}  # fmt: skip
PRESETS: tuple[Preset, ...] = (
    _preset("shopify-customers", "customers", "First Name|Last Name|Email|Accepts Email Marketing|Total Spent",
            _SHOPIFY_CUSTOMER),
    _preset("shopify-customers-2022", "customers", "First Name|Last Name|Email|Accepts Marketing|Total Spent",
            {**_SHOPIFY_CUSTOMER, "marketing_email": "Accepts Marketing"}),
    _preset("shopify-orders", "orders",
    "Name|Email|Financial Status|Lineitem quantity|Lineitem name|Lineitem price", {
        "order_ref": "Name", "email": "Email", "phone": "Phone", "full_name": "Billing Name",
        "status": "Financial Status",
        "ordered_at": "Created at", "currency": "Currency", "order_total": "Total", "quantity": "Lineitem quantity",
        "item_name": "Lineitem name", "unit_price": "Lineitem price", "sku": "Lineitem sku",
    }),
    _preset("woocommerce-customers", "customers", "Name|Username|Last Active|Sign Up|Email|Orders|Total Spend|AOV", {
        "external_id": "Username", "full_name": "Name", "email": "Email", "phone": "Billing Phone",
    }),
    _preset("hubspot-contacts", "customers", "Record ID|First Name|Last Name|Email|Lifecycle Stage", {
        "external_id": "Record ID", "first_name": "First Name", "last_name": "Last Name", "email": "Email",
        "phone": "Phone Number",
    }),
)  # fmt: skip


def recognise(kind: str, headings: Sequence[str]) -> Preset | None:
    """Return the preset whose headings a file has, the most telling first."""
    have = {heading(text) for text in headings}
    fitting = [preset for preset in PRESETS if preset.kind == kind and preset.fingerprint <= have]
    return max(fitting, key=lambda preset: len(preset.fingerprint), default=None)


def find_preset(kind: str, code: str) -> Preset | None:
    """Return a preset by its code, or by its system's name ("shopify") when that is enough."""
    exact = [preset for preset in PRESETS if preset.kind == kind and code in {preset.code, preset.source}]
    return exact[0] if exact else None


def map_columns(
    kind: str, headings: Sequence[str], *, preset: Preset | None, samples: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return field -> heading: the preset's columns that are there, then aliases; no column serves two fields."""
    by_key = {heading(text): text for text in reversed(headings) if text != ERROR_COLUMN}
    mapping: dict[str, str] = {}
    if preset is not None:
        mapping = {field: by_key[heading(h)] for field, h in preset.columns.items() if heading(h) in by_key}
    used = set(mapping.values())
    # Alias by alias over all fields, so that an exact first choice ("id" for a response) wins over a later one.
    for depth in range(max(len(field.aliases) for field in FIELDS[kind])):
        for field in FIELDS[kind]:
            if field.name in mapping or depth >= len(field.aliases):
                continue
            found = by_key.get(field.aliases[depth])
            if found is not None and found not in used:
                mapping[field.name] = found
                used.add(found)
    if kind == "responses" and not {"nps", "csat"} & mapping.keys():
        score = next((by_key[alias] for alias in SCORE_ALIASES if by_key.get(alias, "") not in {"", *used}), None)
        if score is not None:
            mapping["nps" if _looks_like_nps(samples.get(score, ())) else "csat"] = score
    return mapping


def _looks_like_nps(values: Sequence[str]) -> bool:
    numbers = [int(value) for value in values if value.strip().isdecimal()]
    return any(number == 0 or number > 5 for number in numbers)
