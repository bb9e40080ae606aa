from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "samphan.search"
    default_auto_field = "django.db.models.BigAutoField"
