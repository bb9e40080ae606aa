"""What every test stands on. The database is SQLite, or the server at SAMPHAN_TEST_DATABASE_URL."""

import os
import tempfile

_data_dir = tempfile.mkdtemp(prefix="samphan-test-")
os.environ["SAMPHAN_DATA_DIR"] = _data_dir
os.environ["SAMPHAN_DATABASE_URL"] = os.environ.get("SAMPHAN_TEST_DATABASE_URL", "")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samphan.config.settings")
