"""What the sample business sells: (sku, name, price in baht, how often, whether a technician installs it)."""

from typing import NamedTuple


class Good(NamedTuple):
    """One item of the catalogue."""

    sku: str
    name: str
    price_baht: int
    weight: int
    is_installed: bool


CATALOGUE = tuple(
    Good(*row)
    for row in (
        ("AC-09", "แอร์ติดผนัง 9,000 บีทียู", 14_900, 9, True),
        ("AC-12", "แอร์ติดผนัง 12,000 บีทียู", 17_900, 8, True),
        ("AC-CL", "บริการล้างแอร์", 700, 22, True),
        ("WM-08", "เครื่องซักผ้าฝาหน้า 8 กก.", 13_500, 5, True),
        ("WM-15", "เครื่องซักผ้าฝาบน 15 กก.", 9_900, 5, True),
        ("RF-07", "ตู้เย็น 2 ประตู 7 คิว", 8_490, 6, True),
        ("WH-35", "เครื่องทำน้ำอุ่น 3,500 วัตต์", 3_290, 9, True),
        ("WF-RO", "เครื่องกรองน้ำ RO", 6_990, 6, True),
        ("WF-CT", "ชุดไส้กรองน้ำ", 890, 18, False),
        ("TV-43", "ทีวี 43 นิ้ว 4K", 9_990, 4, True),
        ("FN-16", "พัดลม 16 นิ้ว", 990, 14, False),
        ("RC-18", "หม้อหุงข้าว 1.8 ลิตร", 1_290, 11, False),
        ("AF-05", "หม้อทอดไร้น้ำมัน 5 ลิตร", 2_190, 9, False),
        ("VC-ST", "เครื่องดูดฝุ่นไร้สาย", 4_990, 6, False),
        ("AP-30", "เครื่องฟอกอากาศ 30 ตร.ม.", 4_590, 8, False),
        ("AP-FL", "แผ่นกรองเครื่องฟอกอากาศ", 690, 12, False),
        ("KT-17", "กาต้มน้ำไฟฟ้า 1.7 ลิตร", 590, 9, False),
        ("LM-LED", "ชุดหลอดไฟ LED 4 ดวง", 399, 13, False),
    )
)
