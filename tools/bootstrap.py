"""Makes the virtual environment `./samphan` runs in, and runs it. Needs Python 3.11 and its standard library only.

The environment holds exactly the hashed requirements/*.txt, installed again only when such a file changes; the package
itself is put on the path from `src`, so that nothing is built.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
UV = BIN / ("uv.exe" if os.name == "nt" else "uv")
INSTALLED = VENV / "samphan-installed.json"
LEVELS = ("run", "test", "dev")  # each holds all of the one before
EXTRAS = ("spark", "peers")  # on top of any level, when asked for: large, and needed by few


class Failure(Exception):
    """Something the person at the keyboard can put right; the message says how."""


def main(arguments: list[str]) -> int:
    """Prepare what the verb needs, then hand over to the installed command."""
    verb = arguments[0] if arguments else ""
    try:
        if verb == "setup":
            prepare("dev" if "--dev" in arguments else "run")
            for extra in EXTRAS:
                if f"--{extra}" in arguments:
                    _install(ROOT / "requirements" / f"{extra}.txt")
            return 0
        prepare("test" if verb == "test" else "run")
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    # The data folder belongs to the checkout, wherever the command is called from.
    os.environ.setdefault("SAMPHAN_DATA_DIR", str(ROOT / ".samphan"))
    # The environment is ours to keep compiled files in: without them every process compiles two thousand modules anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(PYTHON), "-m", "samphan.cli", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 (our own environment's Python; signals then reach it directly)
    return subprocess.call(command)


def prepare(level: str) -> None:
    """Bring the environment to a level: run, test or dev."""
    if not _works():
        say("กำลังเตรียมระบบครั้งแรก ...", "Setting up for the first time ...")
        _make_environment()
    if _is_current(level):
        return
    say("กำลังติดตั้งส่วนประกอบ ...", "Installing requirements ...")
    _install(ROOT / "requirements" / f"{level}.txt")
    _put_on_path()
    INSTALLED.write_text(json.dumps({"level": level, "digest": _digest(level)}))


def say(thai: str, english: str) -> None:
    """Tell how far we are, on stderr, in the reader's language."""
    print(choose(thai, english), file=sys.stderr, flush=True)


def choose(thai: str, english: str) -> str:
    """Return the text in the language of the terminal; gettext is not installed yet."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return thai if language.startswith("th") else english


def _works() -> bool:
    if not PYTHON.exists():
        return False
    check = [str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, check=False, capture_output=True).returncode == 0


def _make_environment() -> None:
    uv = shutil.which("uv")
    command = (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
        if uv
        else [sys.executable, "-m", "venv", "--clear", str(VENV)]
    )
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode == 0 and _works():
        return
    if not os.access(ROOT, os.W_OK):
        raise Failure(
            choose(
                f"เขียนลงโฟลเดอร์ {ROOT} ไม่ได้ ให้สิทธิ์เขียน หรือคัดลอกโปรแกรมไปไว้ในโฟลเดอร์ของคุณ",
                f"The folder {ROOT} cannot be written to. Give write permission, or copy the program elsewhere.",
            )
        )
    raise Failure(
        choose(
            "สร้างสภาพแวดล้อม Python ไม่สำเร็จ บน Debian/Ubuntu ให้สั่ง: apt install python3-venv",
            "Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv",
        )
        + f"\n{run.stdout}{run.stderr}"
    )


def _is_current(level: str) -> bool:
    try:
        installed = json.loads(INSTALLED.read_text())
        return LEVELS.index(installed["level"]) >= LEVELS.index(level) and installed["digest"] == _digest(
            installed["level"]
        )
    except (OSError, ValueError, KeyError):
        return False


def _digest(level: str) -> str:
    parts = [(ROOT / "requirements" / f"{level}.txt").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _install(requirements: Path) -> None:
    uv = shutil.which("uv")
    if uv:
        is_installed = _uv_installs(uv, requirements)
    else:
        is_installed = _fetched_uv_installs(requirements) or _pip_installs(requirements)
    if not is_installed:
        raise Failure(
            choose(
                "ติดตั้งส่วนประกอบไม่สำเร็จ ตรวจการเชื่อมต่ออินเทอร์เน็ตและพื้นที่ว่างในดิสก์ แล้วสั่งใหม่อีกครั้ง",
                "The requirements could not be installed. Check the network and the free disk space, then try again.",
            )
        )


def _fetched_uv_installs(requirements: Path) -> bool:
    """Install with a uv of the environment's own, fetched by pip: a fifth of the time pip would take alone (ADR 17).

    It keeps quiet: when it fails, pip tries the same and speaks for itself.
    """
    is_there = UV.exists() or _pip_installs(ROOT / "requirements" / "uv.txt", aloud=False)
    return is_there and _uv_installs(str(UV), requirements, aloud=False)


def _uv_installs(uv: str, lock: Path, *, aloud: bool = True) -> bool:
    return _succeeds([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *_locked(lock)], aloud=aloud)


def _pip_installs(lock: Path, *, aloud: bool = True) -> bool:
    # Not compiled beforehand: Python compiles what is imported when it is, and most of these libraries is not.
    options = ["--quiet", "--no-compile", "--disable-pip-version-check", "--no-input"]
    return _succeeds([str(PYTHON), "-m", "pip", "install", *options, *_locked(lock)], aloud=aloud)


def _locked(lock: Path) -> list[str]:
    return ["--require-hashes", "-r", str(lock)]


def _succeeds(command: list[str], *, aloud: bool) -> bool:
    return subprocess.run(command, check=False, capture_output=not aloud).returncode == 0


def _put_on_path() -> None:
    ask = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site_packages = Path(subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip())
    (site_packages / "samphan.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
