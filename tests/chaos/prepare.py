"""Set a fresh installation up as its owner would, and print an API key; run inside an installation."""

import django

django.setup()

from samphan.accounts.services import make_api_key  # noqa: E402
from samphan.automation.services import seed_installation  # noqa: E402
from samphan.kit import clock  # noqa: E402
from tests import world  # noqa: E402

world.organisation()
seed_installation(now=clock.now())
owner = world.user()
print(make_api_key(name="chaos", scopes=["responses.write"], created_by_id=owner.pk, now=clock.now()).token)
