from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "samphan.accounts"
    default_auto_field = "django.db.models.BigAutoField"
