"""Finds the connectors: each folder of `baton/connectors/` is one. Reads their settings and builds them."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from pydantic import ValidationError
from sqlalchemy.engine import Engine

from baton.base import settings as base_settings
from baton.base.settings import (
    OPTIONAL_SECRET_NAMES,
    SECRET_NAMES,
    Settings,
    SettingsError,
    connector_names,
    variable,
)
from baton.connectors.base import Connector
from baton.connectors.external_ids import ExternalIds
from baton.connectors.settings import ConnectorSettings, Secrets, WebAddress


@cache
def connector_type(name: str) -> type[Connector]:
    """The class of a connector: the one that its folder defines.

    Args:
        name: of the folder.
    Raises:
        TypeError: the folder does not define exactly one connector of that name.
    """
    module = import_module(f"baton.connectors.{name}")
    classes = [
        item
        for item in vars(module).values()
        if inspect.isclass(item)
        and f"{item.__module__}.".startswith(f"{module.__name__}.")
        and issubclass(item, Connector)
        and not inspect.isabstract(item)
    ]
    if len(classes) != 1 or classes[0].name != name:
        raise TypeError(f"{module.__name__} must define one connector with the name {name!r}")
    return classes[0]


def read_settings(environ: Mapping[str, str]) -> Settings:
    """All settings, those of the connectors included.

    Args:
        environ: usually `os.environ`.
    Raises:
        SettingsError: naming every unknown or bad setting at once.
    """
    return base_settings.read(environ, check_connectors=lambda settings: list(_problems(settings)))


def load_settings() -> Settings:
    """The settings of this process, those of the connectors included, from its environment."""
    return read_settings(os.environ)


def connector_settings(name: str, settings: Settings) -> ConnectorSettings:
    """The settings of one connector.

    Raises:
        SettingsError: naming what is missing or wrong.
    """
    try:
        return connector_type(name).settings_type.parse_obj(_values(name, settings))
    except ValidationError as error:
        missing = [variable(f"{name}_{e['loc'][0]}") for e in error.errors() if _is_missing(e["type"])]
        if missing:
            raise SettingsError(f"{name} needs {', '.join(missing)}") from error
        raise SettingsError("\n".join(_problems(settings))) from error


def setting_names(name: str) -> dict[str, str]:
    """The environment variables of a connector, each with its field."""
    return {variable(f"{name}_{field}"): field for field in connector_type(name).settings_type.__fields__}


def given(name: str, settings: Settings) -> set[str]:
    """The fields of a connector that are set."""
    return set(_values(name, settings))


def build(name: str, settings: Settings, engine: Engine) -> Connector:
    """A connector, made from its settings.

    Args:
        name: of the connector.
        settings: of this process.
        engine: of the desk's database.
    Raises:
        SettingsError: naming what is missing or wrong.
    """
    return connector_type(name).from_settings(
        connector_settings(name, settings), ExternalIds(engine, name), settings.desk_url
    )


def settings_table() -> str:
    """All settings as a Markdown table, for docs/settings.md (a test compares it)."""
    rows = [
        base_settings.table_row(f"{name}_{field_name}", field)
        for name in connector_names()
        for field_name, field in connector_type(name).settings_type.__fields__.items()
    ]
    return base_settings.table() + "".join(f"{row}\n" for row in rows)


def _values(name: str, settings: Settings) -> dict[str, str]:
    """What the environment holds for a connector, by field. What is empty counts as not set."""
    prefix = f"{name}_"
    values = settings.connector_values
    return {key[len(prefix) :]: value for key, value in values.items() if key.startswith(prefix) and value}


def _problems(settings: Settings) -> Iterator[str]:
    """What is wrong with the settings of the connectors, each with its name and the way out."""
    for name in connector_names():
        chosen = name in settings.chosen_connectors
        try:
            values = connector_type(name).settings_type.parse_obj(_values(name, settings))
        except ValidationError as error:
            for problem in error.errors():
                setting = variable(f"{name}_{problem['loc'][0]}")
                if not _is_missing(problem["type"]):
                    extra = problem["type"] == "value_error.extra"
                    yield f"{setting}: {'there is no such setting' if extra else problem['msg']}"
                elif chosen:
                    yield f"{setting}: is needed by the connector {name} (BATON_CONNECTORS)"
            continue
        if settings.production:
            yield from _unsafe(name, values, settings)


def _unsafe(name: str, values: ConnectorSettings, settings: Settings) -> Iterator[str]:
    """What production does not take: addresses that others can listen to, secrets that can be guessed."""
    ours = {getattr(settings, field) for field in SECRET_NAMES + OPTIONAL_SECRET_NAMES} - {""}
    for field, value in values:
        setting = variable(f"{name}_{field}")
        if isinstance(value, WebAddress) and value.exposed:
            yield f"{setting}: must start with https:// in production: customers' data goes there"
        if isinstance(value, Secrets) and value.weak:
            yield f"{setting}: is too short or too simple: whoever guesses it speaks to customers as an agent"
        if isinstance(value, Secrets) and ours & set(value):
            yield f"{setting}: is one of Baton's own secrets; each needs one of its own"


def _is_missing(kind: str) -> bool:
    return kind == "value_error.missing"
