"""Settings: one file, read from the environment only; docs/operate/settings.md explains every name.

Without any variable the portal runs on SQLite in ``var/`` on this machine and refuses nothing that a trial needs;
a real address (``TEILHABE_URL`` with https) switches secure cookies, HSTS and host checking on.
"""

from pathlib import Path
from socket import gethostname
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from teilhabe.core.logs import logging_config
from teilhabe.core.secret_key import kept_secret

env = Env()
SOURCE_DIR = Path(__file__).resolve().parent

# --- Where data lives ---

with env.prefixed("TEILHABE_"):
    DATA_DIR = Path(env.str("DATA_DIR", "var")).resolve()
    DEBUG = env.bool("DEBUG", False)
    PORTAL_URL = env.str("URL", "http://127.0.0.1:8000").rstrip("/")
    PORTAL_NAME = env.str("NAME", "Teilhabe")
    PORTAL_REGION = env.str("REGION", "")
    DEMO = env.bool("DEMO", False)
    EXTRA_HOSTS: list[str] = env.list("HOSTS", [])
    ALLOW_PRIVATE_SOURCES = env.bool("ALLOW_PRIVATE_SOURCES", False)
    HARVEST_EVERY_MINUTES = env.int("HARVEST_EVERY_MINUTES", 180)
    HARVEST_CONTACT = env.str("HARVEST_CONTACT", "")
    MAX_FILE_MEGABYTES = env.int("MAX_FILE_MEGABYTES", 80)
    ARCHIVE_DAYS = env.int("ARCHIVE_DAYS", 400)
    OCR = env.bool("OCR", False)
    OPERATOR_MAIL = env.str("OPERATOR_MAIL", "")
    FEEDBACK_DAYS = env.int("FEEDBACK_DAYS", 180)
    OFFER_REVIEW_DAYS = env.int("OFFER_REVIEW_DAYS", 180)
    OFFER_GRACE_DAYS = env.int("OFFER_GRACE_DAYS", 30)
    DATA_LICENCE = env.str(
        "DATA_LICENCE",
        "dl-by-de/2.0",
        validate=validate.OneOf(["dl-by-de/2.0", "dl-zero-de/2.0", "cc-by/4.0", "cc-zero"]),
    )
    DCAT_CONTRIBUTOR = env.str("DCAT_CONTRIBUTOR", "", validate=validate.Regexp(r"^[A-Za-z0-9_-]*$"))
    MT_SERVICE = env.str("MT_SERVICE", "", validate=validate.OneOf(["", "deepl", "libretranslate"]))
    MT_URL = env.str("MT_URL", "", validate=validate.Regexp(r"^$|^https?://[\w.\[\]:-]+(/[\w./-]*)?$"))
    MT_KEY = env.str("MT_KEY", "")
    MT_PUBLISH = env.bool("MT_PUBLISH", False)
    BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
    LEAVE_OUT: list[str] = env.list("LEAVE_OUT", [])
    SEARCH_ENGINE = env.str("SEARCH_ENGINE", "tantivy", validate=validate.OneOf(["tantivy", "fts5"]))
    SEARCH_DIR = Path(env.str("SEARCH_DIR", "") or DATA_DIR / "search").resolve()
    SEARCH_NODE = env.str("NODE", "") or gethostname()
    MAP_TILES = env.str("MAP_TILES", "")
    MAP_TILES_CREDIT = env.str("MAP_TILES_CREDIT", "")
    MAP_SERVICE = env.str(
        "MAP_SERVICE",
        "",
        # The host must not change from tile to tile: the policy of the page names it.
        validate=validate.Regexp(r"^$|^https://[\w.-]+(:\d+)?/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})[^\s;,'\"]+$"),
    )
    MAP_SERVICE_NAME = env.str("MAP_SERVICE_NAME", "")
    MAP_SERVICE_PRIVACY = env.str("MAP_SERVICE_PRIVACY", "", validate=validate.Regexp(r"^$|^https://\S+$"))
    MAP_SERVICE_CREDIT = env.str("MAP_SERVICE_CREDIT", "")
    _secret_key = env.str("SECRET_KEY", "")
    _mail_from = env.str("MAIL_FROM", "portal@localhost")
    _log_format = env.str("LOG_FORMAT", "plain")
    _log_level = env.str("LOG_LEVEL", "INFO")

# Nobody else on this machine reads accounts or messages; a folder that is there keeps the rights its owner gave it.
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


SECRET_KEY = _secret_key or kept_secret(DATA_DIR / "secret-key")
SECURE = PORTAL_URL.startswith("https://")
# The cast of a demonstration is shared: the first visitor to set a second factor up would lock the others out.
REQUIRE_SECOND_FACTOR = env.bool("TEILHABE_REQUIRE_SECOND_FACTOR", SECURE and not DEMO)
_host = urlsplit(PORTAL_URL).hostname or "localhost"
ALLOWED_HOSTS = [_host, *EXTRA_HOSTS] if SECURE else ["127.0.0.1", "localhost", "[::1]", _host, *EXTRA_HOSTS]

# --- Apps: from the ground up; docs/architecture.md has the layers ---

# From the ground up; what shares a line are neighbours that do not know each other.
_LAYERS = [["core"], ["search"], ["directory"], ["accounts"], ["council", "catalogue"], ["website"]]
_optional = [name for layer in _LAYERS[2:] for name in layer]
_unknown = set(LEAVE_OUT) - set(_optional)
if _unknown:
    raise SystemExit(
        f"TEILHABE_LEAVE_OUT nennt {', '.join(sorted(_unknown))}; weglassen lassen sich: {', '.join(_optional)}."
    )
# An app stands on those below it: leaving one out takes those above it along, but not its neighbours.
_kept: list[str] = []
for _layer in _LAYERS:
    _kept += [name for name in _layer if name not in LEAVE_OUT]
    if set(_layer) & set(LEAVE_OUT):
        break
TEILHABE_APPS = _kept
_with_accounts = "accounts" in _kept
# Editorial work in the back office: its pages are the website's, its snippets the catalogue's.
_with_wagtail = bool({"website", "catalogue"} & set(_kept))

INSTALLED_APPS = [
    *(f"teilhabe.{name}" for name in reversed(_kept)),
    "django_cotton",
    "django_tasks",
    "django_tasks_db",
    "rules",
    "csp",
    *(
        [
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "axes",
        ]
        if _with_accounts
        else []
    ),
    *(
        [
            "wagtail.contrib.settings",
            "wagtail_localize",
            "wagtail_localize.locales",
            *(["teilhabe.website.apps.BackOfficeUsersConfig"] if "website" in _kept else ["wagtail.users"]),
            "wagtail.snippets",
            "wagtail.documents",
            "wagtail.images",
            "wagtail.search",
            "wagtail.admin",
            "wagtail",
            "modelcluster",
            "taggit",
            "ninja",  # the page /api/docs serves its script and style from here
        ]
        if _with_wagtail
        else []
    ),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "teilhabe.core.middleware.RequestLogMiddleware",
    "teilhabe.core.middleware.CompressTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "csp.middleware.CSPMiddleware",
    "teilhabe.core.middleware.RefuseBigUploadsMiddleware",  # before the check against forgeries reads the form
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(
        [
            "allauth.account.middleware.AccountMiddleware",
            "teilhabe.accounts.middleware.SecondFactorMiddleware",
            "axes.middleware.AxesMiddleware",  # last: it answers for a locked-out visitor
        ]
        if _with_accounts
        else []
    ),
]

ROOT_URLCONF = "teilhabe.website.urls" if "website" in _kept else "teilhabe.core.urls"
WSGI_APPLICATION = "teilhabe.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *(["teilhabe.website.context.portal"] if "website" in _kept else []),
            ],
        },
    }
]
COTTON_DIR = "cotton"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its attributes and `portal`, never a name of the page around it
FORM_RENDERER = "teilhabe.core.forms.KernRenderer"

# --- Database ---

DATABASES = {
    "default": env.dj_db_url(
        "TEILHABE_DATABASE_URL",
        default=f"sqlite:///{DATA_DIR / 'teilhabe.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing halfway; readers never wait for them.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;"
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Background work ---

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "harvest", "files", "imports"],
    }
}

# --- Language and time ---

LANGUAGE_CODE = "de"
LANGUAGES = [
    ("de", _("Deutsch")),
    ("en", _("Englisch")),
    ("fr", "Français"),
    ("tr", "Türkçe"),
    ("ar", "العربيّة"),
    ("uk", "Українська"),
    ("fa", "فارسی"),
    ("ru", "Русский"),
]
# Every page speaks these; the others are for readers of the catalogue (docs/languages.md).
WHOLE_LANGUAGES = ("de", "en")
# What speaks all of LANGUAGES begins so, behind the language's prefix.
PATHS_IN_EVERY_LANGUAGE = ("/angebote/", "/anbieter/hinweis")
# Those of them that do not.
PATHS_IN_WHOLE_LANGUAGES = ("/angebote/daten",)
LOCALE_PATHS = [SOURCE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Files ---

STATIC_URL = "/static/"
STATIC_ROOT = env.path("TEILHABE_STATIC_DIR", DATA_DIR / "static")
MEDIA_URL = "/medien/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_MAX_AGE = 3600

# --- Sign-in ---

AUTH_USER_MODEL = "accounts.User" if _with_accounts else "auth.User"
AUTHENTICATION_BACKENDS = (
    [
        "axes.backends.AxesStandaloneBackend",
        "rules.permissions.ObjectPermissionBackend",
        "teilhabe.accounts.backends.PortalBackend",  # Django's and allauth's in one
    ]
    if _with_accounts
    else ["django.contrib.auth.backends.ModelBackend"]
)
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/konto/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "teilhabe.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # ends with the browser, after SESSION_COOKIE_AGE at the latest
ACCOUNT_FORMS = {"login": "teilhabe.accounts.forms.LoginForm"}
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}  # an account is guarded by axes below, which several processes share
# The back office, what staff do with sources (below one source, and the form for a new one), and the work of editors
# beside the back office: offers and organisations.
BEHIND_SECOND_FACTOR = (
    r"/verwaltung(/|$)|(/[a-z]{2})?/"
    r"(quellen/(neu$|[^/]+/.)|anbieter/(pruefen|anmeldungen|hinweise|angebot|organisation|neu)(/|$))"
)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "teilhabe.core.visitors.connection_of"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "teilhabe.accounts.adapter.claimed_address"
AXES_RESET_ON_SUCCESS = True

# --- Editorial back office ---

WAGTAIL_SITE_NAME = PORTAL_NAME
WAGTAILADMIN_BASE_URL = PORTAL_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_APPEND_SLASH = False
WAGTAIL_CONTENT_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
# Translations of the catalogue are kept in step by hand: who translates decides when a text is current.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/konto/anmelden/"
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/anmelden/"
# A shared password could be guessed without limit and outlives everybody who knows it; roles and sign-in do not.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # nosec B105 - switches it off
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}  # nosec B105 - switches it off
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "key", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024

# --- Mail ---

vars().update(env.dj_email_url("TEILHABE_EMAIL_URL", "console://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _mail_from

# --- Security ---

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN and the status shapes are masks in data: URLs
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],  # the preview of the back office
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The biggest file (25 MB, catalogue.forms.imports) with its form; the proxy of docs/operate/install.md lets as much in.
MOST_REQUEST_BYTES = 26 * 1024 * 1024

# --- Logs ---

LOGGING_CONFIG = None
logging_config(fmt=_log_format, level=_log_level)
