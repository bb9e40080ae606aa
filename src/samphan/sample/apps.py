from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "samphan.sample"
    default_auto_field = "django.db.models.BigAutoField"
