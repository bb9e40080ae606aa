"""What insights may read of journeys: the touchpoints, and which ratings are about each."""

from collections.abc import Iterator
from functools import partial

from samphan.insights.sources import RatedField, TouchpointRow, read_touchpoints_from
from samphan.journeys.models import Touchpoint
from samphan.journeys.rules import Link, Origin
from samphan.journeys.selectors import link_of


@read_touchpoints_from
def touchpoint_rows() -> Iterator[TouchpointRow]:
    """Yield every touchpoint with what says which ratings are about it: the same choice as the journey map's."""
    for touchpoint in Touchpoint.objects.order_by("pk"):
        yield TouchpointRow(
            touchpoint_id=touchpoint.pk,
            th=touchpoint.name_th,
            en=touchpoint.name_en,
            is_rated_by=partial(_is_about, link_of(touchpoint)),
        )


def _is_about(link: Link, rated: RatedField) -> bool:
    origin = Origin(
        kind=rated.kind,
        survey_id=rated.survey_id,
        source=rated.source,
        channel=rated.channel,
        branch_id=rated.branch_id,
    )
    return rated.scale == link.scale and link.field in ("", rated.field) and link.takes(origin)
