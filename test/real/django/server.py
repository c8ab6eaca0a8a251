"""django-oauth-toolkit as its documentation sets it up, with a database of its own, one person and the clients given.

Arguments: a folder of its own, a private key (PEM), and the clients as JSON. Says its port when it answers.
"""

import json
import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

folder, key, clients = sys.argv[1:]

PAGE = '<form method="post">{% csrf_token %}{{ form }}<button>Sign in</button></form>'

settings.configure(
    SECRET_KEY="only on loopback",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    LOGIN_URL="/login/",
    STATIC_URL="/static/",
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"login.html": PAGE}),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "db")}},
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": open(key).read(),
        "PKCE_REQUIRED": True,
        "SCOPES": {"openid": "Who you are", "read": "Read"},
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application, RefreshToken  # noqa: E402


def withdraw(_request):
    """What an administrator does: every refresh token ends."""
    for token in RefreshToken.objects.filter(revoked=None):
        token.revoke()
    return HttpResponse()


urlpatterns = [
    path("withdraw/", withdraw),
    path("login/", LoginView.as_view(template_name="login.html")),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]

call_command("migrate", verbosity=0)
User.objects.create_user("ada", password="correct horse")
for client in json.loads(clients):
    Application.objects.create(
        name=client["id"],
        client_id=client["id"],
        client_secret=client.get("secret", ""),
        client_type="confidential" if "secret" in client else "public",
        authorization_grant_type="authorization-code",
        algorithm="RS256",
        redirect_uris=client["redirect"],
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)
print(f"ready at {server.server_port}", flush=True)
server.serve_forever()
