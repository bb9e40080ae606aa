"""Commands of the palette: every place and act that has an address, shown to those who may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.addresses import address

if TYPE_CHECKING:
    from samphan.accounts.models import User


@dataclass(frozen=True)
class Command:
    """One line of the palette."""

    name: str
    icon: str
    label: str
    action: str
    words: str = ""


COMMANDS = (
    Command("today", "sun", N_("Today"), "today.read", "home start วันนี้"),
    Command("inbox", "inbox", N_("Inbox"), "cases.read", "messages ข้อความ"),
    Command("cases", "refresh-ccw-dot", N_("Cases"), "cases.read", "เคส"),
    Command("search_results", "search", N_("Search everything"), "search.read", "find texts ค้นหา ข้อความ"),
    Command("customers", "users", N_("Customers"), "customers.read", "ลูกค้า"),
    Command("surveys", "clipboard-list", N_("Surveys"), "surveys.read", "แบบสำรวจ"),
    Command("rules", "workflow", N_("Rules"), "rules.read", "กฎ tree"),
    Command("alarms", "bell", N_("Alarms"), "rules.read", "trigger threshold nps level แจ้งเตือน สัญญาณ ระดับ"),
    Command("alarm_new", "bell", N_("New alarm"), "rules.write", "trigger threshold ตั้งสัญญาณเตือน"),
    Command("imports", "file-up", N_("Import a file"), "imports.read", "csv xlsx นำเข้า"),
    Command("insights", "chart-line", N_("Insights"), "insights.read", "nps อินไซต์"),
    Command("insights_retention", "chart-line", N_("Retention"), "insights.read", "churn cohorts การหายไป กลับมา"),
    Command("insights_value", "chart-line", N_("Customer value"), "insights.read", "clv มูลค่า"),
    Command("insights_at_risk", "chart-line", N_("Value at risk"), "insights.read", "churn risk เสี่ยง โทร"),
    Command("insights_behaviour", "chart-line", N_("Satisfaction and behaviour"), "insights.read", "nps quadrants"),
    Command("insights_drivers", "chart-line", N_("Drivers"), "insights.read", "topics ปัจจัย"),
    Command("insights_topics", "chart-line", N_("Topics"), "insights.read", "sentiment tone หัวข้อ น้ำเสียง ความรู้สึก"),
    Command("insights_themes", "chart-line", N_("Themes"), "insights.read", "words week ประเด็น คำพูด สัปดาห์"),
    Command("insights_economics", "chart-line", N_("Economics"), "insights.read", "margin ror กำไร ความคุ้มค่า"),
    Command("insights_how", "chart-line", N_("How this is computed"), "insights.read", "method วิธีคำนวณ"),
    Command(
        "preferences",
        "user-round",
        N_("My preferences"),
        "preferences.write",
        "theme language weekly mail ธีม ภาษา รหัสผ่าน อีเมลรายสัปดาห์",
    ),
    Command("survey_new", "clipboard-list", N_("New survey"), "surveys.write", "สร้างแบบสำรวจ"),
    Command("promises", "timer", N_("Promises"), "promises.read", "sla clocks สัญญา"),
    Command("promise_agreements", "timer", N_("Agreements"), "promises.read", "sla customer ข้อตกลง เฉพาะลูกค้า"),
    Command("promise_report", "timer", N_("How we kept our promises"), "promises.read", "attainment report รักษาสัญญา"),
    Command("services", "layers", N_("Services"), "promises.read", "uptime components บริการ ความพร้อมใช้งาน"),
    Command("credits", "wallet", N_("Credits"), "credits.read", "approve compensation เครดิต ชดเชย อนุมัติ"),
    Command("credit_terms", "scale", N_("Credit terms"), "promises.read", "tiers sla เงื่อนไขเครดิต ชดเชย"),
    Command("incidents", "megaphone", N_("Incidents"), "incidents.read", "outage status เหตุขัดข้อง ระบบล่ม"),
    Command("incident_notices", "mail", N_("Words of the notices"), "incidents.write", "templates แม่แบบ ประกาศ"),
    Command("incident_new", "megaphone", N_("New incident"), "incidents.write", "outage แจ้งเหตุขัดข้อง"),
    Command("problems", "target", N_("Problems"), "problems.read", "pareto root cause ปัญหา สาเหตุ"),
    Command("problem_new", "target", N_("New problem"), "problems.write", "root cause แจ้งปัญหาใหม่"),
    Command("ideas", "lightbulb", N_("Ideas"), "ideas.read", "votes board ไอเดีย ข้อเสนอ โหวต"),
    Command("idea_new", "lightbulb", N_("New idea"), "ideas.vote", "suggest เสนอไอเดีย"),
    Command("stories", "party-popper", N_("Stories"), "stories.read", "success consent เรื่องราว ความสำเร็จ"),
    Command("recovery", "heart-handshake", N_("Who came back"), "problems.read", "contacted ติดต่อกลับ ลูกค้ากลับมา"),
    Command("journey", "route", N_("Journey"), "journeys.read", "touchpoint map moment of truth เส้นทาง จุดสัมผัส"),
    Command("settings", "settings", N_("Settings"), "settings.read", "ตั้งค่า"),
    Command("settings_business", "building-2", N_("Business"), "settings.read", "name quiet hours ชื่อร้าน"),
    Command("settings_users", "user-plus", N_("People and roles"), "settings.read", "users invite ผู้ใช้ เชิญ"),
    Command("settings_teams", "users-round", N_("Teams"), "settings.read", "ทีม"),
    Command("settings_routing", "route", N_("Routing"), "settings.read", "capacity shifts assign มอบหมาย จ่ายงาน"),
    Command("routing_trial", "route", N_("Try other routing"), "cases.oversee", "simulation what if จำลอง ทดลอง"),
    Command("settings_branches", "store", N_("Branches"), "settings.read", "สาขา"),
    Command("settings_calendars", "calendar-days", N_("Working hours and holidays"), "promises.read", "ปฏิทิน วันหยุด"),
    Command("settings_channels", "mail", N_("Channels"), "settings.read", "e-mail อีเมล ช่องทาง"),
    Command("settings_causes", "list-tree", N_("Root causes"), "settings.read", "tree editions สาเหตุ แผนผัง"),
    Command("settings_goal", "target", N_("Satisfaction goal"), "settings.read", "nps target เป้าหมาย ความพึงพอใจ"),
    Command("settings_boards", "monitor", N_("Wallboard"), "settings.read", "tv screen board link จอ ทีวี กระดาน"),
    Command("settings_loop", "badge-check", N_("Closing the loop"), "settings.read", "verification ยืนยัน แก้ไขแล้ว ปิดลูป"),
    Command("settings_asking", "send", N_("Asking customers"), "settings.read", "survey budget แบบสอบถาม ถี่ ถามลูกค้า"),
    Command("settings_closing", "list-checks", N_("Before closing"), "settings.read", "checklist เช็กลิสต์ ก่อนปิด"),
    Command("settings_replies", "zap", N_("Canned replies"), "replies.write", "macros templates ข้อความสำเร็จรูป มาโคร"),
    Command("settings_reply_add", "zap", N_("New canned reply"), "replies.write", "macro สร้างข้อความสำเร็จรูป"),
    Command("settings_keys", "key-round", N_("API keys"), "settings.read", "token"),
    Command(
        "settings_reading", "book-open-text", N_("Reading"), "settings.read", "sentiment topics model การอ่านข้อความ"
    ),
    Command("settings_topics", "tags", N_("Topics"), "readings.manage", "taxonomy keywords หัวข้อ"),
    Command("reading_check", "list-checks", N_("Check readings"), "readings.write", "sentiment labels ตรวจการอ่าน"),
    Command("settings_search", "search", N_("Search words"), "settings.read", "synonyms dictionary index คำค้น คำพ้อง"),
    Command("settings_failed", "triangle-alert", N_("Failed work"), "jobs.read", "dead letters jobs งานล้มเหลว"),
    Command("settings_sample", "flask-conical", N_("Sample business"), "sample.write", "demo ตัวอย่าง"),
    Command("account_logout", "log-out", N_("Sign out"), "preferences.write", "ออกจากระบบ logout"),
)


def matching(*, user: User, query: str, limit: int = 8) -> list[tuple[Command, str]]:
    """Return the commands a reader may use whose label or words contain every word typed, with their addresses."""
    wanted = query.casefold().split()
    found = [
        (command, address(command.name))
        for command in COMMANDS
        if user.may(command.action) and all(word in _haystack(command) for word in wanted)
    ]
    return found[:limit]


def _haystack(command: Command) -> str:
    return f"{_(command.label)} {command.label} {command.name} {command.words}".casefold()
