"""Fragments the sample's customers and agents write with, by what happened. All written for this purpose."""

from typing import NamedTuple


class Wording(NamedTuple):
    """What people say about one thing that happened."""

    thai: tuple[str, ...]
    english: tuple[str, ...]


COMPLAINTS: dict[str, Wording] = {
    "late": Wording(
        (
            "ของมาส่งช้ากว่านัดตั้ง {n} วัน",
            "นัดส่งเช้า มาถึงเย็น รอทั้งวันเลย",
            "ส่งช้ามาก ตามแล้วตามอีกก็ไม่ได้คำตอบ",
            "สั่งไปเป็นอาทิตย์กว่าจะได้ของ",
            "บอกว่าส่งวันนี้ สุดท้ายเลื่อนไปอีก {n} วัน",
        ),
        (
            "Delivery came {n} days late",
            "I waited at home all day and nobody came on time",
            "Very slow delivery and no updates",
        ),
    ),
    "rescheduled": Wording(
        (
            "ช่างเลื่อนนัดไม่บอกล่วงหน้าเลย ลางานรอเก้อ",
            "นัดช่างไว้แล้วโดนเลื่อน {n} รอบ",
            "ช่างไม่มาตามนัด โทรไปถึงรู้ว่าเลื่อน",
            "เลื่อนนัดติดตั้งโดยไม่แจ้ง เสียเวลามาก",
        ),
        (
            "The technician rescheduled without telling me",
            "Installation was moved {n} times, I took leave for nothing",
        ),
    ),
    "silent": Wording(
        ("รอนานมาก ไม่มีใครโทรกลับ", "แจ้งปัญหาไปแล้วเงียบ ไม่มีคนติดต่อกลับเลย", "โทรไปไม่มีคนรับสาย ทักไปก็ไม่ตอบ"),
        ("Nobody ever called me back", "I reported the problem and heard nothing"),
    ),
    "rude": Wording(
        ("พนักงานพูดจาไม่ดี เหมือนไม่อยากขาย", "ถามอะไรก็ตอบแบบรำคาญ ไม่สุภาพ", "พนักงานหน้าร้านไม่สนใจลูกค้าเลย"),
        ("Staff were rude and did not want to help", "The salesperson ignored me"),
    ),
    "workmanship": Wording(
        ("ติดตั้งไม่เรียบร้อย น้ำหยดหลังติดไป {n} วัน", "ช่างเจาะผนังเบี้ยว ไม่เก็บงานให้", "ล้างแอร์ไม่สะอาด กลิ่นยังอยู่เหมือนเดิม"),
        ("Poor installation, it leaked after {n} days", "The technician left a mess and a crooked hole in the wall"),
    ),
    "defect": Wording(
        ("ของเสียตั้งแต่แกะกล่อง", "ใช้ได้ {n} วันก็พัง", "เครื่องเสียงดังผิดปกติ ขอเปลี่ยนก็ยาก"),
        ("It was broken out of the box", "It stopped working after {n} days"),
    ),
    "price": Wording(
        ("ราคาแพงกว่าที่อื่น ไม่คุ้ม", "มีค่าใช้จ่ายเพิ่มหน้างาน ไม่ได้แจ้งก่อน", "ราคาหน้าร้านไม่ตรงกับที่โฆษณา"),
        ("More expensive than elsewhere", "Extra charges that nobody told me about"),
    ),
    "billing": Wording(
        ("ใบกำกับภาษีผิด ขอแก้แล้วยังไม่ได้", "เก็บเงินเกินมา ต้องตามขอคืนเอง"),
        ("The tax invoice was wrong and nobody fixed it", "I was charged too much and had to chase the refund"),
    ),
}
PRAISE: dict[str, Wording] = {
    "kind": Wording(
        ("พนักงานน่ารัก แนะนำดีมาก", "บริการประทับใจ ใจดีและอธิบายละเอียด", "ช่างสุภาพ ทำงานเรียบร้อย เก็บงานสะอาด"),
        ("Friendly staff, very helpful", "The technician was polite and tidy"),
    ),
    "fast": Wording(
        ("ส่งไว ติดตั้งตรงเวลา", "นัดไว้กี่โมงมาตรงเป๊ะ", "สั่งวันนี้ได้พรุ่งนี้ เร็วมาก"),
        ("Fast delivery and on time", "Installed the very next day"),
    ),
    "value": Wording(
        ("ของดี ราคาคุ้มค่า", "โปรดี คุ้มมาก จะกลับมาซื้ออีก", "สินค้าคุณภาพดีตรงปก"),
        ("Good quality for the price", "Great value, will buy again"),
    ),
    "recovered": Wording(
        ("ขอบคุณที่รีบแก้ปัญหาให้ ดูแลดีมาก", "มีปัญหาตอนแรกแต่ทีมงานตามให้จนจบ ประทับใจ"),
        ("Thank you for putting it right so quickly",),
    ),
}
PLEASED = Wording(
    ("ประทับใจมาก", "บริการดีมาก แนะนำเพื่อนแล้ว", "ดีทุกอย่าง ไว้ใจได้", "ซื้อที่นี่ประจำ ไม่เคยผิดหวัง"),
    ("Excellent", "Very happy, I will recommend you", "Everything went well"),
)
LET_DOWN = Wording(
    ("คาดหวังไว้มากกว่านี้", "ยังไม่ประทับใจเท่าที่ควร", "รอนานกว่าที่บอกไว้"),
    ("I expected more", "Not what I was promised"),
)
LUKEWARM = Wording(
    ("โดยรวมโอเค", "ก็ดี แต่รอนานไปนิด", "พอใช้ได้", "ดีแต่ยังปรับปรุงได้อีก"),
    ("It was okay", "Fine overall, a bit of a wait"),
)
CAUSES = {
    "late": "delivery.late",
    "rescheduled": "delivery.rescheduled",
    "silent": "waiting.no_reply",
    "rude": "staff.manner",
    "workmanship": "staff.workmanship",
    "defect": "product.defect",
    "price": "money.price",
    "billing": "money.billing",
}
ACTIONS = {
    "late": ("นัดส่งใหม่และโทรยืนยันก่อนถึง 30 นาที", "ส่งของให้ภายในวันเดียวกันและคืนค่าจัดส่ง"),
    "rescheduled": ("จัดช่างทีมใหม่เข้าติดตั้งตามเวลาที่ลูกค้าสะดวก", "ขอโทษและให้คิวแรกของวันถัดไป พร้อมลดค่าติดตั้ง"),
    "silent": ("โทรกลับและตั้งผู้ดูแลประจำให้ลูกค้า", "ติดตามเรื่องจนจบและแจ้งความคืบหน้าทุกวัน"),
    "rude": ("หัวหน้าสาขาโทรขอโทษและอบรมพนักงาน", "ทบทวนมาตรฐานการต้อนรับกับทีมหน้าร้าน"),
    "workmanship": ("ส่งช่างเข้าแก้งานโดยไม่คิดค่าใช้จ่าย", "ซ่อมผนังและตรวจงานซ้ำโดยหัวหน้าช่าง"),
    "defect": ("เปลี่ยนเครื่องใหม่ให้ถึงบ้าน", "รับเครื่องกลับและคืนเงินเต็มจำนวน"),
    "price": ("ชี้แจงราคาและคืนส่วนต่างให้", "คืนค่าใช้จ่ายหน้างานที่ไม่ได้แจ้งล่วงหน้า"),
    "billing": ("ออกใบกำกับภาษีใหม่และส่งทางอีเมล", "คืนเงินส่วนที่เก็บเกิน"),
}
ACTION_COST_BAHT = {
    "late": (0, 150, 300), "rescheduled": (0, 300, 500), "silent": (0, 0, 100), "rude": (0, 0, 200),
    "workmanship": (400, 800, 1500), "defect": (500, 1200, 3000), "price": (0, 300, 700), "billing": (0, 200, 500),
}  # fmt: skip
TOLD = (
    "แจ้งลูกค้าแล้วว่าแก้ไขเรียบร้อย และขอโทษในความไม่สะดวก",
    "โทรแจ้งผลและวันนัดใหม่ ลูกค้ารับทราบ",
    "ส่งข้อความสรุปสิ่งที่แก้ไขและช่องทางติดต่อโดยตรง",
)
AGENT_MESSAGES = (
    "สวัสดีค่ะคุณ{name} ขออภัยในความไม่สะดวกด้วยนะคะ ทางเราได้รับเรื่องแล้ว ขอตรวจสอบและแจ้งกลับภายในวันนี้ค่ะ",
    "สวัสดีค่ะคุณ{name} ขอบคุณที่แจ้งเข้ามานะคะ ทีมงานกำลังเร่งแก้ไขให้ค่ะ สะดวกให้ติดต่อช่วงไหนคะ",
)
CUSTOMER_REPLIES = (
    "สะดวกช่วงเย็นค่ะ รบกวนด้วยนะคะ",
    "ได้ครับ รอโทรกลับครับ",
    "ขอให้เร็วหน่อยนะคะ รอมาหลายวันแล้ว",
    "โอเคค่ะ ขอบคุณค่ะ",
)
RECENT_REPLIES = (
    "พรุ่งนี้ช่วงบ่ายสองว่าง เข้ามาได้เลย",
    "ยังไม่มีใครโทรมาเลย รอตั้งแต่เช้าแล้ว",
    "ขอเลื่อนเป็นวันเสาร์ช่วงเช้าได้ไหม",
    "ส่งรูปไปให้แล้ว ดูให้หน่อยว่าต้องเปลี่ยนอะไหล่ไหม",
    "ถ้าเปลี่ยนเครื่องใหม่ ต้องเตรียมเอกสารอะไรบ้าง",
    "ได้รับของแล้ว แต่กล่องบุบและขาดรีโมต",
)
AGENT_CLOSING = ("เรียนคุณ{name} แก้ไขให้เรียบร้อยแล้วนะคะ หากยังมีปัญหาตอบกลับข้อความนี้ได้เลยค่ะ",)
CASE_NOTES = (
    "เช็กกับคลังแล้ว ของออกช้าเพราะคิวรถเต็ม", "ลูกค้าอยู่คอนโด ต้องแจ้งนิติบุคคลก่อนช่างเข้า", "คุยกับหัวหน้าช่างแล้ว รับปากเข้าให้ก่อนเที่ยง",
    "ลูกค้าใจเย็นขึ้นหลังได้คุย ขอให้โทรแจ้งทุกครั้งก่อนเข้า",
)  # fmt: skip
CUSTOMER_NOTES = (
    "ชอบให้โทรก่อนเข้าหน้างานเสมอ", "บ้านอยู่ในซอยลึก รถใหญ่เข้าไม่ได้", "สนใจรุ่นประหยัดไฟเบอร์ 5", "ดูแลร้านกาแฟ มีแผนขยายสาขา",
)  # fmt: skip
FACTS = (
    ("preference", "สะดวกรับสายหลังหกโมงเย็น"), ("home", "มีแมวสองตัว ขอให้ช่างปิดประตู"), ("home", "อยู่คอนโดชั้น 8 ต้องแลกบัตร"),
    ("preference", "ชอบนัดวันเสาร์เช้า"), ("family", "มีผู้สูงอายุอยู่บ้าน ขอให้พูดดัง ๆ ช้า ๆ"),
    ("business", "เปิดร้านอาหาร ใช้แอร์ 4 เครื่อง"),
)  # fmt: skip
ATTEMPT_NOTES = ("ไม่รับสาย จะโทรใหม่บ่าย", "ฝากข้อความไว้", "คุยแล้ว ขอเวลานัดใหม่", "")
