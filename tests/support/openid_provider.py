"""A real OpenID provider for tests: django-oauth-toolkit over HTTP, in a process of its own.

`python -m tests.support.openid_provider FOLDER REDIRECT` prints its address and serves until it is ended; the desk is
registered there with this redirect address. Its people and their groups are in `PEOPLE`, each with `PASSWORD`.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[2]
CLIENT_ID, CLIENT_SECRET = "desk", "a secret of the desk at the provider"
PASSWORD = "open sesame, please"
#: Login there: their groups.
PEOPLE = {
    "maria": ["desk-staff"],
    "tom": ["desk-staff", "desk-leads"],
    "guest": ["marketing"],
    "maria.twin@example.org": ["desk-staff"],
}


@contextmanager
def running(folder: Path, redirect: str):
    """The address of a provider at which the desk is registered."""
    command = [sys.executable, "-m", "tests.support.openid_provider", str(folder), redirect]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http"), "the provider did not start"
        yield address
    finally:
        process.kill()
        process.wait()


def main(folder: Path, redirect: str) -> None:
    """Serve until the process is ended."""
    server = make_server("127.0.0.1", 0, None, handler_class=_Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    _configure(folder, f"{address}/o")
    server.set_app(_application(redirect))
    print(f"{address}/o", flush=True)
    server.serve_forever()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return None


def _configure(folder: Path, issuer: str) -> None:
    import django
    from django.conf import settings
    from jwcrypto.jwk import JWK

    key = JWK.generate(kty="RSA", size=2048).export_to_pem(private_key=True, password=None).decode()
    settings.configure(
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="only for tests",
        ROOT_URLCONF=__name__,
        LOGIN_URL="/sign-in/",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.db")}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # hashing is slow on purpose
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": issuer,
            "OIDC_RSA_PRIVATE_KEY": key,
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "", "profile": "", "email": ""},
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.validator",
        },
    )
    django.setup()


def _application(redirect: str):
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path
    from oauth2_provider.models import Application
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        oidc_claim_scope = None  # our claims come with every scope

        def get_additional_claims(self, request):
            groups = [group.name for group in request.user.groups.order_by("name")]
            names = {"preferred_username": request.user.username, "name": request.user.username.title()}
            return {**names, "groups": groups}

    call_command("migrate", verbosity=0, interactive=False)
    for name, groups in PEOPLE.items():
        user = User.objects.create_user(name, password=PASSWORD)
        user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    Application.objects.create(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=redirect,
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
    )
    globals()["validator"] = Validator
    globals()["urlpatterns"] = [path("o/", include("oauth2_provider.urls")), path("sign-in/", _sign_in)]
    return get_wsgi_application()


def _sign_in(request):
    """The provider's own sign-in page."""
    from django.contrib.auth import authenticate, login
    from django.http import HttpResponse, HttpResponseRedirect
    from django.utils.html import escape

    if request.method == "POST":
        user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(request.GET["next"])
    fields = '<label>Name <input name="name"></label> <label>Password <input name="password" type="password"></label>'
    page = f'<!doctype html><title>Provider</title><form method="post">{fields} <button>Sign in</button></form>'
    return HttpResponse(page + (escape(" That was wrong.") if request.method == "POST" else ""))


if __name__ == "__main__":
    # As a module of its own name: Django imports the settings' names from it.
    from tests.support import openid_provider

    openid_provider.main(Path(sys.argv[1]), sys.argv[2])
