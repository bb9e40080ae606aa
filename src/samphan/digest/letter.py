"""A letter as text and as HTML, from one and the same parts. Mail programs need styles in the tags."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from samphan.web.components.charts import Chart

_PAGE = Markup(
    '<!doctype html><html lang="{lang}"><body style="margin:0;background:#f5f7fa;">'
    '<div style="max-width:640px;margin:0 auto;padding:24px 16px;color:#191e29;'
    "font-family:Anuphan,'Noto Sans Thai','Segoe UI',system-ui,sans-serif;\">"
    '<h1 style="font-size:20px;line-height:32px;margin:0 0 16px;">{title}</h1>{sections}'
    '<p style="font-size:12px;line-height:20px;color:#686d78;margin:16px 0 0;">{foot}</p></div></body></html>'
)
_CARD = Markup(
    '<div style="background:#ffffff;border:1px solid #e3e6eb;border-radius:10px;padding:14px 18px;margin:0 0 14px;">'
    '<h2 style="font-size:14px;line-height:24px;margin:0 0 6px;">{heading}</h2>{inside}</div>'
)
_LINE = Markup('<p style="font-size:14px;line-height:24px;margin:0 0 4px;">{line}</p>')
_PICTURE = Markup(
    '<img src="cid:{name}" alt="{alt}" width="600" style="display:block;width:100%;height:auto;margin:8px 0 0;">'
)
_TABLE = Markup("<table>{rows}</table>")
_ROW = Markup("<tr>{cells}</tr>")
_CELL = Markup('<td style="padding:3px 14px 3px 0;font-size:13px;line-height:22px;">{text}</td>')
_LINK = Markup('<a href="{href}" style="color:#2952b6;">{text}</a>')


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the letter: sentences, and perhaps a chart with the `question` it answers."""

    heading: str
    lines: Sequence[str] = ()
    question: str = ""
    chart: Chart | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one person is sent. `links` are (words, address); `language` is that of its words."""

    title: str
    language: str
    sections: Sequence[Section] = field(default_factory=list)
    links: Sequence[tuple[str, str]] = ()


def text_of(letter: Letter) -> str:
    """Return the letter as text; a chart is its sentence and its table."""
    parts = [letter.title]
    for section in letter.sections:
        lines = [section.heading.upper() if section.heading.isascii() else section.heading, *section.lines]
        if section.chart is not None:
            lines += [section.question, section.chart.sentence, *_table_lines(section.chart)]
        parts.append("\n".join(lines))
    parts.append("\n".join(f"{words}: {href}" for words, href in letter.links))
    return "\n\n".join(parts) + "\n"


def html_of(letter: Letter, *, pictured: Collection[str]) -> str:
    """Return the letter as HTML; a chart that is not among the `pictured` is shown as its table."""
    sections = Markup().join(
        _CARD.format(heading=section.heading, inside=_inside(section, pictured)) for section in letter.sections
    )
    foot = Markup(" · ").join(_LINK.format(href=href, text=words) for words, href in letter.links)
    return str(_PAGE.format(lang=letter.language, title=letter.title, sections=sections, foot=foot))


def _inside(section: Section, pictured: Collection[str]) -> Markup:
    made = Markup().join(_LINE.format(line=line) for line in section.lines)
    chart = section.chart
    if chart is None:
        return made
    if chart.name in pictured:
        return made + _PICTURE.format(name=chart.name, alt=f"{section.question} {chart.sentence}")
    rows = Markup().join(
        _ROW.format(cells=Markup().join(_CELL.format(text=str(cell)) for cell in row))
        for row in [chart.heads, *chart.rows]
    )
    return made + _LINE.format(line=f"{section.question} {chart.sentence}") + _TABLE.format(rows=rows)


def _table_lines(chart: Chart) -> list[str]:
    return [" | ".join(str(cell) for cell in row) for row in [chart.heads, *chart.rows]]
