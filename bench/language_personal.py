"""Personal data in synthetic sentences: how much of each kind is found; run by `python bench/language.py personal`.

Sentences and values are made here from a fixed seed; names are of our own making, half of them on no list the product
knows. Values stand glued to Thai words or apart, in western or Thai digits, with the separators people type.
"""

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.measured import Row
from samphan.language.personal import KINDS, find_personal

SENTENCES = 5000
SEED = 20
# {0} is the value; what stands around it is what customers write around such values.
BEFORE = {
    "email": ["อีเมล{0}ค่ะ", "ส่งเอกสารมาที่ {0} นะครับ", "ติดต่อกลับ{0}ด้วย", "my email is {0} thanks", "เมล์:{0}ครับ"],
    "thai_id": ["เลขบัตรประชาชน{0}ครับ", "บัตร ปชช {0} ค่ะ", "เลขประจำตัว{0}ลงทะเบียนไม่ได้", "my ID {0} please check", "รหัส{0}นะคะ"],
    "card": ["บัตรเครดิต{0}โดนตัดเงินซ้ำ", "เลขบัตร {0} ค่ะ", "card {0} was charged twice", "ตัดผ่านบัตร{0}ไปแล้ว"],
    "bank": ["โอนเข้าบัญชี {0} แล้วค่ะ", "เลขที่บัญชี{0}ครับ", "คืนเงินมาที่กสิกร {0} นะคะ", "บช.{0}ไทยพาณิชย์", "refund to account no. {0} please"],
    "phone": ["โทรกลับ{0}ด้วยค่ะ", "เบอร์ {0} ครับ", "ติดต่อ{0}นะคะ", "call me at {0}.", "รบกวนโทรหา{0}ก่อนเข้ามา", "0 ไม่มีใครรับ {0}"],
    "line": ["แอดไลน์ {0} มาได้เลย", "ไลน์ไอดี{0}ค่ะ", "line id: {0} ครับ", "ไอดีไลน์ {0} นะ", "LINE: {0}"],
    "plate": ["รถทะเบียน {0} จอดขวาง", "ทะเบียนรถ{0}เฉี่ยวแล้วหนี", "คนขับทะเบียน{0}ขับเร็วมาก", "ป้ายแดง {0} ครับ"],
    "address": ["ส่งมาที่ {0} ด้วยค่ะ", "ที่อยู่{0}", "บ้านอยู่ {0} ค่ะ", "จัดส่ง {0} นะครับ"],
    "titled": ["{0}พูดจาไม่สุภาพ", "ชื่อ {0} ค่ะ", "ฝากขอบคุณ{0}ด้วยครับ", "{0} โทรมาแจ้งว่าจะเข้ามาวันนี้", "พนักงานชื่อ{0}บริการดีมาก", "ผม{0}ครับ"],
    "called": ["{0}บริการดีมากค่ะ", "ขอบคุณ {0} ที่ช่วยเหลือ", "ติดต่อ{0}แล้วไม่มีใครตอบ", "{0} น่ารักมาก", "อยากชม{0}ครับ"],
    "english": ["{0} was very rude to me", "I talked to {0} yesterday", "แจ้ง {0} ไปแล้วครับ"],
}  # fmt: skip
FIRST = (
    "ปัญจพล กฤษฎา ธนกฤต ศุภวิชญ์ พชรพล รังสิมันต์ จิรวัฒน์ อรรถพล พิริยะ ธีรเดช เมธาสิทธิ์ ชยพล กันตภณ วรเมธ สรวิชญ์ นันทวัฒน์ ปุณยวีร์ ภูวดล เตชินท์ อัครวินท์ "
    "ณิชาภัทร กัญญาณัฐ ปภัสรา ธัญชนก พิมพ์ลภัส สุพิชญา ชญานิศ วริศรา อภิชญา เขมิกา รวิสรา ศศิกานต์ มนัสนันท์ ลลิตา ปุณณดา อริสา จิดาภา ณัฐณิชา ดลพร เกวลิน "
    "สมชาย สมหญิง วิชัย ประเสริฐ สุดา มาลี บุญมี อนันต์ วิภา ทองใบ"
).split()
LAST = (
    "วงศ์สวัสดิ์ ศรีสุวรรณ แก้วมณี บุญประเสริฐ เจริญสุข ทองสุข พงศ์พิพัฒน์ จันทร์แจ่ม รัตนวงศ์ อินทรโชติ สุขเกษม แซ่ตั้ง ชัยมงคล มหาวงษ์ ปานทอง ใจงาม เพชรรัตน์ นาคสวัสดิ์ ธรรมรักษา กิจเจริญ"
).split()
CALLED = "แนน บอย เจี๊ยบ พลอย ตุ๊ก กอล์ฟ เมย์ โบว์ ฝน นัท แบงค์ จอย อ้อม มิ้นท์ เบียร์ สมศรี วิไล ณัฐพล ธนวัฒน์ กนกวรรณ".split()
UNLISTED = "ปัญจพล ธีรเดช กัญญาณัฐ ธัญชนก นันทวัฒน์ ศศิกานต์ มนัสนันท์ จิรวัฒน์ เขมิกา ปภัสรา".split()
LATIN = ["Somchai", "John", "Mary", "Wichai", "Anna", "Nattapong", "Peter", "Suda"]
LATIN_LAST = ["Jaidee", "Smith", "Brown", "Srisuk", "Wong", "Miller"]
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def rows(data: Path) -> Iterator[Row]:
    """Yield the recall of each kind and what is found in real messages."""
    rng = random.Random(SEED)
    kinds = list(BEFORE)
    made, found = Counter[str](), Counter[str]()
    leaked = Counter[str]()
    for at in range(SENTENCES):
        kind = kinds[at % len(kinds)]
        value = VALUES[kind](rng)
        sentence = _sentence(rng, kind, value)
        start = sentence.index(value)
        group = f"called, not listed: {kind}" if kind == "called" and value.split(" ")[0].lstrip("คุณพี่น้อง") in UNLISTED else kind
        made[group] += 1
        spans = [s for s in find_personal(sentence) if s.kind == _kind(kind)]
        found[group] += any(s.start <= start + len(value) // 3 and s.end >= start + len(value) for s in spans)
        leaked[group] += not any(s.start < start + len(value) and start < s.end for s in find_personal(sentence))
    for group in sorted(made):
        yield _recall(group, made[group], found[group], leaked[group])
    yield from _real(data)


def _recall(group: str, made: int, found: int, leaked: int) -> Row:
    note = f"n = {made}; untouched {leaked / made:.3f}"
    limit = {"titled": 0.95, "english": 0.95, "called": 0.95}.get(group, 0.97)
    return Row(name=f"recall {group}", value=found / made, limit=None if "not listed" in group else limit, note=note)


def _kind(kind: str) -> str:
    return kind if kind in KINDS else "name"


def _sentence(rng: random.Random, kind: str, value: str) -> str:
    sentence = rng.choice(BEFORE[kind]).replace("{0}", value)
    more = rng.choice(["", "", " รอมา 3 วันแล้ว", " ช่วยตรวจสอบด้วยค่ะ", " ออเดอร์ 20451 ราคา 1,290 บาท", "\nขอบคุณค่ะ"])
    return sentence + more


def _separated(rng: random.Random, groups: list[str]) -> str:
    number = rng.choice(["-", " ", "", "", "."]).join(groups)
    return number.translate(THAI_DIGITS) if rng.random() < 0.15 else number


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _thai_id(rng: random.Random) -> str:
    first = rng.choice("12345678") + _digits(rng, 11)
    check = (11 - sum(int(d) * (13 - at) for at, d in enumerate(first)) % 11) % 10
    whole = f"{first}{check}"
    return _separated(rng, [whole[0], whole[1:5], whole[5:10], whole[10:12], whole[12]])


def _card(rng: random.Random) -> str:
    first = rng.choice(["4", "51", "55", "35", "62"])
    first += _digits(rng, 15 - len(first))
    total = sum(d if at % 2 else d * 2 - 9 * (d > 4) for at, d in enumerate(int(c) for c in reversed(first)))
    whole = f"{first}{-total % 10}"
    return _separated(rng, [whole[at : at + 4] for at in range(0, 16, 4)])


def _bank(rng: random.Random) -> str:
    whole = rng.choice("123456789") + _digits(rng, 9)
    groups = [whole[:3], whole[3], whole[4:9], whole[9]]
    number = rng.choice(["-", " ", ""]).join(groups)
    return number.translate(THAI_DIGITS) if rng.random() < 0.15 else number


def _phone(rng: random.Random) -> str:
    if rng.random() < 0.2:
        whole = rng.choice(["02", "053", "038", "074", "044"])
        rest = _digits(rng, 9 - len(whole))
        return _separated(rng, [whole, rest[:3], rest[3:]])
    whole = rng.choice(["08", "09", "06"]) + _digits(rng, 8)
    if rng.random() < 0.15:
        return rng.choice(["+66", "+66 ", "0066", "+66-"]) + _separated(rng, [whole[1:3], whole[3:6], whole[6:]])
    cuts = rng.choice([(3, 6), (2, 6), (3,), (3, 7)])
    edges = [0, *cuts, 10]
    return _separated(rng, [whole[a:b] for a, b in zip(edges, edges[1:], strict=False)])


def _email(rng: random.Random) -> str:
    name = rng.choice(["somchai", "ploy.j", "n_nat", "info-shop", "k"]) + rng.choice(["", "99", ".th", "2530"])
    return f"{name}@{rng.choice(['gmail.com', 'hotmail.co.th', 'company.com', 'mail.go.th'])}"


def _line(rng: random.Random) -> str:
    return rng.choice(["", "", "@"]) + rng.choice(["ploy", "nat_shop", "boy.k", "mind"]) + str(rng.randint(10, 9999))


def _plate(rng: random.Random) -> str:
    letters = rng.choice(["กข", "ฆษ", "ชท", "ญว", "ศอ"])
    number = rng.choice(["", "1", "9", "3"]) + letters + rng.choice(["", " ", "-"]) + str(rng.randint(1, 9999))
    return number + rng.choice(["", "", " กรุงเทพ", " เชียงใหม่"])


def _address(rng: random.Random) -> str:
    house = f"{rng.randint(1, 999)}" + rng.choice(["", f"/{rng.randint(1, 99)}"])
    form = rng.choice(
        [
            "{h} หมู่ {m} ต.บางพูด อ.ปากเกร็ด จ.นนทบุรี 11120",
            "เลขที่ {h} ถนนสุขุมวิท แขวงคลองเตย เขตคลองเตย กรุงเทพ 10110",
            "{h} ซอยลาดพร้าว {m} ถนนลาดพร้าว",
            "บ้านเลขที่ {h} ม.{m} ต.หนองหอย",
            "{h} ม.{m} ตำบลสุเทพ อำเภอเมือง เชียงใหม่ 50200",
            "{h} หมู่บ้านสุขใจ ซ.{m} ถ.พระราม 2",
        ]
    )
    return form.format(h=house, m=rng.randint(1, 15))


def _titled(rng: random.Random) -> str:
    title = rng.choice(["นาย", "นางสาว", "น.ส.", "นาย ", "นางสาว ", "ด.ช.", "ดร."])
    surname = rng.choice(["", " " + rng.choice(LAST)])
    return f"{title}{rng.choice(FIRST)}{surname}"


def _called(rng: random.Random) -> str:
    name = rng.choice(CALLED if rng.random() < 0.7 else UNLISTED)
    return f"{rng.choice(['คุณ', 'พี่', 'น้อง', 'คุณ '])}{name}"


def _english(rng: random.Random) -> str:
    return f"{rng.choice(['Mr. ', 'Mrs. ', 'Ms ', 'Miss ', 'Khun '])}{rng.choice(LATIN)}" + rng.choice(["", f" {rng.choice(LATIN_LAST)}"])


VALUES = {
    "email": _email, "thai_id": _thai_id, "card": _card, "bank": _bank, "phone": _phone, "line": _line, "plate": _plate,
    "address": _address, "titled": _titled, "called": _called, "english": _english,
}  # fmt: skip


def _real(data: Path) -> Iterator[Row]:
    """Yield how many real messages hold each kind; read by hand, what is wrong among them is said in the guide."""
    with gzip.open(data / "nlp/wisesight/valid.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["texts"] for line in lines]
    kinds = Counter(span.kind for text in texts for span in find_personal(text))
    for kind in KINDS:
        yield Row(name=f"found in real messages: {kind}", value=kinds[kind], note=f"n = {len(texts)} (Wisesight)")
