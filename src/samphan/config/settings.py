"""Django's settings, derived from `environment`; nothing here is meant to be edited by an operator."""

from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.messages import constants as message_levels

from samphan.config.databases import database_settings
from samphan.config.environment import environment

ENVIRONMENT = env = environment()
PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir.resolve()

SECRET_KEY = env.ensured_secret_key()
DEBUG = env.debug
BASE_URL = env.base_url.rstrip("/")
_base = urlsplit(BASE_URL)
ALLOWED_HOSTS = [h.strip() for h in env.allowed_hosts.split(",") if h.strip()] + [_base.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
IS_HTTPS = _base.scheme == "https"
TRUSTED_PROXIES = env.proxy_networks()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_tasks",
    "samphan.jobs",
    "samphan.accounts",
    "samphan.search",
    "samphan.eventlog",
    "samphan.customers",
    "samphan.signals",
    "samphan.messaging",
    "samphan.surveys",
    "samphan.reputation",
    "samphan.promises",
    "samphan.journeys",
    "samphan.insights",
    "samphan.cases",
    "samphan.outreach",
    "samphan.imports",
    "samphan.automation",
    "samphan.sample",
    "samphan.web",
    "samphan.digest",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samphan.web.middleware.HeadersMiddleware",
    "samphan.web.middleware.ReaderMiddleware",
    "samphan.web.middleware.PlainTextMiddleware",
    "samphan.web.middleware.FirstRunMiddleware",
    "samphan.web.middleware.AccessMiddleware",
]
ROOT_URLCONF = "samphan.config.urls"
WSGI_APPLICATION = "samphan.config.wsgi.application"
DATABASES = {"default": database_settings(env.database_url, DATA_DIR)}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE_DIR / "web", PACKAGE_DIR / "web" / "sign_in"],
        "OPTIONS": {
            "environment": "samphan.web.jinja.make_environment",
            "context_processors": ["samphan.web.shell.context.shell_context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["samphan.accounts.sessions.SignInBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "samphan.web.sign_in.adapter.AccountAdapter"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the package: no collecting step to run or to forget
WHITENOISE_MAX_AGE = 86_400
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "samphan.web.static_files.VersionedStaticFiles"},
}
# Mail of `messaging.channels`; without a server it becomes files in the outbox folder.
SMTP_URL = env.smtp_url
IMAP_URL = env.imap_url
MAIL_FROM = env.mail_from
OUTBOX_DIR = DATA_DIR / "outbox"
UNDO_SEND_SECONDS = env.undo_send_seconds
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

TASKS = {
    "default": {
        "BACKEND": "samphan.jobs.backend.LeasedBackend",
        "QUEUES": ["default", "mail", "bulk"],  # a worker serves them in this order
        "OPTIONS": {"feeds": ["samphan.automation.relay.relay_events"]},
    }
}

# What can be found by words: rooms above `search`, in the order a rebuild reads them.
SEARCH_SOURCES = tuple(f"samphan.automation.documents.{name}" for name in ("CUSTOMERS", "CASES", "MESSAGES"))

SESSION_ENGINE = "samphan.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "samphan.web.shell.views.csrf_failure"
MESSAGE_TAGS = {message_levels.SUCCESS: "good", message_levels.ERROR: "bad"}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Sent with every answer (`web.middleware`), not only with those Django knows came by https: a proxy may not say so.
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
