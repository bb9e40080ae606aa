"""The replies a new installation starts with: sixteen everyday ones, Thai and English, meant to be edited."""

from typing import Any


def _reply(seed: str, name_th: str, name_en: str, body_th: str, body_en: str, **actions: Any) -> dict[str, Any]:
    words = {"name_th": name_th, "name_en": name_en, "body_th": body_th, "body_en": body_en}
    return {"seed": seed, **words, **actions}


STARTER_REPLIES = (
    _reply(
        "received", "รับเรื่องแล้ว", "We have your message",
        "สวัสดี{particle} {name}\n\nได้รับเรื่องเรียบร้อยแล้ว{particle} เลขที่เรื่อง {case} {agent} เป็นผู้ดูแลเรื่องนี้ "
        "และจะแจ้งความคืบหน้าให้ทราบโดยเร็วที่สุดนะ{particle}",
        "Dear {name},\n\nThank you for writing. Your case is {case}, and I am looking after it. I will let you know as "
        "soon as there is news.\n\n{agent}\n{firm}",
        gives_to="me",
    ),
    _reply(
        "apology", "ขออภัยและขอเวลาตรวจสอบ", "Sorry, we are looking into it",
        "สวัสดี{particle} {name}\n\nต้องขออภัยอย่างยิ่งสำหรับความไม่สะดวกที่เกิดขึ้น{particle} ขอเวลาตรวจสอบรายละเอียด "
        "และจะติดต่อกลับภายในวันนี้นะ{particle}",
        "Dear {name},\n\nI am sorry for the trouble this has caused you. I am looking into it now and will come back "
        "to you today.\n\n{agent}",
    ),
    _reply(
        "ask_order", "ขอเลขที่คำสั่งซื้อ", "Ask for the order number",
        "สวัสดี{particle} {name}\n\nเพื่อให้ตรวจสอบได้รวดเร็ว รบกวนขอเลขที่คำสั่งซื้อได้ไหม{particle}",
        "Dear {name},\n\nSo that I can check quickly, could you send me your order number, please?\n\n{agent}",
        then="wait",
    ),
    _reply(
        "ask_photo", "ขอรูปหรือวิดีโอ", "Ask for a photo",
        "สวัสดี{particle} {name}\n\nรบกวนส่งรูปหรือวิดีโอของสินค้าให้ดูเพิ่มเติมได้ไหม{particle} จะได้ประสานช่างให้ตรงจุด{particle}",
        "Dear {name},\n\nCould you send us a photo or a short video of the item, please? It helps us to send the right "
        "person.\n\n{agent}",
        then="wait",
    ),
    _reply(
        "ask_time", "ขอวันและเวลาที่สะดวก", "Ask for a convenient time",
        "สวัสดี{particle} {name}\n\nสะดวกให้ช่างเข้าไปวันไหน{particle} และช่วงเวลาใดจะสะดวกที่สุด{particle?}",
        "Dear {name},\n\nOn which day, and at what time, may our technician come?\n\n{agent}",
        then="wait",
    ),
    _reply(
        "new_appointment", "แจ้งนัดใหม่และขออภัย", "New appointment, with an apology",
        "สวัสดี{particle} {name}\n\nต้องขออภัยที่เลื่อนนัดโดยไม่ได้แจ้งล่วงหน้า{particle} นัดใหม่เป็นวันที่ ... เวลา ... น. "
        "และช่างจะโทรยืนยันก่อนเข้าไปทุกครั้ง{particle} สะดวกตามนี้ไหม{particle}",
        "Dear {name},\n\nI am sorry that your appointment was moved without notice. The new one is on ... at ..., and "
        "the technician will call before coming. Does this suit you?\n\n{agent}",
        cause_code="delivery.rescheduled", action_taken="นัดใหม่และขออภัย", then="wait",
    ),
    _reply(
        "late_delivery", "จัดส่งล่าช้า", "Delivery is late",
        "สวัสดี{particle} {name}\n\nคำสั่งซื้อ {order} ล่าช้ากว่ากำหนด ต้องขออภัยด้วย{particle} ตรวจสอบกับขนส่งแล้ว "
        "คาดว่าจะถึงภายในวันที่ ... และจะติดตามให้จนถึงมือ{particle}",
        "Dear {name},\n\nYour order {order} is late, and I am sorry. I have checked with the carrier: it should arrive "
        "by ..., and I will follow it until it is with you.\n\n{agent}",
        cause_code="delivery.late",
    ),
    _reply(
        "damaged", "สินค้าเสียหาย เปลี่ยนให้ใหม่", "Damaged item, a new one is sent",
        "สวัสดี{particle} {name}\n\nขออภัยที่สินค้าในคำสั่งซื้อ {order} เสียหาย{particle} จัดส่งชิ้นใหม่ให้โดยไม่มีค่าใช้จ่าย "
        "และให้ขนส่งรับชิ้นเดิมกลับในวันเดียวกันนะ{particle}",
        "Dear {name},\n\nI am sorry that the item in order {order} arrived damaged. A new one is on its way free of "
        "charge; the carrier takes the old one back the same day.\n\n{agent}",
        cause_code="delivery.damaged", action_taken="ส่งสินค้าชิ้นใหม่ให้โดยไม่มีค่าใช้จ่าย", labels=["เปลี่ยนสินค้า"],
    ),
    _reply(
        "refund", "กำลังคืนเงิน", "The refund is on its way",
        "สวัสดี{particle} {name}\n\nดำเนินการคืนเงินของคำสั่งซื้อ {order} ให้แล้ว{particle} เงินจะเข้าบัญชีภายใน ... วันทำการ "
        "หากเกินกำหนดแจ้งได้ที่เรื่อง {case} เลยนะ{particle}",
        "Dear {name},\n\nThe refund of order {order} is on its way and should reach your account within ... working "
        "days. If it does not, just answer this message ({case}).\n\n{agent}",
        cause_code="money.refund", action_taken="คืนเงิน", labels=["คืนเงิน"],
    ),
    _reply(
        "invoice", "แก้ไขใบกำกับภาษี", "Corrected tax invoice",
        "สวัสดี{particle} {name}\n\nแก้ไขใบกำกับภาษีเรียบร้อยแล้ว{particle} รบกวนตรวจสอบชื่อ ที่อยู่ และเลขประจำตัวผู้เสียภาษี "
        "ถูกต้องหรือไม่{particle}",
        "Dear {name},\n\nThe tax invoice has been corrected. Would you please check the name, the address and the tax "
        "number?\n\n{agent}",
        cause_code="money.billing", then="wait",
    ),
    _reply(
        "update", "แจ้งความคืบหน้า", "Where it stands",
        "สวัสดี{particle} {name}\n\nขอแจ้งความคืบหน้าของเรื่อง {case}{particle} ขณะนี้ ... และจะแจ้งให้ทราบอีกครั้งภายใน ...",
        "Dear {name},\n\nWhere your case {case} stands: ... I will write again by ...\n\n{agent}",
    ),
    _reply(
        "ask_solved", "ถามว่าเรียบร้อยไหม", "Is it all right now?",
        "สวัสดี{particle} {name}\n\nหลังจากดำเนินการแล้ว ตอนนี้ใช้งานได้เรียบร้อยดีไหม{particle} "
        "หากยังมีอะไรติดขัดแจ้งได้เลยนะ{particle}",
        "Dear {name},\n\nIs everything all right now? If anything is still not as it should be, please tell me.\n\n"
        "{agent}",
        then="wait",
    ),
    _reply(
        "thanks_praise", "ขอบคุณคำชม", "Thank you for your kind words",
        "สวัสดี{particle} {name}\n\nขอบคุณมากสำหรับคำชม{particle} ได้ส่งต่อให้ทีม{branch}แล้ว ทุกคนดีใจมาก{particle}",
        "Dear {name},\n\nThank you for your kind words. I have passed them on to the team at {branch}; it made their "
        "day.\n\n{agent}",
    ),
    _reply(
        "no_answer_call", "โทรไม่ติด ขอเวลาที่สะดวก", "We could not reach you by phone",
        "สวัสดี{particle} {name}\n\nได้โทรหาแล้วแต่ยังติดต่อไม่ได้{particle} สะดวกให้โทรกลับช่วงเวลาไหน{particle}",
        "Dear {name},\n\nI tried to call you and could not reach you. When may I call again?\n\n{agent}",
        then="wait",
    ),
    _reply(
        "hours", "เวลาทำการ", "Opening hours",
        "สวัสดี{particle} {name}\n\n{firm} เปิดทำการทุกวัน เวลา ... น. สอบถามเพิ่มเติมได้เลยนะ{particle}",
        "Dear {name},\n\n{firm} is open every day from ... to .... Please ask whenever you like.\n\n{agent}",
    ),
    _reply(
        "closing", "ปิดเรื่องด้วยความขอบคุณ", "Closing, with thanks",
        "สวัสดี{particle} {name}\n\nดำเนินการเรื่อง {case} เรียบร้อยแล้ว{particle} ขอบคุณที่แจ้งให้ทราบและให้โอกาสแก้ไข "
        "หากมีอะไรเพิ่มเติมตอบข้อความนี้ได้เลยนะ{particle}",
        "Dear {name},\n\nCase {case} is done. Thank you for telling us and for the chance to put it right. If there is "
        "anything else, just answer this message.\n\n{agent}",
        then="resolve",
    ),
)  # fmt: skip
