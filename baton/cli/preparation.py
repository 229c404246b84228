"""What must be there before the processes start: databases with their schema, the sample shop, a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import click
from sqlalchemy.exc import SQLAlchemyError

from baton.base.clock import now
from baton.base.database import reason_of
from baton.base.escalation_in_place import EscalationNotInPlace
from baton.base.settings import Settings
from baton.bootstrap import Container
from baton.cli import escalation_check, model
from baton.cli.database import migrated
from baton.cli.services import NAMES, environment
from baton.orders.sample.seed import seed


class StartFailed(Exception):
    """Something keeps the processes from running; the text names it and the way out."""


def prepare(container: Container, say: Callable[[str], None], names: Iterable[str] = NAMES) -> None:
    """Databases with their schema and, in development, the sample shop; for Rasa a model for the present data.

    Args:
        names: which processes will be started.
    Raises:
        StartFailed: naming what is wrong.
    """
    settings = container.settings
    try:
        escalation_check.check_configuration(settings)
    except EscalationNotInPlace as error:
        raise StartFailed(str(error)) from error
    say("Databases")
    try:
        with migrated("orders", settings.orders_db), migrated("desk", settings.desk_db):
            pass
        container.build_all()
    except click.ClickException as error:
        raise StartFailed(f"{error.message}. More says: baton doctor") from error
    except SQLAlchemyError as error:
        raise StartFailed(
            f"the conversation log (BATON_TRACKER_DB) cannot be used: {reason_of(error)}. More says: baton doctor"
        ) from error
    if not settings.production and seed(settings.orders_db, date.today()):
        say("Sample shop: written")
    if "rasa" not in names:
        return
    try:
        if not model.fresh():
            _make_fresh(settings, say)
        escalation_check.check_model(model.MODEL)
    except (model.TrainingFailed, EscalationNotInPlace) as error:
        raise StartFailed(str(error)) from error


def _make_fresh(settings: Settings, say: Callable[[str], None]) -> None:
    """Train a model and take it; in production never: there the model in force serves until somebody ships another.

    Raises:
        StartFailed: production has no model.
        TrainingFailed: with the last lines of the output.
    """
    if settings.production:
        if not model.MODEL.exists():
            raise StartFailed("There is no model, and production trains none by itself. Make one: baton train")
        say("The data or the configuration changed since the model was made. It serves; to ship a new one: baton train")
        return
    say("The data or the configuration changed: a model is trained (six to eight minutes on two cores)")
    model.STORE.adopt(now())
    made = model.train(settings, environment(settings))
    escalation_check.check_model(made.archive)
    model.STORE.put_in_force(made.name, made.inputs)
    model.STORE.prune()
