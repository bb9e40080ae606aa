"""A task of the `django.tasks` API that also says how it is to be run."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import P, T, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task[P, T]):
    """What `task` makes. An `atomic` task commits its effect and its completion in one transaction."""

    atomic: bool = False
    max_attempts: int = 8

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the call's arguments by name, so that a stored job can be read; TypeError when they do not fit."""
        given = (None, *args) if self.takes_context else args
        bound = signature(self.func).bind(*given, **kwargs).arguments
        if self.takes_context:
            del bound["context"]
        return dict(bound)


AnyTask = LeasedTask[Any, Any]


def find_task(path: str) -> AnyTask:
    """Return the task at a dotted path; a path that is no task is refused, whatever a stored row says."""
    found = import_string(path)
    if not isinstance(found, LeasedTask):
        raise TypeError(f"{path} is not a task")
    return found
