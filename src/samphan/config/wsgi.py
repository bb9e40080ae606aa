"""The WSGI application: the fast lane in front, Django behind."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samphan.config.settings")

from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()

import samphan.config.urls  # noqa: E402, F401  (else the first requests take seconds)
from samphan.api.fast_lane import with_fast_lane  # noqa: E402

application = with_fast_lane(_django)
