"""Several people on one draft at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from samphan.automation import services
from samphan.automation.models import RuleTree
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def test_of_many_who_save_one_reading_of_a_draft_exactly_one_succeeds() -> None:
    services.seed_rule_trees(now=world.NOW)
    tree = RuleTree.objects.get(code="feedback")
    together = Barrier(PEOPLE)

    def save(number: int) -> bool:
        body = {"branches": [{"id": f"b{number}", "when": True}]}
        together.wait()
        try:
            services.save_draft(tree_id=tree.pk, body=body, revision=tree.revision, now=world.NOW, actor_id=None)
        except services.DraftChanged:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(PEOPLE) as pool:
        saved = list(pool.map(save, range(PEOPLE)))

    assert saved.count(True) == 1
    assert tree.versions.get(state="draft").body["branches"][0]["id"] == f"b{saved.index(True)}"
