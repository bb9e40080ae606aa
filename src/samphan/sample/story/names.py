"""Small lists names are composed from. Nobody real is meant: first and last names are drawn independently."""


def _listed(names: str) -> tuple[str, ...]:
    return tuple(names.split())


FEMALE = _listed(
    "กมลชนก กัญญารัตน์ เกศินี ขวัญใจ จันทร์เพ็ญ จิราภรณ์ ชนิดา ชลธิชา ณัฐธิดา ณิชาภัทร ดวงใจ ทิพย์สุดา ธัญชนก ธิดารัตน์ "
    "นภัสสร นันทิดา นารีรัตน์ นิภาพร เบญจมาศ ปนัดดา ปรียานุช ปาริชาติ พรทิพย์ พัชรินทร์ พิมพ์ชนก เพ็ญนภา ภัทรวดี มณีรัตน์ "
    "มัลลิกา เยาวลักษณ์ รัชนีกร รุ่งนภา ลลิตา วรรณวิสา วิภาดา ศศิธร ศิริพร สมหญิง สายฝน สิริมา สุชาดา สุนิสา สุภาวดี อรพรรณ "
    "อรุณี อัจฉรา อุไรวรรณ"
)
MALE = _listed(
    "กฤษณะ กิตติพงษ์ เกรียงไกร คมสัน จักรพงษ์ เจษฎา ชัยวัฒน์ ชาญชัย ณรงค์ฤทธิ์ ณัฐวุฒิ ดนัย เดชา ทวีศักดิ์ ธนกร ธนพล "
    "ธีรเดช นครินทร์ นพดล นิพนธ์ บุญเลิศ ประเสริฐ ปรีชา ปิยะ พงศกร พิชัย พีรพล ภาณุพงศ์ ภูมิพัฒน์ มงคล มานพ ยุทธนา "
    "รัฐพล วรวุฒิ วัชระ วิชัย วีรยุทธ ศักดิ์ชัย ศุภชัย สมชาย สมศักดิ์ สราวุธ สุเมธ สุรชัย อนุชา อภิชาติ อำนาจ เอกชัย"
)
LAST_FIRST_HALF = _listed(
    "เกียรติ แก้ว คำ จันทร์ ชัย ชื่น ทอง ธรรม นาค บุญ ประเสริฐ ปัญญา พงษ์ พรหม เพชร มณี มั่น รุ่ง เรือง วงศ์ วัฒนา ศรี สมบูรณ์ "
    "สุข สุวรรณ แสง หอม อินทร์ อุดม เอี่ยม"
)
LAST_SECOND_HALF = _listed(
    "กุล เกษม ขจร ใจดี ชาติ โชติ ดี ทรัพย์ เทพ นนท์ นิล บุตร ประทีป ผล พันธ์ พิทักษ์ มงคล รักษ์ รัตน์ ลาภ วงศ์ วิจิตร ศักดิ์ "
    "สกุล สุข แสง สมบัติ หงษ์ อารี โอภาส"
)
NICKNAMES = _listed(
    "พิม นก ฝน แนน เมย์ จอย ปุ้ย ออย ตาล แอน หนิง กุ้ง ปลา น้ำ มิ้นท์ เบล พลอย ฟ้า อ้อม เอ็ม บอย ต้น แบงค์ เอก ต่าย หมู "
    "นัท เจมส์ บอล ตั้ม กอล์ฟ โอ๊ต ป้อม เก่ง เต้ อาร์ม โบ๊ท ปอนด์ แม็ค ไก่"
)
ENGLISH_FIRST = _listed(
    "Alice Anna Ben Carla Daniel David Elena Emma Frank Grace Hannah Henry Isaac Jack James Julia Kevin Laura Liam "
    "Lucy "
    "Maria Mark Megan Michael Nina Oliver Paul Rachel Robert Ruth Sam Sarah Simon Sophie Thomas Tom Victor Wendy"
)
ENGLISH_LAST = _listed(
    "Adler Baker Bennett Carter Clarke Cooper Dawson Ellis Fischer Foster Graham Harris Hughes Jensen Keller Lambert "
    "Larsen Marsh Mason Meyer Morgan Nolan Parker Reid Santos Shaw Turner Walsh Weber Young"
)
STAFF = (
    ("กัลยา วงศ์สวัสดิ์", "manager"),
    ("ณัฐวุฒิ ปิ่นแก้ว", "agent"),
    ("ศิรินภา ทองดี", "agent"),
    ("ธนดล ศรีอรุณ", "agent"),
    ("ปวีณา ชื่นบาน", "agent"),
    ("อนุวัฒน์ แสงทอง", "agent"),
    ("มณีรัตน์ พูนสุข", "agent"),
    ("กิตติคุณ เรืองชัย", "agent"),
    ("ชลลดา บุญมี", "agent"),
    ("พัชราภา อินทรวงศ์", "analyst"),
)
TEAMS = (("ทีมดูแลลูกค้า กรุงเทพ", (1, 2, 3, 4)), ("ทีมดูแลลูกค้า ต่างจังหวัด", (5, 6, 7, 8)))
# (code, Thai, English, weight, team, how well it serves: 0 is average, negative is worse)
BRANCHES = (
    ("LPR", "สาขาลาดพร้าว", "Lat Phrao", 16, 0, 0.3),
    ("BNA", "สาขาบางนา", "Bang Na", 14, 0, -0.5),
    ("RM2", "สาขาพระราม 2", "Rama 2", 12, 0, 0.0),
    ("RST", "สาขารังสิต", "Rangsit", 11, 0, -0.9),
    ("NTB", "สาขานนทบุรี", "Nonthaburi", 10, 0, 0.2),
    ("CNX", "สาขาเชียงใหม่", "Chiang Mai", 11, 1, 0.8),
    ("KKC", "สาขาขอนแก่น", "Khon Kaen", 9, 1, 0.1),
    ("NMA", "สาขานครราชสีมา", "Nakhon Ratchasima", 7, 1, 0.0),
    ("HDY", "สาขาหาดใหญ่", "Hat Yai", 6, 1, -0.2),
    ("PTY", "สาขาพัทยา", "Pattaya", 4, 1, 0.4),
)
