"""What each kind of file may tell, under which headings people write it, and what it must tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samphan.kit.errors import N_


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column may hold; `aliases` are headings in Thai and English, lower case without punctuation."""

    name: str
    type: str
    label: str
    aliases: tuple[str, ...]


_PERSON = (
    Field("external_id", "text", N_("Customer id"), (
        "customer id", "customerid", "customer no", "customer number", "customer code", "record id", "user id",
        "username",
        "member id", "member no", "external id", "รหัสลูกค้า", "เลขที่ลูกค้า", "รหัสสมาชิก", "เลขสมาชิก",
    )),
    Field("email", "email", N_("E-mail"), (
        "email", "e mail", "mail", "email address", "customer email", "อีเมล", "อีเมล์", "อีเมลล์", "ที่อยู่อีเมล",
    )),
    Field("phone", "phones", N_("Phone"), (
        "phone", "telephone", "tel", "mobile", "mobile phone", "phone number", "mobile phone number", "billing phone",
        "เบอร์โทร", "เบอร์โทรศัพท์", "โทรศัพท์", "เบอร์มือถือ", "มือถือ", "เบอร์", "โทร",
    )),
    Field("line_id", "text", N_("LINE id"), ("line", "line id", "line userid", "line user id", "ไลน์", "ไอดีไลน์")),
    Field("full_name", "name", N_("Full name"), (
        "name", "full name", "customer", "customer name", "billing name", "contact name", "ชื่อ นามสกุล", "ชื่อ สกุล",
        "ชื่อเต็ม", "ชื่อลูกค้า", "ลูกค้า",
    )),
)  # fmt: skip
_MORE_PERSON = (
    Field("title", "text", N_("Title"), ("title", "salutation", "prefix", "คำนำหน้า", "คำนำหน้าชื่อ")),
    Field("first_name", "text", N_("First name"), ("first name", "firstname", "given name", "ชื่อ", "ชื่อจริง")),
    Field("last_name", "text", N_("Last name"), ("last name", "lastname", "surname", "family name", "นามสกุล",
        "สกุล")),
    Field("nickname", "text", N_("Nickname"), ("nickname", "nick name", "ชื่อเล่น")),
    Field("language", "language", N_("Language"), ("language", "locale", "ภาษา")),
    Field("birth_date", "date", N_("Birthday"), (
        "birthday", "birth date", "birthdate", "date of birth", "dob", "วันเกิด", "วันเดือนปีเกิด",
    )),
    Field("marketing_email", "yes_no", N_("Marketing by e-mail"), (
        "accepts email marketing", "accepts marketing", "email opt in", "marketing consent", "consent marketing",
        "ยินยอมรับข่าวสาร", "ยินยอมการตลาด", "รับข่าวสารทางอีเมล",
    )),
    Field("marketing_sms", "yes_no", N_("Marketing by SMS"), ("accepts sms marketing", "sms opt in",
        "รับข่าวสารทาง sms")),
)  # fmt: skip
_BRANCH = Field("branch", "branch", N_("Branch"), ("branch", "branch code", "store", "shop", "สาขา", "รหัสสาขา"))
_ORDER = (
    Field("order_ref", "text", N_("Order number"), (
        "order", "order id", "order no", "order number", "order ref", "invoice", "invoice no", "invoiceno",
        "invoice number",
        "receipt", "receipt no", "bill no", "เลขที่คำสั่งซื้อ", "หมายเลขคำสั่งซื้อ", "คำสั่งซื้อ",
        "เลขที่ใบเสร็จ", "เลขที่บิล",
        "เลขที่ใบกำกับ",
    )),
    Field("ordered_at", "time", N_("Ordered at"), (
        "ordered at", "order date", "date", "invoice date", "invoicedate", "created at", "purchase date", "paid at",
        "วันที่สั่งซื้อ", "วันที่ซื้อ", "วันที่", "วันเวลา", "เวลาสั่งซื้อ",
    )),
    Field("sku", "text", N_("Item code"), (
        "sku", "stock code", "stockcode", "item code", "product code", "lineitem sku", "รหัสสินค้า",
    )),
    Field("item_name", "text", N_("Item"), (
        "item", "item name", "product", "product name", "description", "lineitem name", "สินค้า", "ชื่อสินค้า",
        "รายการ",
        "รายการสินค้า",
    )),
    Field("quantity", "integer", N_("Quantity"), ("quantity", "qty", "lineitem quantity", "จำนวน", "จำนวนชิ้น")),
    Field("unit_price", "money", N_("Unit price"), (
        "unit price", "unitprice", "price", "price each", "lineitem price", "ราคา", "ราคาต่อหน่วย", "ราคาต่อชิ้น",
    )),
    Field("line_total", "money", N_("Line total"), ("line total", "line amount", "amount", "ราคารวม", "เป็นเงิน")),
    Field("order_total", "money", N_("Order total"), (
        "total", "order total", "grand total", "net total", "ยอดรวม", "ยอดสุทธิ", "ยอดซื้อ", "รวมทั้งสิ้น",
    )),
    Field("currency", "currency", N_("Currency"), ("currency", "สกุลเงิน")),
    Field("status", "order_status", N_("Status"), (
        "status", "order status", "financial status", "payment status", "สถานะ", "สถานะคำสั่งซื้อ",
    )),
)  # fmt: skip
_WORDS = (
    "comment", "comments", "feedback", "text", "texts", "review", "message", "reason", "ความคิดเห็น",
    "ข้อเสนอแนะ", "คอมเมนต์",
    "รีวิว", "ข้อความ", "เหตุผล",
)  # fmt: skip
_ANSWERED = (
    "answered at", "submitted at", "response date", "date", "timestamp", "created at", "posted at", "review date",
    "วันที่ตอบ", "วันที่", "วันเวลา", "ประทับเวลา", "วันที่รีวิว",
)  # fmt: skip
_RESPONSE = (
    Field("response_id", "text", N_("Response id"), ("response id", "id", "submission id", "รหัสคำตอบ", "รหัส")),
    Field("answered_at", "time", N_("Answered at"), _ANSWERED),
    Field("nps", "nps", N_("NPS (0-10)"), ("nps", "nps score", "likelihood to recommend", "คะแนน nps", "คะแนนแนะนำ")),
    Field("csat", "csat", N_("CSAT (1-5)"), ("csat", "csat score", "satisfaction", "ความพึงพอใจ",
        "คะแนนความพึงพอใจ")),
    Field("comment", "long_text", N_("Comment"), _WORDS),
    Field("wants_contact", "yes_no", N_("Wants contact"), ("contact me", "wants contact", "call me back",
        "ขอให้ติดต่อกลับ")),
)  # fmt: skip
_REVIEW = (
    Field("review_id", "text", N_("Review id"), ("review id", "id", "รหัสรีวิว", "รหัส")),
    Field("posted_at", "time", N_("Posted at"), _ANSWERED),
    Field("stars", "stars", N_("Stars (1-5)"), ("stars", "rating", "score", "star rating", "ดาว", "คะแนน",
        "จำนวนดาว")),
    Field("comment", "long_text", N_("Review"), _WORDS),
    Field("author_name", "text", N_("Author"), ("author", "reviewer", "name", "author name", "ผู้รีวิว",
        "ชื่อผู้รีวิว", "ชื่อ")),
    Field("url", "text", N_("Link"), ("url", "link", "ลิงก์")),
)  # fmt: skip

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "customers": (*_PERSON, *_MORE_PERSON, _BRANCH),
    "orders": (*_ORDER, *_PERSON, _BRANCH),
    "responses": (*_RESPONSE, *_PERSON, _BRANCH),
    "reviews": (*_REVIEW, _BRANCH),
}
_CONTACTS = ("external_id", "email", "phone", "line_id")
# A file that maps one of these says who answered.
NAMING = frozenset(_CONTACTS)
# Each group needs at least one mapped column.
REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "customers": (_CONTACTS,),
    "orders": (_CONTACTS, ("ordered_at",), ("unit_price", "line_total", "order_total")),
    "responses": (("nps", "csat", "comment"),),
    "reviews": (("stars", "comment"),),
}
# A bare "score" is NPS or CSAT, which only its values tell.
SCORE_ALIASES = ("score", "rating", "คะแนน")


def field_types(kind: str) -> dict[str, str]:
    """Return field name -> type of a kind of file."""
    return {field.name: field.type for field in FIELDS[kind]}


def missing_groups(kind: str, mapping: Mapping[str, str]) -> list[Sequence[Field]]:
    """Return the groups of fields of which a mapping names none, though the kind needs one."""
    by_name = {field.name: field for field in FIELDS[kind]}
    return [[by_name[n] for n in group] for group in REQUIRED[kind] if not any(n in mapping for n in group)]
