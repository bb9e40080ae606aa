"""Which conversation a mail answers, which mail no human wrote, and what is nothing but a thank-you."""

import re
from collections.abc import Mapping
from email.utils import parseaddr

_ID = re.compile(r"<[^<>\s]+>")
_PLUS = re.compile(r"^[^@+]+\+([A-Za-z0-9_-]{8,32})@", re.ASCII)
_TAG = re.compile(r"\[([A-Z]{2,5}-\d{1,12})\]")
_POLITE = (
    r"(?:\s|มาก|ๆ|นะ|คะ|ค่ะ|คับ|ครับ|จ้า|จ้ะ|เลย|โอเค|ได้|รับทราบ|so|very|much|you|a lot|all|for|your|help|ok|okay"
    r"|[!.,~🙏😊❤👍\uFE0F])*"
)
_THANKS = re.compile(rf"{_POLITE}(?:ขอบคุณ|ขอบใจ|ขอบพระคุณ|thank|thanks|thx|[🙏👍❤]){_POLITE}", re.IGNORECASE)


def message_ids(header: str) -> list[str]:
    """Return the ids of a References or In-Reply-To header, in their order."""
    return _ID.findall(header)


def plus_token(addresses: list[str]) -> str:
    """Return the conversation token of the first plus-address among the receivers, or ""."""
    return next((m.group(1) for a in addresses if (m := _PLUS.match(a.strip()))), "")


def subject_reference(subject: str) -> str:
    """Return the reference quoted in a subject, "SP-1042" of "Re: [SP-1042] ...", or ""."""
    found = _TAG.search(subject)
    return found.group(1) if found else ""


def automatic_reason(headers: Mapping[str, str], *, own_address: str) -> str:
    """Say why nobody should answer this mail ("auto_reply", "list", "bounce", "own_mail"), or "".

    Answering a robot starts a loop; each guard is a header real mail systems set. `headers` has lower-case names.
    """
    sender = parseaddr(headers.get("from", ""))[1].lower()
    if own_address and sender == own_address.lower():
        return "own_mail"
    content_type = headers.get("content-type", "").lower()
    if content_type.startswith("multipart/report") or headers.get("return-path", "?").strip() == "<>":
        return "bounce"
    if sender.startswith("mailer-daemon@"):
        return "bounce"
    if headers.get("auto-submitted", "no").lower().split(";")[0].strip() != "no":
        return "auto_reply"
    if "x-autoreply" in headers or "x-autorespond" in headers:
        return "auto_reply"
    if headers.get("precedence", "").lower().strip() in {"bulk", "junk", "list", "auto_reply"}:
        return "list"
    return "list" if "list-id" in headers else ""


def is_closing_thanks(body: str) -> bool:
    """Say whether a message is nothing but thanks, so that it starts no next-response clock."""
    text = " ".join(body.split())
    return 0 < len(text) <= 60 and _THANKS.fullmatch(text) is not None
