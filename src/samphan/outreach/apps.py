from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "samphan.outreach"
    default_auto_field = "django.db.models.BigAutoField"
