"""Django settings: the same file for a laptop, a test run and a server; what differs comes from the environment.

Every variable is listed in the README with its default. `marketplace.env` reads them and complains in a sentence.
"""

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from marketplace import env

BASE_DIR = env.BASE_DIR
DATA_DIR = env.data_dir()

DEBUG = env.debug()
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.allowed_hosts()
CSRF_TRUSTED_ORIGINS = env.trusted_origins()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "marketplace.web",
    "marketplace.organisations",
    "marketplace.dialogue",
    "listings",
    "logistics",
    "marketplace.payments",
    "marketplace.impact",
    "marketplace.api",
    "marketplace.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.api.middleware.ProblemsForPrograms",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.web.middleware.RefuseUnsafeText",
    "marketplace.web.middleware.BusyDatabase",
    "marketplace.web.middleware.LeadUploads",
    "marketplace.web.distances.ToldDistances",
    "marketplace.organisations.middleware.CurrentOrganisation",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "marketplace.web.templatetags.goodsyard",
                "marketplace.web.templatetags.written",
            ],
        },
    },
]
FORM_RENDERER = "marketplace.web.forms.GoodsyardRenderer"

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache()}

# --- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "organisations:yard"
ACCOUNT_ADAPTER = "marketplace.organisations.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "marketplace.organisations.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SIGNUP_REDIRECT_URL = "organisations:organisation-new"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Goodsyard"
USERSESSIONS_TRACK_ACTIVITY = False

# --- mail and background work -------------------------------------------------------------------------------------
globals().update(env.email())
DEFAULT_FROM_EMAIL = env.mail_from()
SITE_URL = env.site_url()
TASKS = {"default": {"BACKEND": env.tasks_backend()}}
#: What the worker does of its own accord: dotted name of a task -> seconds between two runs.
SCHEDULE = {
    "marketplace.web.tasks.retry_mail": 60,
    "listings.tasks.expire_listings": 300,
    "listings.tasks.post_recurring": 900,
    "listings.tasks.let_bookings_lapse": 300,
    "listings.tasks.lapse_claims": 60,
    "listings.tasks.decide_claims": 60,
    "listings.tasks.tell": 10,
    "listings.tasks.find_missed": 120,
    "listings.tasks.ask_again": 60,
    "listings.tasks.mind_loans": 900,
    "listings.tasks.credit_bookings": 3600,
    "listings.tasks.forget_old_misses": 86_400,
    "listings.tasks.count_words": 900,
    "listings.tasks.look_after_words": 3600,
    "logistics.tasks.anchor_custody": 3600,
    "logistics.tasks.ask_after_things": 3600,
    "logistics.tasks.forget_positions": 3600,
    "logistics.tasks.make_machine_code": 86_400,
    "logistics.tasks.mind_days": 10,
    "logistics.tasks.mind_offers": 300,
    "logistics.tasks.mind_papers": 3600,
    "logistics.tasks.forget_old": 86_400,
    "logistics.tasks.remind_to_sign": 3600,
    "marketplace.impact.tasks.count_receipts": 5,
    "marketplace.impact.tasks.remove_old_files": 3600,
    "logistics.tasks.issue_papers": 60,
    "logistics.tasks.remove_old_papers": 86_400,
    "marketplace.api.tasks.forget_keys": 86_400,
}

#: What the yard asks each room: dotted names of functions that answer a list of `marketplace.web.waiting.Waiting`.
YARD = [
    "listings.queries.waiting_for",
    "logistics.queries.waiting_for",
    "logistics.queries.followups.waiting_for",
    "marketplace.impact.queries.waiting_for",
]

#: For how many years each kind of note is kept; the law's least (2, for hazardous waste 3) holds whatever stands here.
KEEP_PAPERS_YEARS = {"ownership": 2, "waste": 2, "consignment": 3}

#: Who knows what has to be signed of goods: a giver may sign with the answer to a claim.
SIGNING = {
    "statements": "logistics.queries.papers.statements_of",
    "sign": "logistics.actions.paperwork.attesting.attest_as_giver",
}

#: Who knows what a kilometre of each type of vehicle emits: the dotted name of a function of a day.
EMISSIONS = "marketplace.impact.queries.emissions.kg_per_km"

#: Who knows the vans and their shifts: listings asks, and must not know the room above it.
CARRYING = {
    "vans": "logistics.queries.carrying.vans_of",
    "shifts": "logistics.queries.carrying.shifts_of",
    "hands": "logistics.queries.hands.hands_for",
    "rides": "logistics.queries.riding.rides_of_claim",
}

# --- the API ------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema", "UNAUTHENTICATED_USER": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Goodsyard",
    "DESCRIPTION": "List surplus, claim it, move it, and confirm what was received.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "SECURITY": [{"token": []}],
}
#: Requests in a minute: of one token, and of one address whose tokens are refused.
API_LIMITS = {"reads": 600, "writes": 120, "strangers": 60}

# --- files --------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "marketplace.web.finders.PackageFinder",
]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = env.storages(DATA_DIR)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "marketplace.web.uploads.KeepNothingHuge",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- words, time, place -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("British English"))]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

GEOCODER = env.geocoder()
ROUTING = env.routing()
MAP_TILES = env.map_tiles()

# --- security -----------------------------------------------------------------------------------------------------
_tile_hosts = [MAP_TILES.origin] if MAP_TILES.url else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_tile_hosts],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG and env.https()
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.behind_proxy() else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # unique whatever its capitals: by a constraint on Lower("email"), which the check does not see
]
