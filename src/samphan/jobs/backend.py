"""The `django.tasks` backend on our own database: leased jobs on SQLite and PostgreSQL."""

from django_tasks.backends.immediate import ImmediateBackend


class LeasedBackend(ImmediateBackend):
    supports_defer = True
