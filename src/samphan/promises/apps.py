from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "samphan.promises"
    default_auto_field = "django.db.models.BigAutoField"
