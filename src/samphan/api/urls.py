from itertools import chain
from typing import Any, cast

from django.urls import URLPattern, URLResolver, path

from samphan.api.health import metrics, readyz
from samphan.api.v1.app import api

# Nobody signs in here: a call is let in by its API key, or is told nothing.
_ACTION = "public"

_patterns, _app_name, _namespace = api.urls
_watching = [
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
for _pattern in chain(_patterns, _watching):
    _view = cast(Any, _pattern.callback)
    _view.samphan_action, _view.samphan_before_set_up = _ACTION, True

urlpatterns: list[URLPattern | URLResolver] = [*_watching, path("v1/", (_patterns, _app_name, _namespace))]
