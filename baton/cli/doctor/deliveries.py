"""What is in the desk's database that somebody should look at: connectors that fail, dead letters, no account."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from baton.base.settings import Settings, SettingsError
from baton.bootstrap import Container
from baton.cli.doctor.finding import Finding, Level
from baton.conversation.tables import InboxRow
from baton.desk.auth.roles import Role
from baton.desk.auth.tables import IdentityRow
from baton.handoff.records.tables import AgentRow

AREA = "connectors"
DESK = "desk"  # the connector to Baton's own desk
OLD_MESSAGE = 60.0  # seconds in the inbox
_FEW_ADMINS = 3  # so many may have a small shop's desk to themselves


def findings(container: Container, ask: bool) -> Iterator[Finding]:
    """What is wrong with connectors, inbox and accounts. The desk's database is there and migrated.

    Args:
        ask: whether each connector is asked to prove that it works, with a test event.
    """
    yield from _outbox(container)
    if ask:
        for name in container.settings.chosen_connectors:
            yield from _tested(name, lambda name=name: container.connector(name).test())  # type: ignore[misc]
    yield from _inbox(container)
    yield from _accounts(container, container.settings)


def _outbox(container: Container) -> Iterator[Finding]:
    for name, reason in container.outbox.stopped().items():
        what = f"The connector {name} is stopped: {reason}"
        why = "Nothing is sent to it any more; its agents do not see new handoffs."
        yield Finding(AREA, what, why, f"baton connectors resume {name} --retry")
    for name, count in container.deliveries.counts().items():
        if count.dead:
            what = f"{count.dead} deliveries to {name} were given up."
            why = "The other side does not know of them."
            yield Finding(
                AREA, what, why, f"look at Deliveries on the desk, then: baton connectors resume {name} --retry"
            )
        if count.error:
            what = f"{count.waiting} deliveries to {name} wait after failed tries: {count.error}"
            way_out = (
                f"baton connectors test {name}" if name in container.connectors else "baton doctor while Baton runs"
            )
            yield Finding(AREA, what, "They are late.", way_out, Level.WARNING)


def _tested(name: str, test: Callable[[], str]) -> Iterator[Finding]:
    try:
        test()
    except SettingsError as error:
        yield Finding(AREA, str(error), f"{name} cannot be used.", "docs/connectors.md")
    except Exception as error:  # whatever its client raises is what the operator has to know
        what, why = f"The connector {name} does not work: {error}", "Its agents do not see new handoffs."
        yield Finding(AREA, what, why, f"correct its settings (docs/connectors.md), then: baton connectors test {name}")


def _inbox(container: Container) -> Iterator[Finding]:
    with Session(container.engine) as session:
        waiting = InboxRow.done_at.is_(None) & InboxRow.dead_at.is_(None)
        count, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(InboxRow.at)).where(waiting)).one()
        dead = session.scalar(sa.select(sa.func.count()).where(InboxRow.dead_at.is_not(None)))
    age = container.clock().timestamp() - float(oldest) if count else 0.0
    if age > OLD_MESSAGE:
        what = f"{count} messages of customers wait to be answered, the oldest for {age:.0f} s."
        yield Finding("inbox", what, "Customers have no answer.", "start Baton, or read var/log/rasa.log")
    if dead:
        what = f"{dead} messages of customers were given up: each failed several times."
        yield Finding("inbox", what, "Nobody has answered them.", "look at Deliveries on the desk", Level.WARNING)


def _accounts(container: Container, settings: Settings) -> Iterator[Finding]:
    with Session(container.engine) as session:
        active = session.scalar(sa.select(sa.func.count()).where(AgentRow.active.is_(True)))
    if settings.production and not active:
        why = "Handoffs wait for people who cannot sign in."
        yield Finding(
            "accounts", "Nobody has an account at the desk.", why, "baton agents add LOGIN --name NAME --role admin"
        )
    if settings.openid_issuer:
        yield from _provided_admins(container)


def _provided_admins(container: Container) -> Iterator[Finding]:
    """A group that everybody is in makes everybody an admin: most of those who come from the provider are."""
    linked = sa.select(AgentRow.role, sa.func.count()).join(IdentityRow, IdentityRow.login == AgentRow.login)
    with Session(container.engine) as session:
        rows = session.execute(linked.where(AgentRow.active.is_(True)).group_by(AgentRow.role))
        count = {str(role): int(number) for role, number in rows}
    admins, others = count.pop(Role.ADMIN.value, 0), sum(count.values())
    if admins > max(_FEW_ADMINS, others):
        what = f"{admins} of the {admins + others} people who sign in with the OpenID provider are admins."
        why = "Admins read, export and erase all customers' data, and reset anybody's password."
        way_out = "in BATON_OPENID_ROLES, give admin to a group that few are in; roles follow at the next sign-in"
        yield Finding("accounts", what, why, way_out, Level.WARNING)
