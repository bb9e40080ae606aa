"""A mail as words: whatever the charset, HTML or not, without the quoted past."""

import hashlib
import html
import re
from email import message_from_bytes
from email.header import decode_header
from email.message import Message as MimeMessage
from email.utils import getaddresses, parseaddr

import nh3
from mailparser_reply.parser import EmailReplyParser

from samphan.messaging.channels.protocol import InboundMail

_LONGEST_BODY = 20_000
# "Wrote" headers of Thai mail programs, which the reply parser does not know; from there on it is the past.
_THAI_QUOTE = re.compile(
    r"^[> ]*(?:เมื่อ|ในวันที่|วันที่|วัน)[^\n]{0,200}(?:\n[^\n]{0,200})?(?:เขียนว่า|เขียน|ได้เขียนว่า)\s*:\s*$"
    r"|^[> ]*จาก:[^\n]*\n(?:[> ]*(?:ส่ง|วันที่|ถึง|สำเนา|เรื่อง|หัวเรื่อง):[^\n]*\n?){2,}",
    re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
_BLOCK_END = re.compile(r"(?i)<br\s*/?>|</(?:p|div|tr|li|h[1-6]|blockquote)>")
_QUOTED_HTML = re.compile(r"(?is)<blockquote\b.*</blockquote>")


def read_mail(content: bytes) -> InboundMail:
    """Return the mail as words. Raises ValueError when it names no sender: there is nobody to answer."""
    mime = message_from_bytes(content)
    name, address = parseaddr(_header(mime, "From"))
    if "@" not in address:
        raise ValueError("no_sender")
    receivers = [str(v) for h in ("To", "Cc", "Delivered-To", "X-Original-To") for v in mime.get_all(h, failobj=[])]
    return InboundMail(
        from_address=address,
        from_name=name,
        to_addresses=tuple(a for _, a in getaddresses(receivers) if a),
        subject=" ".join(_header(mime, "Subject").split()),
        body=own_words(_text(mime))[:_LONGEST_BODY],
        header_message_id="".join(_header(mime, "Message-ID").split()) or _made_up_id(content),
        in_reply_to=_header(mime, "In-Reply-To"),
        references=_header(mime, "References"),
        attachments=sum(1 for part in mime.walk() if part.get_content_disposition() == "attachment"),
        headers={key.lower(): str(value) for key, value in mime.items()},
    )


def own_words(text: str) -> str:
    """Return what the sender wrote now, without the quoted mail below it; never empty when there were words."""
    plain = text.replace("\r\n", "\n").replace("\x00", "").strip()
    newest = plain
    if quote := _THAI_QUOTE.search(plain):
        newest = plain[: quote.start()]
    replies = EmailReplyParser(languages=["en"]).read(newest).replies
    newest = replies[0].full_body if replies else newest
    newest = _SIGNATURE.sub("", newest)
    kept = _without_quoted_lines(newest)
    return kept or _without_quoted_lines(plain) or plain


def text_of_html(markup: str) -> str:
    """Return the words of an HTML mail, block ends as line ends; scripts, styles and the quoted past are gone."""
    with_breaks = _BLOCK_END.sub("\n", _QUOTED_HTML.sub("", markup) or markup)
    bare = nh3.clean(with_breaks, tags=set(), clean_content_tags={"script", "style", "title"})
    lines = [" ".join(line.split()) for line in html.unescape(bare).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_quoted_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">")).strip()


def _made_up_id(content: bytes) -> str:
    """Name a mail without a Message-ID by its content, so that a second copy is still recognised."""
    return f"<{hashlib.sha256(content).hexdigest()[:40]}@no-message-id.invalid>"


def _text(mime: MimeMessage) -> str:
    parts = [p for p in mime.walk() if not p.is_multipart() and p.get_content_disposition() != "attachment"]
    plain = [_decoded(p) for p in parts if p.get_content_type() == "text/plain"]
    if any(text.strip() for text in plain):
        return "\n".join(plain)
    return "\n".join(text_of_html(_decoded(p)) for p in parts if p.get_content_type() == "text/html")


def _decoded(part: MimeMessage) -> str:
    raw = part.get_payload(decode=True)
    return _in_some_charset(raw, part.get_content_charset()) if isinstance(raw, bytes) else ""


def _in_some_charset(raw: bytes, declared: str | None) -> str:
    """Decode by what the mail says, else by what Thai mail usually is; the last resort marks bad bytes."""
    for charset in (declared, "utf-8", "cp874"):
        try:
            return _storable(raw.decode(charset or "utf-8"))
        except (LookupError, UnicodeError):
            continue
    return _storable(raw.decode("utf-8", errors="replace"))


def _storable(text: str) -> str:
    """Leave out what no database stores: NUL, and the half characters some charsets can spell."""
    return text.replace("\x00", "").encode("utf-8", errors="replace").decode()


def _header(mime: MimeMessage, name: str) -> str:
    """Return a header as words; broken encodings are read as well as they can be."""
    value = mime.get(name)
    if value is None:
        return ""
    try:
        parts = decode_header(str(value) if not isinstance(value, str) else value)
    except ValueError:
        return _storable(str(value))
    return _storable("".join(p if isinstance(p, str) else _in_some_charset(p, charset) for p, charset in parts))
