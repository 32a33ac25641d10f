"""Django's settings: one file, driven by the environment (see docs/administrators)."""

import os
from typing import Literal

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from baraza.common import postgres
from baraza.config import environment

HOME = environment.home()
SECRET_KEY = os.environ.get("BARAZA_SECRET_KEY") or environment.kept_secret("secret_key")
# The first encrypts, each decrypts. Where the environment gives none, the file's lines are they.
DATA_KEYS = os.environ.get("BARAZA_DATA_KEYS", "").split()
DATA_KEYS_FILE = environment.secret_file("data_key")
DEBUG = environment.flag("BARAZA_DEBUG", default=False)

# Unknown host names find no office and get 404 from OfficeMiddleware.
ALLOWED_HOSTS = ["*"]
BEHIND_TLS = environment.flag("BARAZA_BEHIND_TLS", default=False)

SHARED_APPS = [
    "django_tenants",
    "baraza.base.office_register",
    "django.contrib.contenttypes",
    "procrastinate.contrib.django",
]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "taggit",
    "wagtail",
    "wagtail.admin",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.snippets",
    "baraza.web.studio.apps.Preferences",
    "baraza.base.accounts",
    "baraza.base.audit",
    "baraza.base.office",
    "baraza.base.places",
    "baraza.base.agenda",
    "baraza.base.people",
    "baraza.base.channels",
    "baraza.dialogue.inputs",
    "baraza.dialogue.letters",
    "baraza.dialogue.audiences",
    "baraza.dialogue.conversations",
    "baraza.dialogue.logbook",
    "baraza.dialogue.commitments",
    "baraza.engagement.casework",
    "baraza.engagement.civics",
    "baraza.engagement.events",
    "baraza.engagement.consultations",
    "baraza.engagement.projects",
    "baraza.engagement.outreach",
    "baraza.engagement.press",
    "baraza.insight",
    # The one screen with tables of its own: the pages that an office writes.
    "baraza.web.site",
]
SCREENS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "baraza.flows",
    "baraza.web",
    "baraza.web.desk",
    "baraza.web.studio",
]
INSTALLED_APPS = [*SHARED_APPS, *[app for app in TENANT_APPS if app not in SHARED_APPS], *SCREENS]

TENANT_MODEL = "office_register.Office"
TENANT_DOMAIN_MODEL = "office_register.HostName"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
PUBLIC_SCHEMA_URLCONF = "baraza.config.urls_machine"
ROOT_URLCONF = "baraza.config.urls"

MIDDLEWARE = [
    "baraza.config.middleware.health",
    "baraza.config.middleware.for_machines",
    "baraza.config.static_files.few_headers",
    "django.middleware.security.SecurityMiddleware",
    "baraza.config.compression.CompressionMiddleware",
    "baraza.config.middleware.OfficeMiddleware",
    "baraza.config.middleware.reads_the_office_once",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "baraza.config.middleware.only_ready_offices",
    "baraza.config.middleware.private_pages",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "baraza.config.middleware.StaffMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            environment.PROJECT / "baraza" / "web" / "templates",
            environment.PROJECT / "baraza" / "common" / "templates",
            # Before Wagtail's own.
            environment.PROJECT / "baraza" / "web" / "studio" / "templates",
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database_url(role: Literal["owner", "application"]) -> str:
    given = os.environ.get("DATABASE_URL", "")
    if role == "owner":
        given = os.environ.get("DATABASE_OWNER_URL") or given
    if given:
        return given
    try:
        return postgres.connection_url(home=HOME, role=role)
    except postgres.ClusterError:  # not made yet: commands that need it start it first
        return "postgresql:///baraza"


def _database() -> dict[str, object]:
    """The application's role; the owner's for the commands that migrate."""
    migrates = os.environ.get("BARAZA_DATABASE_ROLE") == "owner"
    parts = conninfo_to_dict(_database_url("owner" if migrates else "application"))
    return {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": parts.pop("dbname", "baraza"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("BARAZA_TEST_DATABASE", "test_baraza")},
    }


DATABASES = {"default": _database()}
APPLICATION_ROLE = conninfo_to_dict(_database_url("application")).get("user", "")
TENANT_LIMIT_SET_CALLS = True

# In each office's own schema and shared by all web processes: attempts to sign in are counted in
# it, and codes that were used are remembered.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    },
    # Asking for the row of a picture's size is one statement; a cache in the database is six.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
ACCOUNT_ADAPTER = "baraza.config.sign_in.AccountAdapter"
ACCOUNT_FORMS = {"login": "baraza.config.sign_in.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
# The old address is told of a new one, and everybody of a new password or second factor.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "baraza.config.sign_in.MFAAdapter"
MFA_FORMS = {
    "authenticate": "baraza.config.sign_in.AuthenticateForm",
    "reauthenticate": "baraza.config.sign_in.ReauthenticateForm",
    "activate_totp": "baraza.config.sign_in.ActivateAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Staff are invited by mail: whoever set a password has shown that the address is theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODE_COUNT = 10
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
# A browser takes this prefix only over TLS and from this very host (RFC 6265bis, 4.1.3.2).
_COOKIE_PREFIX = "__Host-" if BEHIND_TLS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}django_language"
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "baraza.config.errors.csrf_failed"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "baraza.config.formats"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
]
# Wagtail is the writing studio (`web/studio`). It asks nobody on the net, and its languages are
# those any office may write in.
WAGTAIL_SITE_NAME = "Baraza"
MIGRATION_MODULES = {
    app: f"baraza.web.studio.tables.{app}.migrations"
    for app in (
        "taggit",
        "wagtailadmin",
        "wagtailcore",
        "wagtaildocs",
        "wagtailimages",
        "wagtailsearch",
        "wagtailusers",
    )
}
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_RENDITION_STORAGE = "pictures"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "baraza.web.studio.pictures.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 14 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "baraza.web.studio.files.FileForm"
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"gif": "webp", "jpeg": "webp", "png": "webp", "webp": "webp"}
LOCALE_PATHS = [environment.PROJECT / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_MANIFEST_STRICT = True
STORAGES = {
    "default": {"BACKEND": "django_tenants.files.storage.TenantFileSystemStorage"},
    "pictures": {"BACKEND": "baraza.web.site.pictures.Pictures"},
    "staticfiles": {"BACKEND": "baraza.config.static_files.LeanStaticFiles"},
}
MEDIA_ROOT = HOME / "files"
BACKUP_FOLDER = environment.backup_folder()
MULTITENANT_RELATIVE_MEDIA_ROOT = "%s"

# Where an office is found, for links in what is sent.
SITE_ADDRESS = "https://{host}/" if BEHIND_TLS else f"http://{{host}}:{environment.port()}/"
EMAIL_BACKEND = "baraza.base.channels.email.backend.OutboxBackend"
# Where a ClamAV daemon listens ("/run/clamav/clamd.ctl" or "host:port"); then no file is kept
# that it has not read.
CLAMD = os.environ.get("BARAZA_CLAMD", "")
SMTP_URL = os.environ.get("BARAZA_SMTP_URL", "")
# The virus scanner (clamd) that looks at every upload; without it files are only looked through.
CLAMD = os.environ.get("BARAZA_CLAMD", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
# TLS is the proxy's; links in what is sent are made from each office's own host name.
SILENCED_SYSTEM_CHECKS = ["security.W008", "wagtailadmin.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "baraza.config.journal.Line",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("BARAZA_LOG_LEVEL", "WARNING")},
}
