"""django-helpdesk's settings, as a municipality might have them; for the scripts beside it, in its own Python."""

import os
from pathlib import Path

HOME = Path(os.environ["HELPDESK_HOME"])
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "addresses"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "helpdesk.sqlite"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
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
    }
]
SITE_ID = 1
LANGUAGE_CODE = "en-us"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/tickets/"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"

HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_KANBAN_ENABLED = False
HELPDESK_SUBMIT_A_TICKET_PUBLIC = False
HELPDESK_REDIRECT_TO_LOGIN_BY_DEFAULT = True
# An applicant hears of every update, unless it is private: the box "public" is ticked when the page comes.
HELPDESK_NOTIFY_SUBMITTER_FOR_ALL_TICKET_CHANGES = True
HELPDESK_PRIVATE_FOLLOWUP_MEANS_NO_EMAILS = True
HELPDESK_SHOW_CUSTOM_FIELDS_FOLLOW_UP_LIST = [
    "proposal",
    "answer_due",
    "reasons",
    "valid_from",
    "valid_to",
    "internal_note",
]
