"""Every setting of the installation: one typed object, prefix SAMPHAN_, safe defaults."""

import os
import secrets
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """What an operator may set, by environment or `.env`; each field becomes SAMPHAN_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="SAMPHAN_", env_file=".env", extra="ignore")

    data_dir: Path = Field(default=Path(".samphan"), description="Where the database, uploads and secrets live.")
    database_url: str = Field(default="", description="postgresql://user@host/db; empty: SQLite in the data folder.")
    secret_key: str = Field(default="", description="Empty: made on first run and kept in the data folder, mode 0600.")
    debug: bool = Field(default=False, description="For developers only: pages show what went wrong inside.")
    base_url: str = Field(default="http://127.0.0.1:8000", description="Where customers reach us; used in links.")
    allowed_hosts: str = Field(default="127.0.0.1,localhost,[::1]", description="Comma-separated host names.")
    trusted_proxies: str = Field(
        default="",
        description="Comma-separated addresses or networks of the TLS proxy in front of us, such as 127.0.0.1 or "
        "10.0.0.0/8. From them alone X-Forwarded-For and X-Forwarded-Proto are believed, so that limits count each "
        "visitor's own address; empty: from nobody.",
    )
    max_upload_mb: int = Field(default=512, ge=1, le=512, description="Largest file an import takes.")
    smtp_url: str = Field(
        default="", description="smtp://user:password@host:587?starttls=1; empty: mail goes to files."
    )
    imap_url: str = Field(default="", description="imaps://user:password@host/INBOX; empty: no inbound mail.")
    mail_from: str = Field(default="care@localhost", description="Sender of mail to customers.")
    onnx_folder: Path | None = Field(
        default=None,
        description="A folder with model.onnx, tokenizer.json and labels.json: a transformer of your own reads "
        "sentiment (needs `pip install samphan[onnx]`); empty: the model we ship.",
    )
    llm_url: str = Field(
        default="",
        description="An OpenAI-compatible endpoint, asked about texts of the last 7 days that were read with little "
        "confidence; personal data is taken out first. Empty: nothing leaves the installation.",
    )
    llm_key: str = Field(default="", description="The key that endpoint asks for.")
    llm_model: str = Field(default="gpt-4o-mini", description="The model to ask there.")
    llm_below: float = Field(default=0.6, ge=0, le=1, description="Texts read with less confidence are asked.")
    llm_timeout_seconds: float = Field(default=30, gt=0, le=300, description="How long one call to it may take.")
    api_rate: int = Field(default=500, description="Calls a second one API key may make to one server process.")
    undo_send_seconds: int = Field(
        default=10, ge=0, le=60, description="How long an answer is held so that it can be taken back; 0: not at all."
    )
    worker_threads: int = Field(default=4, description="Jobs one worker runs at a time.")

    @field_validator("trusted_proxies")
    @classmethod
    def are_networks(cls, value: str) -> str:
        """Refuse what is no address: a proxy misspelt would go unnoticed."""
        for name in _listed(value):
            ip_network(name, strict=False)
        return value

    def proxy_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Return the trusted proxies; one address is a network of one."""
        return tuple(ip_network(name, strict=False) for name in _listed(self.trusted_proxies))

    def ensured_secret_key(self) -> str:
        """Return the signing key, making it once (owner-readable only) when none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(path, secrets.token_urlsafe(50))
        return path.read_text()


@cache
def environment() -> Environment:
    """Return the settings, read once."""
    return Environment()


def _listed(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def _write_once(path: Path, text: str) -> None:
    """Make a file of ours only, unless another process just did: whole or not there, and never a second one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)  # refused when the name is taken: of many first starts one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
