from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventLogConfig(AppConfig):
    name = "samphan.eventlog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every room's events, so that the registry is complete."""
        autodiscover_modules("events")
