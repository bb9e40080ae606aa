"""Mail into a folder, one .eml a message: for a first look without any mail server."""

from pathlib import Path

from samphan.messaging.channels.protocol import DeliveryFailed, OutboundMail
from samphan.messaging.channels.writing import mail_bytes


class FileOutbound:
    """Writes each mail into `folder`, named by its Message-ID, so that a retry overwrites its own file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, mail: OutboundMail) -> None:
        """Write the mail; the file appears whole or not at all."""
        name = "".join(c if c.isalnum() or c in ".-_" else "_" for c in mail.message_id.strip("<>"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self._folder / f".{name}.part"
            part.write_bytes(mail_bytes(mail))
            part.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise DeliveryFailed(type(error).__name__) from error
