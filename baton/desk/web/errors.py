"""What goes wrong, as an answer: JSON for the API, a page or a notice for people; never a stack trace."""

from __future__ import annotations

import logging
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from baton.base.text import BadText, clean
from baton.desk.web import guard
from baton.desk.web.rendering import by_htmx, render
from baton.handoff.errors import NotFound
from baton.handoff.package.json_schema import InvalidPackage
from baton.handoff.records.lifecycle import TransitionRefused

logger = logging.getLogger(__name__)

_CODES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
}


def install(app: FastAPI) -> None:
    """Add the handlers to the app."""
    app.add_exception_handler(guard.NotSignedIn, _not_signed_in)
    app.add_exception_handler(guard.MustChange, _must_change)
    app.add_exception_handler(guard.MustSetUp, _must_set_up)
    app.add_exception_handler(guard.NotConfirmed, _not_confirmed)
    app.add_exception_handler(guard.Forbidden, lambda request, e: answer(request, 403, "forbidden", str(e)))
    app.add_exception_handler(TransitionRefused, lambda request, e: answer(request, 409, "refused", str(e)))
    app.add_exception_handler(BadText, lambda request, e: answer(request, 422, "invalid", str(e)))
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _away)
    app.add_exception_handler(InterfaceError, _away)
    app.add_exception_handler(InvalidPackage, _invalid_package)
    app.add_exception_handler(Exception, _unexpected)


def answer(request: Request, status: int, code: str, message: str) -> Response:
    """A refusal in the form that the request can show."""
    message = clean(message)  # it may name what was sent: JSON can carry characters that no answer can
    if _for_program(request):
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        return JSONResponse({"error": {"code": code, "message": message}}, status_code=status, headers=headers)
    if by_htmx(request):
        page = render(request, "_notice.html", status, notice=message)
        page.headers["HX-Retarget"] = "#notices"
        page.headers["HX-Reswap"] = "innerHTML"
        return page
    here = f"{request.url.path}?{request.url.query}".rstrip("?")
    return render(
        request, "error.html", status, number=status, message=message, again=here if request.method == "GET" else None
    )


def _not_signed_in(request: Request, _: Exception) -> Response:
    if _for_program(request) or request.url.path in ("/stream", "/session"):
        return JSONResponse(
            {"error": {"code": "unauthorized", "message": "Sign in, or send a valid token."}},
            status_code=401,
            headers={"WWW-Authenticate": "Bearer"},
        )
    if by_htmx(request) or request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        # The page stays, with what is typed in it, and says that the session is over (static/desk.js). What its scripts
        # ask must not be led to the sign-in: that would tie the form there to another visit than the page that is open.
        return Response(status_code=401, headers={"HX-Reswap": "none"})
    path = request.url.path if request.method == "GET" else "/"
    return RedirectResponse("/login" + (f"?next={quote(path)}" if path != "/" else ""), status_code=303)


def _must_change(request: Request, _: Exception) -> Response:
    if _for_program(request):
        return answer(request, 403, "password_change_required", "Change the first password in the desk.")
    if by_htmx(request):
        return Response(status_code=403, headers={"HX-Redirect": "/password"})
    return RedirectResponse("/password", status_code=303)


def _must_set_up(request: Request, _: Exception) -> Response:
    if _for_program(request):
        return answer(request, 403, "second_factor_required", "Set up the second factor in the desk.")
    if by_htmx(request):
        return Response(status_code=403, headers={"HX-Redirect": guard.SECOND_FACTOR})
    return RedirectResponse(guard.SECOND_FACTOR, status_code=303)


def _not_confirmed(request: Request, _: Exception) -> Response:
    """Nothing was done; the page that the form was on is where it goes on."""
    pages = ("/people", "/customers", guard.SECOND_FACTOR)
    path = request.url.path
    back = next((page for page in pages if path == page or path.startswith(f"{page}/")), "/account")
    return RedirectResponse(f"/confirm?next={quote(back)}", status_code=303)


def _not_found(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotFound)
    return answer(request, 404, "not_found", f"There is no such {error.what}.")


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    message = "; ".join(f"{'.'.join(str(part) for part in e['loc'][1:]) or 'body'}: {e['msg']}" for e in error.errors())
    return answer(request, 422, "invalid", message[:500])


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "error")
    messages = {404: "There is no such page.", 405: "That cannot be done here."}
    found = answer(request, error.status_code, code, messages.get(error.status_code, str(error.detail)))
    found.headers.update(error.headers or {})
    return found


def _away(request: Request, error: Exception) -> Response:
    logger.error("A database does not answer: %s", error)
    return answer(request, 503, "unavailable", "A database does not answer right now. Nothing is lost; try again.")


def _invalid_package(request: Request, error: Exception) -> Response:
    """Nothing leaves that does not fit the published schema; the text names the places, not what is in them."""
    logger.error("%s", error)
    return answer(request, 500, "invalid_package", str(error))


def _unexpected(request: Request, error: Exception) -> Response:
    return answer(request, 500, "internal", "Something went wrong here. It is in the desk's log; try again.")


def _for_program(request: Request) -> bool:
    return request.url.path.startswith((guard.API + "/", "/connectors/")) or request.url.path in ("/health", "/ready")
