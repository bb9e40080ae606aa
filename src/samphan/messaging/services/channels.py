"""Channels: the ones there are, which one a message takes, and whether they work."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from samphan.accounts.models import Organisation
from samphan.customers.rules.contacts import normalise_email
from samphan.kit.errors import N_, Refused
from samphan.kit.ids import new_token
from samphan.messaging.channels.file import FileOutbound
from samphan.messaging.channels.protocol import DeliveryFailed, Outbound, OutboundMail
from samphan.messaging.channels.smtp import SmtpAddress, SmtpOutbound
from samphan.messaging.models import Channel, ChannelKind
from samphan.messaging.selectors import mail_domain, sender_address

_KNOWN_SETTINGS = {"from_name", "from_address"}


class ChannelUnknown(Refused):
    code = "messaging.channel.unknown"
    message = N_("There is no such channel any more. Choose one from the list.")


class ChannelNotUsable(Refused):
    code = "messaging.channel.not_usable"
    message = N_("No channel can send this. Switch one on in Settings, Channels.")


class ChannelSettingUnknown(Refused):
    code = "messaging.channel.setting_unknown"
    message = N_("“{name}” is not a setting of this channel.")


class ChannelNameMissing(Refused):
    code = "messaging.channel.name_missing"
    message = N_("Give the channel a name.")


class ChannelTestFailed(Refused):
    code = "messaging.channel.test_failed"
    message = N_("The test message was not taken: {problem}. Check the address of the mail server and its password.")


def seed_channels(*, now: datetime) -> None:
    """Create the channels every installation has; run again, it changes nothing."""
    for kind, name in ((ChannelKind.EMAIL, "E-mail"), (ChannelKind.FILE, "File")):
        Channel.objects.get_or_create(kind=kind, defaults={"name": name, "created_at": now})


def save_channel(
    *, channel_id: int | None, kind: str, name: str, options: Mapping[str, str], is_active: bool, now: datetime
) -> Channel:
    """Create or change a channel; an option the channel does not honour is refused rather than kept."""
    if not name.strip():
        raise ChannelNameMissing
    unknown = sorted(set(options) - _KNOWN_SETTINGS)
    if unknown:
        raise ChannelSettingUnknown(name=unknown[0])
    kept = {key: " ".join(value.split()) for key, value in options.items() if value.strip()}
    if "from_address" in kept:
        kept["from_address"] = normalise_email(kept["from_address"])
    with transaction.atomic():
        channel = Channel(kind=ChannelKind(kind), created_at=now) if channel_id is None else _locked(channel_id)
        channel.name, channel.settings, channel.is_active = name.strip()[:80], kept, is_active
        channel.save()
    return channel


def _locked(channel_id: int) -> Channel:
    channel = Channel.objects.select_for_update().filter(pk=channel_id).first()
    if channel is None:
        raise ChannelUnknown
    return channel


def send_test(*, channel_id: int, to: str, now: datetime) -> None:
    """Send one test mail now and keep what came of it; raises `ChannelTestFailed` naming the problem."""
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise ChannelUnknown
    organisation = Organisation.objects.first()
    mail = OutboundMail(
        message_id=f"<test.{new_token(n_bytes=9)}@{mail_domain()}>",
        from_name=organisation.name if organisation else "Samphan",
        from_address=sender_address(channel),
        to_address=normalise_email(to),
        subject="Samphan: ทดสอบช่องทาง / channel test",
        body="ข้อความทดสอบจาก Samphan: ช่องทางนี้ส่งได้แล้ว\n\nA test from Samphan: this channel can send.\n",
        sent_at=now,
        is_automatic=True,
    )
    try:
        transport_of(channel).deliver(mail)
    except DeliveryFailed as error:
        check_channel(channel_id=channel_id, problem=str(error), now=now)
        raise ChannelTestFailed(problem=str(error)) from error
    check_channel(channel_id=channel_id, problem="", now=now)


def check_channel(*, channel_id: int, problem: str, now: datetime) -> None:
    """Keep when a channel last worked, or what was last wrong with it: Settings shows both."""
    if problem:
        Channel.objects.filter(pk=channel_id).update(last_error_at=now, last_error=problem[:300])
    else:
        Channel.objects.filter(pk=channel_id).update(last_ok_at=now)


def transport_of(channel: Channel) -> Outbound:
    """Return the way out of a channel; e-mail without a configured server goes to files, as the settings say."""
    url = settings.SMTP_URL
    if channel.kind == ChannelKind.EMAIL and url:
        return SmtpOutbound(SmtpAddress.from_url(url))
    return FileOutbound(settings.OUTBOX_DIR)


def channel_for(*, kind: str | None) -> Channel:
    """Return the channel a new conversation starts on: the kind asked for, else e-mail, else files."""
    wanted = Channel.objects.filter(is_active=True)
    if kind is not None:
        wanted = wanted.filter(kind=kind)
    by_kind = {channel.kind: channel for channel in wanted.order_by("-pk")}
    found = by_kind.get(ChannelKind.EMAIL) or by_kind.get(ChannelKind.FILE)
    if found is None:
        raise ChannelNotUsable
    return found
