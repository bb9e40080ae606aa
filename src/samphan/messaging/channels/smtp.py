"""Mail out by SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from samphan.messaging.channels.protocol import DeliveryFailed, DeliveryRefused, OutboundMail
from samphan.messaging.channels.writing import mail_bytes

_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class SmtpAddress:
    """Where and how to hand mail over, from smtp://user:password@host:587?starttls=1 or smtps://..."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    uses_ssl: bool = False
    uses_starttls: bool = False

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read the URL; STARTTLS is on unless the port is 25 or the URL says starttls=0.

        Raises ValueError for a scheme that is not smtp or smtps, or a missing host.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SAMPHAN_SMTP_URL: use smtp://user:password@host:587 or smtps://user:password@host")
        uses_ssl = parts.scheme == "smtps"
        port = parts.port or (465 if uses_ssl else 587)
        asked = parse_qs(parts.query).get("starttls", ["0" if port == 25 else "1"])[0]
        return cls(
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            uses_ssl=uses_ssl,
            uses_starttls=not uses_ssl and asked not in {"0", "no", "false"},
        )


class SmtpOutbound:
    """Hands each mail to one SMTP server."""

    def __init__(self, address: SmtpAddress) -> None:
        self._address = address

    def deliver(self, mail: OutboundMail) -> None:
        """Hand the mail over; the server's 5xx answer is final, everything else may be tried again."""
        content = mail_bytes(mail)
        try:
            with self._connected() as server:
                server.sendmail(mail.from_address, [mail.to_address], content)
        except UnicodeError as error:  # an address in letters this server's protocol cannot carry
            raise DeliveryRefused(type(error).__name__) from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _failure(min(codes, default=450), error) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _failure(error.smtp_code, error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryFailed(type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        at = self._address
        if at.uses_ssl:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(at.host, at.port, timeout=_TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(at.host, at.port, timeout=_TIMEOUT_SECONDS)
        try:
            if at.uses_starttls:
                server.starttls(context=ssl.create_default_context())
            if at.user:
                server.login(at.user, at.password)
        except BaseException:
            server.close()
            raise
        return server


def _failure(code: int, error: Exception) -> DeliveryFailed:
    """Sort an answer by its code; the server's text is left out because it often repeats the address."""
    name = f"{type(error).__name__} {code}"
    return DeliveryRefused(name) if code >= 500 else DeliveryFailed(name)
