"""Every address: one folder a screen under `web`, the API under /v1/."""

from django.urls import URLPattern, URLResolver, include, path

# In the order they are matched; a new screen adds its folder's name.
SCREENS = (
    "shell",
    "sign_in",
    "first_run",
    "today",
    "wallboard",
    "inbox",
    "cases",
    "case",
    "reading",
    "unsubscribe",
    "digest_stop",
    "search",
    "preferences",
    "settings",
    "routing",
    "insights",
    "retention",
    "customer_value",
    "behaviour",
    "drivers",
    "topics",
    "themes",
    "economics",
    "chart_files",
    "how",
    "survey_form",
    "surveys",
    "rules",
    "alarms",
    "promises",
    "credits",
    "incidents",
    "problems",
    "recovery",
    "ideas",
    "stories",
    "journey",
    "customers",
    "imports",
)
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("samphan.api.urls")),
    *(path("", include(f"samphan.web.{screen}.urls")) for screen in SCREENS),
]

handler400 = "samphan.web.shell.views.bad_request"
handler403 = "samphan.web.shell.views.forbidden"
handler404 = "samphan.web.shell.views.not_found"
handler500 = "samphan.web.shell.views.broken"
