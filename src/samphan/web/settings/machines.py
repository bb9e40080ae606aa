"""Channels, keys, failed work, the sample business, and how the installation is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.rules import API_SCOPES
from samphan.accounts.selectors import api_keys, staff
from samphan.accounts.services import make_api_key, revoke_api_key
from samphan.jobs.selectors import dead_count, dead_jobs, waiting_by_queue
from samphan.jobs.services import retry_dead
from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.messaging.selectors import channels as channel_list
from samphan.messaging.selectors import skipped_mails
from samphan.messaging.services import save_channel, send_test
from samphan.sample.selectors import find_load
from samphan.sample.services import request_load, request_removal
from samphan.web.access import reader, screen
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page

SCOPE_NAMES = {
    "responses.write": N_("Send survey answers"),
    "messages.write": N_("Send messages customers wrote"),
    "customers.read": N_("Read customers"),
    "customers.write": N_("Send customers and orders"),
    "cases.read": N_("Read cases"),
    "metrics.read": N_("Read the state of the installation"),
}


@screen("settings.read")
def health(request: HttpRequest) -> HttpResponse:
    """Say in a few tiles whether everything runs."""
    waiting = waiting_by_queue(now=now())
    return settings_page(
        request,
        "settings/health.html",
        section="settings",
        channels=channel_list(),
        failed=dead_count(),
        waiting=sum(count for count, _since in waiting.values()),
        oldest=min((since for _count, since in waiting.values()), default=None),
        people=sum(person.is_active for person in staff()),
        mails_to_files=not settings.SMTP_URL,
    )


@screen("settings.read")
def channels(request: HttpRequest) -> HttpResponse:
    """Show every channel, when it last worked, and what came in that made no message."""
    return _channels(request)


@screen("settings.write", methods=("POST",))
def change_channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Store a channel's name, sender and switch."""
    known = {channel.pk: channel for channel in channel_list()}
    kind = known[channel_id].kind if channel_id in known else ""
    options = {name: request.POST.get(name, "") for name in ("from_name", "from_address")}
    try:
        save_channel(
            channel_id=channel_id,
            kind=kind,
            name=request.POST.get("name", ""),
            options=options,
            is_active="is_active" in request.POST,
            now=now(),
        )
    except Refused as refused:
        return _channels(request, error=(channel_id, refused.explain(_)))
    toast(request, _("Saved"))
    return redirect(request, "settings_channels")


@screen("settings.write", methods=("POST",))
def test_channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Send a test mail to the reader and say what came of it."""
    try:
        send_test(channel_id=channel_id, to=request.POST.get("to", ""), now=now())
    except Refused as refused:
        return _channels(request, error=(channel_id, refused.explain(_)))
    toast(request, _("The test message was sent to %(email)s") % {"email": request.POST.get("to", "")})
    return redirect(request, "settings_channels")


def _channels(request: HttpRequest, error: tuple[int, str] | None = None) -> HttpResponse:
    return settings_page(
        request,
        "settings/channels.html",
        section="settings_channels",
        status=UNPROCESSABLE if error else 200,
        channels=channel_list(),
        skipped=skipped_mails(limit=10),
        error=error,
        mail_from=settings.MAIL_FROM,
        mails_to_files=not settings.SMTP_URL,
        outbox=settings.OUTBOX_DIR,
        has_inbox=bool(settings.IMAP_URL),
    )


@screen("settings.read")
def keys(request: HttpRequest) -> HttpResponse:
    """List the API keys."""
    return _keys(request)


@screen("settings.write", methods=("POST",))
def add_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show it this once."""
    try:
        made = make_api_key(
            name=request.POST.get("name", ""),
            scopes=request.POST.getlist("scopes"),
            created_by_id=reader(request).pk,
            now=now(),
        )
    except Refused as refused:
        return _keys(request, error=refused.explain(_))
    return _keys(request, token=made.token)


@screen("settings.write", methods=("POST",))
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """Stop a key for good."""
    key = revoke_api_key(key_id=key_id, now=now())
    toast(request, _("The key %(name)s no longer works") % {"name": key.name})
    return redirect(request, "settings_keys")


def _keys(request: HttpRequest, *, token: str = "", error: str | None = None) -> HttpResponse:
    return settings_page(
        request,
        "settings/keys.html",
        section="settings_keys",
        status=UNPROCESSABLE if error else 200,
        keys=api_keys(),
        scopes=[(scope, _(SCOPE_NAMES[scope])) for scope in API_SCOPES],
        token=token,
        error=error,
    )


@screen("jobs.read")
def failed(request: HttpRequest) -> HttpResponse:
    """List the work that used up its attempts."""
    return settings_page(request, "settings/failed.html", section="settings_failed", jobs=dead_jobs(limit=100))


@screen("jobs.write", methods=("POST",))
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Give failed work all its attempts again."""
    retry_dead(job_id=job_id, now=now())
    toast(request, _("It is tried again now"))
    return redirect(request, "settings_failed")


@screen("sample.write")
def sample(request: HttpRequest) -> HttpResponse:
    """Show whether the sample business is here, and how far its loading is."""
    load = find_load()
    partial = "settings/_sample.html"
    return settings_page(request, "settings/sample.html", section="settings_sample", partial=partial, load=load)


@screen("sample.write", methods=("POST",))
def load_sample(request: HttpRequest) -> HttpResponse:
    """Have the sample business loaded in the background."""
    request_load(now=now())
    return redirect(request, "settings_sample")


@screen("sample.write", methods=("POST",))
def remove_sample(request: HttpRequest) -> HttpResponse:
    """Have the sample business removed in the background."""
    request_removal(now=now())
    return redirect(request, "settings_sample")
