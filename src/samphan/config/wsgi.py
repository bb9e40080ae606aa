"""The WSGI application: who the visitor is comes first, then the fast lane, Django behind."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samphan.config.settings")

from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402

import samphan.config.urls  # noqa: E402, F401  (else the first requests take seconds)
from samphan.api.fast_lane import with_fast_lane  # noqa: E402
from samphan.config.proxies import with_trusted_proxies  # noqa: E402
from samphan.kit.memory import keep_what_is_loaded  # noqa: E402

application = with_trusted_proxies(with_fast_lane(_django), settings.TRUSTED_PROXIES)
keep_what_is_loaded()
