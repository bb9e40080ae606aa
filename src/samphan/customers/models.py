from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Branch, Language


class Customer(models.Model):
    """One person or firm we serve. Personal-data class: identity."""

    title = models.CharField(max_length=40, blank=True, default="")
    first_name = models.CharField(max_length=120, blank=True, default="")
    last_name = models.CharField(max_length=120, blank=True, default="")
    nickname = models.CharField(max_length=60, blank=True, default="")
    call_name = models.CharField(max_length=80, blank=True, default="")
    language = models.CharField(max_length=2, choices=Language, default=Language.THAI)
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    # Thai dictionary order as bytes (`rules.sort_key`), so that both databases page a list by name alike.
    sort_key = models.BinaryField(max_length=200, default=b"\xff")
    # Kept beside the orders so that lists and rules never sum them; `customers.services` is the only writer.
    first_order_at = models.DateTimeField(null=True, blank=True)
    last_order_at = models.DateTimeField(null=True, blank=True)
    order_count = models.PositiveIntegerField(default=0)
    spend_satang = models.BigIntegerField(default=0)
    import_batch_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-last_order_at", "-id"], name="customer_recent"),
            models.Index(fields=["-spend_satang", "-id"], name="customer_spend"),
            models.Index(fields=["sort_key", "id"], name="customer_name_order"),
            models.Index(
                fields=["birth_date"], name="customer_birth_date", condition=models.Q(birth_date__isnull=False)
            ),
        ]


class SearchToken(models.Model):
    """One folded word a customer is found by: a name's word or a contact's value. Personal-data class: identity.

    Bytes, not text: a prefix search is then a range scan of `token_find` on both databases, whatever their collation.
    `customers.services` writes it beside the name and the contact points; it can be rebuilt from them.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tokens", db_index=False)
    token = models.BinaryField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["customer", "token"], name="token_once")]
        indexes: ClassVar = [models.Index(fields=["token", "customer"], name="token_find")]


class ContactKind(models.TextChoices):
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    LINE = "line", "LINE"
    EXTERNAL = "external", "External id"


class ContactPoint(models.Model):
    """One address of one kind. Personal-data class: contact."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=16, choices=ContactKind)
    # For external ids the system that issued it ("shop", "pos"); empty for the others.
    source = models.CharField(max_length=40, blank=True, default="")
    value = models.CharField(max_length=254)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    import_batch_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "source", "value"], name="contact_point_one_customer"),
        ]


class OrderStatus(models.TextChoices):
    PAID = "paid", "Paid"
    CANCELLED = "cancelled", "Cancelled"
    RETURNED = "returned", "Returned"


class Order(models.Model):
    """One purchase (a return is an order with a negative total). Personal-data class: behaviour."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True)
    source = models.CharField(max_length=40, default="manual")
    external_ref = models.CharField(max_length=120)
    status = models.CharField(max_length=16, choices=OrderStatus, default=OrderStatus.PAID)
    currency = models.CharField(max_length=3, default="THB")
    total_satang = models.BigIntegerField()
    ordered_at = models.DateTimeField()
    # A hash of all it says (`rules.order_digest`): the same order sent again costs no comparison of lines.
    content_digest = models.CharField(max_length=24, default="")
    import_batch_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_ref"], name="order_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-ordered_at"], name="order_customer"),
            models.Index(fields=["ordered_at"], name="order_time"),
        ]


class OrderLine(models.Model):
    """One item of an order. Personal-data class: behaviour."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    sku = models.CharField(max_length=80, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    quantity = models.IntegerField()
    unit_price_satang = models.BigIntegerField()
    total_satang = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
        ]


class ConsentPurpose(models.TextChoices):
    SERVICE = "service", "Service"
    SURVEY = "survey", "Surveys"
    MARKETING = "marketing", "Marketing"


class ConsentRecord(models.Model):
    """One entry of the consent ledger; the newest of its purpose and channel holds. Personal-data class: consent."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=ConsentPurpose)
    # A contact kind, or "any" for every channel.
    channel = models.CharField(max_length=16, default="any")
    is_granted = models.BooleanField()
    source = models.CharField(max_length=60)
    text_version = models.CharField(max_length=40, blank=True, default="")
    evidence = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    import_batch_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "purpose", "channel", "-recorded_at"], name="consent_current"),
        ]


class Note(models.Model):
    """What a colleague wrote about the customer, shared company-wide. Personal-data class: free text."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    body = models.TextField()
    idempotency_key = models.CharField(max_length=160, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()


class Sensitivity(models.TextChoices):
    ORDINARY = "ordinary", "Ordinary"
    PRIVATE = "private", "Private"
    SPECIAL = "special", "Special (PDPA s.26)"


class Fact(models.Model):
    """Something worth remembering about a person. Personal-data class: by `sensitivity`."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=40, default="preference")
    body = models.CharField(max_length=300)
    source = models.CharField(max_length=60)
    sensitivity = models.CharField(max_length=16, choices=Sensitivity, default=Sensitivity.ORDINARY)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    learned_date = models.DateField()
    created_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)
