"""Every URL of ours, as the tests that try them all see it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = "public"


@dataclass(frozen=True)
class Door:
    """One of our URLs: its name, the action that opens it, the methods it takes, the names of its arguments."""

    name: str
    action: str
    methods: tuple[str, ...]
    arguments: tuple[str, ...]


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every URL below a resolver, with the namespaces it stands in."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inside = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, inside)
        else:
            yield prefix, entry


def doors() -> list[Door]:
    """Return every URL of ours."""
    found = []
    for prefix, pattern in patterns(get_resolver()):
        view = pattern.callback
        action = getattr(view, "samphan_action", None)
        if action is None:
            continue
        found.append(
            Door(
                name=f"{prefix}{pattern.name or pattern.pattern}",
                action=action,
                methods=tuple(getattr(view, "samphan_methods", ("GET",))),
                arguments=tuple(pattern.pattern.converters),
            )
        )
    return found
