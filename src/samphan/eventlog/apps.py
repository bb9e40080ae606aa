from django.apps import AppConfig


class EventLogConfig(AppConfig):
    name = "samphan.eventlog"
    default_auto_field = "django.db.models.BigAutoField"
