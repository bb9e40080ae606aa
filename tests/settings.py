"""The installation's settings, made quick for tests; the data folder is one of the run's own and goes with it."""

import atexit
import os
import shutil
import tempfile

_data_dir = tempfile.mkdtemp(prefix="samphan-test-")
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)
os.environ["SAMPHAN_DATA_DIR"] = _data_dir
os.environ["SAMPHAN_DATABASE_URL"] = os.environ.get("SAMPHAN_TEST_DATABASE_URL", "")
os.environ["SAMPHAN_DEBUG"] = "false"

from samphan.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 costs 60 ms a sign-in on purpose
UNDO_SEND_SECONDS = 0  # a test waits for nothing; those about taking an answer back set it
if DATABASES["default"]["ENGINE"].endswith("sqlite"):  # noqa: F405
    # A file, as in life: in memory, threads would meet table locks that no installation has.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_data_dir) / "test.sqlite3")}  # noqa: F405
