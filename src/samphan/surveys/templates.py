"""Ready questionnaires, Thai and English: what a new installation starts with and what the form offers. Pure data."""

from dataclasses import dataclass

LONGEST_TEXT = 300
LONGEST_END = 80


@dataclass(frozen=True, kw_only=True)
class QuestionDraft:
    """One question as it is written, before it is stored."""

    field: str
    kind: str
    text_th: str
    text_en: str
    low_th: str = ""
    low_en: str = ""
    high_th: str = ""
    high_en: str = ""
    options: tuple[tuple[str, str, str], ...] = ()  # (code, Thai, English)
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class SurveyDraft:
    """A questionnaire as it is written, before it is stored."""

    code: str
    name_th: str
    name_en: str
    purpose: str
    questions: tuple[QuestionDraft, ...]
    is_anonymous: bool = False
    contact_me_offered: bool = True
    review_url: str = ""


_REASONS = (
    ("staff", "พนักงานและช่าง", "Staff and technicians"),
    ("on_time", "ตรงเวลา", "On time"),
    ("quality", "คุณภาพสินค้าและงาน", "Quality"),
    ("price", "ราคา", "Price"),
    ("communication", "การสื่อสาร", "Communication"),
)
_WHY = QuestionDraft(
    field="reasons",
    kind="choice",
    text_th="อะไรคือเหตุผลหลักของคะแนนนี้",
    text_en="What is the main reason for this score?",
    options=_REASONS,
)
_COMMENT = QuestionDraft(
    field="comment",
    kind="text",
    text_th="เล่าให้เราฟังเพิ่มเติมได้ไหมคะ",
    text_en="Would you like to tell us more?",
)
NPS = SurveyDraft(
    code="nps",
    name_th="ความสัมพันธ์โดยรวม (NPS)",
    name_en="Overall relationship (NPS)",
    purpose="relationship",
    questions=(
        QuestionDraft(
            field="nps",
            kind="nps",
            text_th="{name}มีแนวโน้มจะแนะนำ{brand} ให้เพื่อนหรือครอบครัวมากแค่ไหนคะ",
            text_en="How likely are you to recommend {brand} to friends or family?",
            low_th="ไม่แนะนำเลย",
            low_en="Not at all likely",
            high_th="แนะนำแน่นอน",
            high_en="Extremely likely",
            is_required=True,
        ),
        _WHY,
        _COMMENT,
    ),
)
CSAT = SurveyDraft(
    code="csat",
    name_th="หลังการซื้อ (CSAT)",
    name_en="After a purchase (CSAT)",
    purpose="transactional",
    questions=(
        QuestionDraft(
            field="csat",
            kind="csat",
            text_th="{name}พอใจกับการซื้อครั้งนี้มากแค่ไหนคะ",
            text_en="How satisfied are you with this purchase?",
            low_th="ไม่พอใจเลย",
            low_en="Very dissatisfied",
            high_th="พอใจมาก",
            high_en="Very satisfied",
            is_required=True,
        ),
        _WHY,
        _COMMENT,
    ),
)
VERIFICATION = SurveyDraft(
    code="verification",
    name_th="ยืนยันว่าแก้ปัญหาแล้ว",
    name_en="Was it really solved?",
    purpose="verification",
    questions=(
        QuestionDraft(
            field="solved",
            kind="nps",
            text_th="เรื่องที่{name}แจ้งไว้ ได้รับการแก้ไขเรียบร้อยแค่ไหนคะ",
            text_en="How well has what you told us about been solved?",
            low_th="ยังไม่ได้แก้เลย",
            low_en="Not solved at all",
            high_th="แก้เรียบร้อยแล้ว",
            high_en="Completely solved",
            is_required=True,
        ),
        QuestionDraft(
            field="comment",
            kind="text",
            text_th="มีอะไรที่เราควรทำเพิ่มอีกไหมคะ",
            text_en="Is there anything more we should do?",
        ),
    ),
)
TEMPLATES: dict[str, SurveyDraft] = {draft.code: draft for draft in (NPS, CSAT, VERIFICATION)}
