"""Messages that only close a conversation: thanks, "ok", a sticker. Nobody needs to answer them."""

import re

from samphan.language.normalise import normalise

_LONGEST = 120
_THANKS = (
    r"ขอบ(?:พระ)?(?:คุณ|ใจ)(?:มาก)?|ข[อบ]+คุน|แต๊งกิ้?ว?|แต้งกิ้?ว?|แท[็๊]?งกิ้?ว|กราบขอบพระคุณ|thank(?:s| you| u)?|many thanks|thx|tks|\bty\b|much appreciated|appreciate it"
    r"|ที่ช่วย(?:เหลือ|ดูแล|ตรวจสอบ|แก้ไข(?:ให้)?|แก้ปัญหา(?:ให้)?|ประสานงาน|แจ้ง|ตอบ)?|ที่(?:แจ้ง|ตอบ|ดูแล|แนะนำ|ให้ข้อมูล|ติดต่อกลับ|รีบ(?:ตอบ|แก้ไข))|สำหรับ(?:ข้อมูล|คำตอบ|ความช่วยเหลือ|การช่วยเหลือ|คำแนะนำ)"
    r"|for (?:your|the|all(?: your)?) (?:help|support|reply|assistance|information|info|answer)"
)
_AGREED = (
    r"โอเครับ|โอเค(?:เลย)?|โอเช|ok(?:ay|ie)?|ตกลง|รับทราบ(?:แล้ว)?|ทราบแล้ว|เข้าใจแล้ว|เรียบร้อย(?:แล้ว)?|ได้(?:รับ)?(?:ของ|เงิน|สินค้า|พัสดุ)?(?:เรียบร้อย)?แล้ว|ได้(?:เลย)?(?=ครับ|ค่ะ|จ้า|$)|ไม่เป็นไร|ใช่(?=ครับ|ค่ะ|แล้ว)"
    r"|noted|got it|received|all good|no problem|sure|perfect|great|understood|done"
)
_GOODBYE = r"สวัสดี|บาย|ไว้เจอกัน(?:ใหม่)?|แล้วเจอกัน|bye(?: bye)?|see you|have a (?:nice|good) (?:day|one|evening|weekend)|good ?night"
_STICKER = r"[\[(<](?:sticker|สติ๊?กเกอร์|สติ๊กเก้อ|ส่งสติ๊?กเกอร์)[\])>]|sent a sticker|ส่งสติ๊?กเกอร์|สติ๊?กเกอร์"
_KIND_SIGNS = r"[\U0001f64f\U0001f44d\U0001f44c\u2764\U0001f495-\U0001f49e\U0001f60a\U0001f642\U0001f600-\U0001f606\U0001f970\U0001f60d\U0001f618\U0001f60e\U0001f44f\U0001f917\U0001f607\u263a\U0001f497\U0001f970\U0001f929\u2665\U0001f339\U0001f490]"
_FILLER = (
    r"ครับ(?:ผม)?|คับ|คร้าบ|ฮะ|ค่า*ะ?|ค้า|คะ|จ้า+|จ้ะ|จ๊ะ|จ้ะ|นะ+|น้า+|เลย|มาก+|ๆ|จริง|ที่สุด|อีกครั้ง|ด้วย|แล้ว|ทุกคน|ทีมงาน|แอดมิน|พี่|น้อง|คุณ|เจ้าหน้าที่|555+|ฮ่า+|ฮา+|อิ+|"
    r"very|so|much|a lot|again|all|you|everyone|team|then|haha+|lol|kub|krub|krap|ka|kha|na"
)
_MARKS = r"[\s.,!~\-–—\"'()\[\]:;^_=\u200d\ufe0f\U0001f3fb-\U0001f3ff]"
_SAID = re.compile(rf"{_THANKS}|{_AGREED}|{_GOODBYE}|{_STICKER}|{_KIND_SIGNS}")
# Atomic: a run of laughs must not be tried in every way it can be cut.
_ALL = re.compile(rf"(?>{_THANKS}|{_AGREED}|{_GOODBYE}|{_STICKER}|{_KIND_SIGNS}|{_FILLER}|{_MARKS})++")


def is_closer(text: str) -> bool:
    """Whether a text, as typed, only thanks, agrees or says goodbye, so that it opens nothing and asks nothing.

    Anything else beside it (a "but", a question, an angry sign, one more word of content) makes it no closer; so is an
    empty text. Only texts up to 120 characters can be one.
    """
    if len(text) > _LONGEST:
        return False
    plain = normalise(text).text.strip()
    return _SAID.search(plain) is not None and _ALL.fullmatch(plain) is not None
