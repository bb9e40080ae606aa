"""Ready journeys by industry, Thai and English: what an empty map starts with. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, str]  # Thai, English


@dataclass(frozen=True, kw_only=True)
class TouchpointDraft:
    """One touchpoint as a template has it. `survey` and `promise` are codes, linked where the firm has them."""

    name: Words
    need: Words
    questions: Words = ("", "")
    survey: str = ""
    kind: str = ""
    scale: str = "csat"
    promise: str = ""
    is_moment_of_truth: bool = False


@dataclass(frozen=True, kw_only=True)
class StageDraft:
    """One stage with its touchpoints."""

    name: Words
    touchpoints: tuple[TouchpointDraft, ...]


@dataclass(frozen=True, kw_only=True)
class JourneyDraft:
    """One journey as a template has it."""

    name: Words
    stages: tuple[StageDraft, ...]


def _stage(thai: str, english: str, *touchpoints: TouchpointDraft) -> StageDraft:
    return StageDraft(name=(thai, english), touchpoints=touchpoints)


def _point(thai: str, english: str, need_thai: str, need_english: str, asked: Words = ("", "")) -> TouchpointDraft:
    return TouchpointDraft(name=(thai, english), need=(need_thai, need_english), questions=asked)


_REVIEWS = TouchpointDraft(
    name=("รีวิวบนอินเทอร์เน็ต", "Reviews on the internet"),
    need=("รู้ก่อนว่าคนอื่นเจออะไรมา", "To know beforehand what others met with"),
    questions=("เชื่อรีวิวได้ไหม", "Can the reviews be trusted?"),
    kind="review",
    scale="stars",
)
_HELP = TouchpointDraft(
    name=("แจ้งปัญหาและขอความช่วยเหลือ", "Asking for help"),
    need=(
        "มีคนรับเรื่อง บอกเวลา และแก้ให้จบในครั้งเดียว",
        "Somebody who takes it on, says when, and solves it the first time",
    ),
    questions=("ต้องรอนานแค่ไหน\nต้องเล่าเรื่องซ้ำไหม", "How long must I wait?\nMust I tell it all again?"),
    kind="message",
    promise="request_acknowledge",
    is_moment_of_truth=True,
)
_AFTER = _stage("ดูแลหลังการขาย", "Afterwards", _HELP)
_LOYAL = _stage(
    "กลับมาและบอกต่อ",
    "Coming back",
    TouchpointDraft(
        name=("ความสัมพันธ์โดยรวม", "The relationship as a whole"),
        need=("รู้สึกว่าเป็นคนสำคัญ ไม่ใช่แค่ยอดขาย", "To be somebody, not a sale"),
        questions=("ลูกค้าประจำได้อะไรบ้าง", "What do regular customers get?"),
        survey="nps",
        scale="nps",
    ),
)


def _asked_after(thai: str, english: str, need_thai: str, need_english: str) -> TouchpointDraft:
    """Return the touchpoint that the survey after a purchase asks about: where the firm is remembered by."""
    return TouchpointDraft(name=(thai, english), need=(need_thai, need_english), survey="csat", is_moment_of_truth=True)


TEMPLATES: Mapping[str, JourneyDraft] = {
    "retail": JourneyDraft(
        name=("การซื้อสินค้า", "Buying from us"),
        stages=(
            _stage("รู้จัก", "Hearing of us", _REVIEWS),
            _stage(
                "เลือกซื้อ",
                "Choosing",
                _point(
                    "หน้าร้านหรือหน้าเว็บ",
                    "Shop or web shop",
                    "เห็นราคา สต็อก และขนาดครบก่อนตัดสินใจ",
                    "To see price, stock and size before deciding",
                    ("มีของไหม\nเปลี่ยนคืนได้ไหม", "Is it in stock?\nCan it be returned?"),
                ),
            ),
            _stage(
                "สั่งซื้อ",
                "Ordering",
                _point(
                    "ชำระเงิน",
                    "Paying",
                    "จ่ายง่าย รู้ยอดทั้งหมดก่อนจ่าย",
                    "To pay easily and know the whole sum beforehand",
                    ("มีค่าส่งเพิ่มไหม", "Is delivery extra?"),
                ),
            ),
            _stage(
                "รับสินค้า",
                "Receiving",
                _asked_after(
                    "จัดส่งและติดตั้ง",
                    "Delivery and installation",
                    "มาตามเวลาที่นัด ของครบไม่เสียหาย",
                    "On time, complete and unharmed",
                ),
            ),
            _AFTER,
            _LOYAL,
        ),
    ),
    "restaurant": JourneyDraft(
        name=("มื้ออาหารที่ร้าน", "A meal with us"),
        stages=(
            _stage("รู้จัก", "Hearing of us", _REVIEWS),
            _stage(
                "จองและมาถึง",
                "Booking and arriving",
                _point(
                    "จองโต๊ะ",
                    "Booking a table",
                    "รู้ทันทีว่ามีโต๊ะ",
                    "To know at once whether there is a table",
                    ("มีที่จอดรถไหม", "Is there parking?"),
                ),
                _point(
                    "รอคิวหน้าร้าน",
                    "Waiting at the door",
                    "รู้ว่าต้องรออีกกี่นาที",
                    "To know how many minutes are left",
                    ("อีกกี่คิว", "How many are before us?"),
                ),
            ),
            _stage(
                "รับประทาน",
                "Eating",
                _asked_after("อาหารและบริการ", "Food and service", "อร่อย ถูกต้อง ไม่รอนาน", "Good, right and not late"),
            ),
            _stage(
                "ชำระเงิน",
                "Paying",
                _point("เช็คบิล", "The bill", "บิลถูกต้องและรวดเร็ว", "A bill that is right and quick"),
            ),
            _AFTER,
            _LOYAL,
        ),
    ),
    "clinic": JourneyDraft(
        name=("การรักษาที่คลินิก", "A treatment with us"),
        stages=(
            _stage("รู้จัก", "Hearing of us", _REVIEWS),
            _stage(
                "ปรึกษาและนัด",
                "Consulting and booking",
                _point(
                    "นัดหมาย",
                    "Booking",
                    "เลือกเวลาและแพทย์ได้เอง",
                    "To choose time and doctor",
                    ("ราคาทั้งหมดเท่าไร\nต้องพักฟื้นกี่วัน", "What does it cost in all?\nHow long is the recovery?"),
                ),
            ),
            _stage(
                "มาถึง",
                "Arriving",
                _point("รอพบแพทย์", "The waiting room", "ได้พบแพทย์ตามเวลานัด", "To be seen at the time agreed"),
            ),
            _stage(
                "รักษา",
                "Treatment",
                _asked_after(
                    "การรักษา",
                    "The treatment",
                    "เข้าใจทุกขั้นตอน ไม่เจ็บเกินจำเป็น",
                    "To understand each step and be spared pain",
                ),
            ),
            _AFTER,
            _LOYAL,
        ),
    ),
    "service": JourneyDraft(
        name=("งานบริการและซ่อม", "A service visit"),
        stages=(
            _stage("รู้จัก", "Hearing of us", _REVIEWS),
            _stage(
                "ขอบริการ",
                "Asking for service",
                _point(
                    "ประเมินราคา",
                    "The quotation",
                    "รู้ราคาก่อนเริ่มงาน",
                    "To know the price before work begins",
                    ("มีค่าตรวจไหม", "Is the check free?"),
                ),
                _point("นัดช่าง", "The appointment", "นัดเป็นช่วงเวลาสั้น ๆ", "A short window to be at home for"),
            ),
            _stage(
                "ช่างเข้างาน",
                "The visit",
                _asked_after(
                    "งานหน้างาน",
                    "The work on site",
                    "ตรงเวลา สะอาด แก้จบในครั้งเดียว",
                    "On time, clean, solved the first time",
                ),
            ),
            _stage(
                "จ่ายเงินและรับประกัน",
                "Paying and warranty",
                _point("ใบเสร็จและใบรับประกัน", "Receipt and warranty", "เอกสารครบในวันเดียว", "All papers the same day"),
            ),
            _AFTER,
            _LOYAL,
        ),
    ),
    "b2b": JourneyDraft(
        name=("ลูกค้าองค์กร", "A business customer"),
        stages=(
            _stage(
                "พิจารณา",
                "Considering",
                _point(
                    "เสนอราคา",
                    "The offer",
                    "ตอบโจทย์และเทียบได้",
                    "An offer that fits and compares",
                    ("เครดิตกี่วัน", "How many days of credit?"),
                ),
            ),
            _stage(
                "ตกลง",
                "Agreeing",
                _point("สัญญา", "The contract", "เงื่อนไขชัด ไม่มีข้อซ่อน", "Clear terms, nothing hidden"),
            ),
            _stage(
                "เริ่มใช้",
                "Starting",
                _point("เริ่มงานและอบรม", "Onboarding", "รู้ว่าต้องทำอะไรและถามใคร", "To know what to do and whom to ask"),
            ),
            _stage(
                "ส่งมอบ",
                "Delivery",
                _asked_after(
                    "การส่งมอบแต่ละรอบ", "Each delivery", "ครบ ตรงเวลา ตามที่ตกลง", "Complete, on time, as agreed"
                ),
            ),
            _AFTER,
            _LOYAL,
        ),
    ),
}
