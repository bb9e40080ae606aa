from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "samphan.signals"
    default_auto_field = "django.db.models.BigAutoField"
