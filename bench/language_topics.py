"""Topics from words and from labels, on de-duplicated TrueVoice calls: `python bench/language.py topics`.

Seven destinations, words of our own for each (written after reading the training split alone), the head taught by 200
labels and by all; measured on the test split without the texts that repeat training ones. Then themes on the same.
"""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, normalized_mutual_info_score

from bench.measured import Row
from samphan.language.normalise import normalise
from samphan.language.themes import find_themes
from samphan.language.topics import Taxonomy, default_taxonomy, find_topics
from samphan.language.topics.finding import votes
from samphan.language.topics.head import TopicHead
from samphan.language.topics.queue import to_ask

# Words of our own for the seven destinations.
DESTINATIONS: dict[str, dict[str, list[str]]] = {
    "billing_and_payment": {
        "th": [
            "ยอด",
            "ชำระ",
            "ค่าบริการ",
            "ค่าโทร",
            "จ่ายเงิน",
            "ไปจ่าย",
            "จ่ายแล้ว",
            "บิล",
            "ใบแจ้ง",
            "ใบเสร็จ",
            "วงเงิน",
            "ตัดสัญญาณ",
            "โดนตัด",
            "ถูกตัด",
            "ถูกระงับ",
            "โดนระงับ",
            "เปิดสัญญาณ",
            "เปิดเบอร์",
            "ค้าง",
            "ค่าใช้จ่าย",
            "ค่าใช้บริการ",
            "โทรออกไม่ได้",
            "รอบบิล",
            "เกินวงเงิน",
            "เงินไม่เข้า",
            "เติมเงินไม่",
            "บัตรเติมเงิน",
            "หักเงิน",
            "เงินหาย",
            "เงินเหลือ",
            "เปลี่ยนที่อยู่",
            "เติมเงินแล้ว",
        ],
        "en": [
            "bill",
            "payment",
            "invoice",
        ],
        "unless": [
            "ยอดเยี่ยม",
        ],
    },
    "promotions": {
        "th": [
            "โปร",
            "แพคเกจ",
            "แพ็คเกจ",
            "แพ็กเกจ",
            "แพจเกจ",
            "สมัคร",
            "รายวัน",
            "เสริม",
            "โบนัส",
            "เพกเกจ",
            "เพ็กเกจ",
            "แพ็กเก็จ",
            "แพคเก็จ",
            "รายเดือน",
            "ลด %",
            "ต่ออายุ",
            "วันหมดอายุ",
            "นาทีละ",
            "ย้ายเป็น",
            "โทรฟรี",
            "ฟรี",
            "ส่วนลด",
            "บุฟเฟ่",
            "แพ็ค",
            "ไม่อั้น",
            "ซื้อวัน",
            "ซื้อชั่วโมง",
            "เพิ่มวัน",
        ],
        "en": [
            "package*",
            "promotion*",
            "pro",
        ],
        "unless": [
            "ยกเลิกโปร",
            "ยกเลิกโปรโมชั่น",
            "ยกเลิกแพ็คเกจ",
            "ยกเลิกแพคเกจ",
            "ยกเลิกแพ็กเกจ",
            "ยกเลิก package",
            "บริการเสริม",
            "สมัครเสียงเพลง",
            "สมัครเพลง",
            "สมัครทรูมันนี่",
            "สมัครไวไฟ",
        ],
    },
    "internet": {
        "th": [
            "เน็ต",
            "เนต",
            "เน็ท",
            "อินเตอร์เน็ต",
            "โหลด",
            "คอม",
            "ความเร็ว",
            "เล่นไลน์",
            "เล่นเน็ต",
            "เน็ตไม่",
            "เน็ตช้า",
            "เล่นไม่ได้",
            "เข้าเว็บ",
            "เน็ตใช้ไม่ได้",
            "ไวไฟ",
            "แอร์การ์ด",
            "เชื่อมต่อ",
            "ตั้งค่า",
            "อินเตอร์เน็ตไม่",
            "ใช้อินเตอร์เน็ต",
            "เล่นอินเตอร์เน็ต",
            "เข้าอินเตอร์เน็ต",
            "สามจี",
            "3จี",
            "ช้า",
            "รหัสผ่าน",
            "เล่นเนต",
            "เนตไม่",
            "พุค",
            "แมค",
            "จีพีอาร์เอส",
            "เฟส",
            "โมเด็ม",
        ],
        "en": [
            "wifi",
            "wi-fi",
            "aircard*",
            "3g",
            "edge",
            "setting*",
            "internet",
            "gprs",
            "username",
            "facebook",
            "puk",
            "password",
        ],
        "unless": [
            "ยกเลิกอินเตอร์เน็ต",
            "ยกเลิกเน็ต",
            "ค่าเน็ต",
            "เสริมเน็ต",
        ],
    },
    "other_queries": {
        "th": [
            "ยกเลิก",
            "ข้อความ",
            "รอสาย",
            "เอสเอ็มเอส",
            "เพลง",
            "ช่าง",
            "คู่สาย",
            "โทรศัพท์บ้าน",
            "ใบกำกับ",
            "ย้ายบ้าน",
            "แบล็คการ์ด",
            "แบร็คการ์ด",
            "เรดการ์ด",
            "กล่อง",
            "จาน",
            "โอนสาย",
            "ย้ายค่าย",
            "สายซ้อน",
            "ทรูวิชั่น",
            "ปิดเบอร์",
            "ดูไม่ได้",
            "ซ่อม",
            "เคลม",
            "ทรูการ์ด",
            "ศูนย์ทรู",
            "ช่อง",
            "สิทธิ์",
            "มีขาย",
            "ขายเครื่อง",
            "บริการเสริม",
            "เลิกใช้",
        ],
        "en": [
            "sms",
            "adsl",
            "truevision*",
            "black card",
            "red card",
            "iservice",
            "shop",
        ],
        "unless": [
            "ข้อความไม่ได้",
        ],
    },
    "international_dialing": {
        "th": [
            "ต่างประเทศ",
            "โรมมิ่ง",
            "ระหว่างประเทศ",
            "ทางไกล",
            "เปิดโรม",
            "ญี่ปุ่น",
            "จีน",
            "ลาว",
            "มาเลเซีย",
            "อเมริกา",
            "เดินทางไป",
            "ไอดีดี",
            "ข้ามแดน",
            "เกาหลี",
            "ฮ่องกง",
            "ไปใช้ที่",
        ],
        "en": [
            "roaming",
            "international",
            "idd",
        ],
    },
    "true_money": {
        "th": [
            "ทรูมันนี่",
            "มันนี่",
            "บัตรทรู",
            "บัญชีทรู",
            "วอลเล็ท",
            "มันมี่",
            "เงินทรู",
            "เข้าทรู",
        ],
        "en": [
            "true money",
            "money",
            "wallet",
        ],
    },
    "lost_and_stolen": {
        "th": [
            "หาย",
            "ขโมย",
            "ซิมหาย",
            "มือถือหาย",
            "โทรศัพท์หาย",
            "เครื่องหาย",
            "ทำหล่น",
        ],
        "en": [
            "lost",
            "stolen",
        ],
        "unless": [
            "สัญญาณหาย",
            "เงินหาย",
            "หายไปไหน",
            "ยอดหาย",
        ],
    },
}
LABELS = 200
BATCH = 50
SEEDS = 5


def rows(data: Path) -> Iterator[Row]:
    """Yield the figures of the words, the head and the themes."""
    taxonomy = Taxonomy.from_data(DESTINATIONS)
    train, test = _calls(data)
    texts, truth = [call["texts"] for call in train], [_code(call) for call in train]
    asked, right = [call["texts"] for call in test], [_code(call) for call in test]
    note = f"macro-F1, n = {len(asked)}"
    yield Row(name="words alone", value=_macro(right, [_most_votes(text, taxonomy) for text in asked]), note=note)
    scores = []
    for seed in range(SEEDS):
        lot = np.random.default_rng(seed).permutation(len(texts))[:LABELS]
        scores.append(_score(texts, truth, lot.tolist(), taxonomy, asked, right))
    note = f"macro-F1, drawn at random, mean of {SEEDS}: " + ", ".join(f"{score:.3f}" for score in scores)
    yield Row(name=f"head, {LABELS} labels", value=float(np.mean(scores)), limit=0.75, note=note)
    chosen = _asked_for(texts, truth, taxonomy)
    score = _score(texts, truth, chosen, taxonomy, asked, right)
    yield Row(name=f"head, {LABELS} labels its queue asked for", value=score, note="macro-F1")
    start = time.process_time()
    whole = TopicHead.fit(texts, [{code} for code in truth], taxonomy, one_of=True)
    seconds = time.process_time() - start
    guessed = whole.choose(asked)
    note = f"macro-F1, {len(texts)} labels, {seconds:.0f} CPU s, {len(whole.to_bytes()) / 1e6:.2f} MB"
    yield Row(name="head, all labels", value=_macro(right, guessed), limit=0.87, note=note)
    accuracy = sum(a == b for a, b in zip(right, guessed, strict=True)) / len(right)
    yield Row(name="head, all labels, accuracy", value=accuracy)
    yield from _speed(asked)
    yield from _themes(texts, [call["object"] for call in train])


def _code(call: dict[str, Any]) -> str:
    return str(call["destination"]).replace(" ", "_")


def _calls(data: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return training and test calls, each text once and none in both."""
    read = {}
    for split in ("train", "test"):
        with gzip.open(data / f"nlp/truevoice_intent/{split}.jsonl.gz", "rt", encoding="utf-8") as lines:
            read[split] = {call["texts"]: call for call in map(json.loads, lines)}
    return list(read["train"].values()), [call for text, call in read["test"].items() if text not in read["train"]]


def _most_votes(text: str, taxonomy: Taxonomy) -> str:
    said = votes(normalise(text).text, taxonomy)
    return max(taxonomy.codes, key=lambda code: said.get(code, 0))


def _macro(truth: list[str], guessed: list[str]) -> float:
    return float(f1_score(truth, guessed, average="macro"))


def _score(
    texts: list[str], truth: list[str], lot: list[int], taxonomy: Taxonomy, asked: list[str], right: list[str]
) -> float:
    head = TopicHead.fit([texts[at] for at in lot], [{truth[at]} for at in lot], taxonomy, one_of=True)
    return _macro(right, head.choose(asked))


def _asked_for(texts: list[str], truth: list[str], taxonomy: Taxonomy) -> list[int]:
    """Return the texts a person would have labelled, batch by batch, from the first 4,000."""
    pool = texts[:4000]
    chosen = np.random.default_rng(0).permutation(len(pool))[:BATCH].tolist()
    while len(chosen) < LABELS:
        head = TopicHead.fit([texts[at] for at in chosen], [{truth[at]} for at in chosen], taxonomy, one_of=True)
        free = [at for at in range(len(pool)) if at not in set(chosen)]
        sure = head.probabilities([pool[at] for at in free])
        chosen += [free[at] for at in to_ask(sure, BATCH, len(chosen), one_of=True)]
    return chosen


def _speed(texts: list[str]) -> Iterator[Row]:
    plain = [normalise(text).text for text in texts]
    taxonomy = default_taxonomy()
    find_topics(plain[0], taxonomy)
    start = time.process_time()
    for text in plain:
        find_topics(text, taxonomy)
    yield Row(name="finding topics, texts a CPU second", value=len(plain) / (time.process_time() - start))


def _themes(texts: list[str], objects: list[str]) -> Iterator[Row]:
    start = time.process_time()
    found = find_themes(texts)
    seconds = time.process_time() - start
    score = normalized_mutual_info_score(objects, found.member)
    yield Row(
        name="themes against 26 objects, NMI", value=score, note=f"{len(found.themes)} themes, {seconds:.1f} CPU s"
    )
