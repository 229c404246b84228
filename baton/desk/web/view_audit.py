"""Puts into the audit trail who saw a customer's words: for every route, by the guard, whatever its handler does.

Every route stands in one of the lists below or has a handoff or a conversation in its path; a test compares them with
the routes there are.
"""

from __future__ import annotations

from starlette.requests import Request

from baton.desk.auth.permissions import API
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.handoff.errors import NotFound
from baton.handoff.records.audit_trail import AuditAction

#: A page that is open updates itself every few seconds: its view is one entry an hour.
REMEMBERED_SECONDS = 3600.0
_RECENT = 50  # entries of somebody that are looked through for one that says it already

#: Routes whose answers hold words of several customers.
LISTS = frozenset(
    {
        *(("GET", "/"), ("GET", "/attention"), ("POST", "/attention/dismiss"), ("GET", "/deliveries")),
        *(("POST", "/deliveries/{delivery_id}/retry"), ("POST", "/deliveries/messages/{message_id}/retry")),
        *(("GET", "/reports"), ("GET", "/reports/conversations"), ("GET", "/audit")),
        *(("GET", "/misread"), ("POST", "/misread/{number}"), ("POST", "/misread/list/undo")),
        *(("POST", "/misread/list/skipped"), ("GET", "/misread/export"), ("POST", "/misread/export")),
        *(("GET", API + "/handoffs"), ("GET", API + "/deliveries"), ("GET", API + "/audit")),
        ("POST", API + "/deliveries/{delivery_id}/retry"),
        *(("GET", "/policy"), ("GET", "/policy/candidates/{candidate_hash}")),
        ("POST", "/policy/candidates/{candidate_hash}"),
    }
)
#: Routes that show nothing of customers, or write entries of their own.
QUIET_PATHS = frozenset(
    {
        *("/logout", "/password", "/duty", "/views", "/views/delete", "/stream", "/session", "/team"),
        *("/confirm", "/policy/share", "/policy/end", "/policy/rollback", "/policy/noticed"),
        *("/reports/report.css", API + "/openapi.json", API + "/me", API + "/me/duty", API + "/agents", API + "/teams"),
        *(API + "/canned-replies", API + "/stats"),
    }
)
QUIET_PREFIXES = ("/account", "/people", "/customers")


def record(request: Request, container: DeskContainer, agent: Agent, path: str) -> None:
    """Note that somebody is about to see what a route shows.

    Args:
        path: the pattern of the route.
    Raises:
        sqlalchemy.exc.SQLAlchemyError: it cannot be noted, so nothing may be shown.
    """
    method = "GET" if request.method == "HEAD" else request.method
    params = request.path_params
    if "handoff_id" in params:
        _handoff(container, agent, str(params["handoff_id"]), method, path)
    elif "conversation_id" in params:
        if container.log.conversation(str(params["conversation_id"]), most=1):
            container.audit.add(agent.login, AuditAction.VIEWED, conversation_id=str(params["conversation_id"]))
    elif (method, path) in LISTS:
        _list(container, agent, path)


def _handoff(container: DeskContainer, agent: Agent, handoff_id: str, method: str, path: str) -> None:
    """A page or an answer that somebody asks for is an entry of its own; what follows from it is one an hour."""
    by_api = path.startswith(API)
    via = (
        "api"
        if by_api
        else "update"
        if path.endswith(("/live", "/presence"))
        else "page"
        if method == "GET"
        else "form"
    )
    opened = method == "GET" and via != "update"
    if not opened and _recently(container, agent, AuditAction.VIEWED, handoff_id=handoff_id):
        return
    try:
        container.store.get(handoff_id)
    except NotFound:
        return
    container.audit.add(agent.login, AuditAction.VIEWED, handoff_id, via=via)


def _list(container: DeskContainer, agent: Agent, path: str) -> None:
    if not _recently(container, agent, AuditAction.LISTED, route=path):
        container.audit.add(agent.login, AuditAction.LISTED, route=path)


def searched(container: DeskContainer, agent: Agent, query: str) -> None:
    """Note a search, once an hour for the same words: a list that updates itself asks for it again and again."""
    if query and not _recently(container, agent, AuditAction.SEARCHED, q=query):
        container.audit.add(agent.login, AuditAction.SEARCHED, q=query)


def _recently(
    container: DeskContainer, agent: Agent, action: AuditAction, handoff_id: str | None = None, **details: str
) -> bool:
    """Whether the trail says so already."""
    since = container.time() - REMEMBERED_SECONDS
    limit = _RECENT if details else 1
    found = container.audit.read(agent.login, action.value, handoff_id, since=since, limit=limit)
    return any(details.items() <= dict(entry.details).items() for entry in found)
