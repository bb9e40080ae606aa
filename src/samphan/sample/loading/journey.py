"""The journey of the sample business: the retail template, with owners, problems and a text kept at two touchpoints."""

from datetime import datetime

from samphan.journeys.models import Journey, Stage, Touchpoint, Wording, WordingKind
from samphan.journeys.services import stage_columns, touchpoint_columns
from samphan.journeys.templates import TEMPLATES
from samphan.promises.models import Promise
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.staff import Staff
from samphan.surveys.models import Survey

# By the code of the survey that measures it: problems (Thai, English), and the mail kept there (name, Thai, English).
_KNOWN = {
    "csat": (
        ("มาช้ากว่าเวลานัด\nของมีรอยจากการขนส่ง", "Later than agreed\nMarked on the way"),
        (
            "ขอโทษที่ส่งช้า",
            "เราขออภัยที่ไปถึงช้ากว่าเวลานัด ทีมจัดส่งจะโทรแจ้งเวลาใหม่ภายในวันนี้",
            "We are sorry that we come later than agreed. Our team calls you today with the new time.",
        ),
    ),
    "nps": (
        ("สิทธิ์ของลูกค้าประจำไม่ชัดเจน", "What regular customers get is unclear"),
        (
            "ขอบคุณที่บอกต่อ",
            "ขอบคุณที่แนะนำเราให้คนใกล้ตัว เราจะดูแลเขาให้ดีเหมือนที่ดูแลคุณ",
            "Thank you for recommending us. We will care for them as we do for you.",
        ),
    ),
}


def load_journey(keeper: Keeper, staff: Staff, *, now: datetime) -> None:
    """Write the journey; what its touchpoints show is counted from the story's own answers and cases."""
    draft = TEMPLATES["retail"]
    (journey_id,) = keeper.add([Journey(name_th=draft.name[0], name_en=draft.name[1], created_at=now)])
    stage_ids = keeper.add(
        [Stage(journey_id=journey_id, **stage_columns(stage, place)) for place, stage in enumerate(draft.stages)]
    )
    surveys = dict(Survey.objects.values_list("code", "pk"))
    promises = dict(Promise.objects.values_list("code", "pk"))
    drafts = [
        (stage_id, place, one)
        for stage_id, stage in zip(stage_ids, draft.stages, strict=True)
        for place, one in enumerate(stage.touchpoints)
    ]
    touchpoints = [
        Touchpoint(stage_id=stage_id, position=place, **touchpoint_columns(one, surveys, promises))
        for stage_id, place, one in drafts
    ]
    for number, ((_stage_id, _place, one), row) in enumerate(zip(drafts, touchpoints, strict=True)):
        row.owner_id = staff.user_ids[number % len(staff.user_ids)]
        if one.survey in _KNOWN:
            row.problems_th, row.problems_en = _KNOWN[one.survey][0]
    keys = keeper.add(touchpoints)
    keeper.add(
        [
            Wording(
                touchpoint_id=key,
                kind=WordingKind.MAIL,
                name=_KNOWN[one.survey][1][0],
                subject_th=_KNOWN[one.survey][1][0],
                body_th=_KNOWN[one.survey][1][1],
                body_en=_KNOWN[one.survey][1][2],
                updated_at=now,
            )
            for key, (_stage_id, _place, one) in zip(keys, drafts, strict=True)
            if one.survey in _KNOWN
        ]
    )
