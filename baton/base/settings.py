"""Every setting of Baton in one place: name, default, and a sentence on what it does.

Settings come from the environment only (``BATON_<NAME>``). An unknown ``BATON_`` name or a bad value is
refused at start, all of them at once. Secrets are generated on first run in development
(``var/secrets.json``, readable by its owner only) and required in production.

Longer than other modules, because the list of settings is one list.
"""

from __future__ import annotations

import json
import os
import pkgutil
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Dict, Literal
from urllib.parse import urlsplit

from phonenumbers import SUPPORTED_REGIONS
from pydantic import BaseModel, Extra, Field, ValidationError, validator
from pydantic.fields import ModelField

from baton.base.database_addresses import Way, way_to
from baton.base.near_addresses import OWN_NAMES, exposed
from baton.base.secret_strength import is_simple

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "BATON_"
#: Each folder in here is a connector; a list, so that a test can add to it.
CONNECTOR_FOLDERS = [str(ROOT / "baton" / "connectors")]
SECRET_NAMES = ("session_secret", "desk_secret", "rasa_token", "actions_token")
#: Secrets without which something is merely switched off in production.
OPTIONAL_SECRET_NAMES = ("identity_secret", "second_factor_secret")
#: Secrets that development needs none of, so that none is made there.
_GIVEN_SECRET_NAMES = ("metrics_token",)
#: Secrets that another system gave; none of Baton's own may be the same.
_FOREIGN_SECRET_NAMES = ("openid_client_secret", "smtp_password")
#: Settings that have another name now. The old one is refused, and the message says the new one.
RENAMED = {
    "log_db": "tracker_db",
    "hours_file": "opening_hours_file",
    "handoff_file": "handoff_messages_file",
    "advice_file": "recommended_actions_file",
    "replies_file": "canned_replies_file",
}
MIN_SECRET_LENGTH = 32  # characters: 128 bits in hexadecimal
#: Roles of agents, the lowest first; `baton.desk.auth.roles` says what they may do.
ROLES = ("agent", "lead", "admin")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SettingsError(Exception):
    """The environment holds an unknown or bad setting; the text names each one and the way out.

    Args:
        text: for people.
        problems: each setting by itself, where there are several.
    """

    def __init__(self, text: str, problems: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.problems = tuple(problems)


#: Folders that nobody but Baton could use any more if one of them, or what holds it, were `BATON_VAR_DIR`.
_OF_EVERYBODY = tuple(map(Path, ("/etc", "/usr", "/var/lib", "/var/log", "/home", "/root", "/dev", "/proc", "/run")))


class Settings(BaseModel):
    """What an operator can set. The field's description is its documentation (see docs/settings.md)."""

    env: Literal["development", "production"] = Field(
        "development",
        description="`production` requires secrets, order proof and allowed origins, and closes the demo.",
    )
    var_dir: Path = Field(ROOT / "var", description="Folder for the default SQLite files, logs and secrets.")
    orders_db: str = Field("", description="Order store, SQLAlchemy URL. Empty: SQLite in the var folder.")
    tracker_db: str = Field("", description="Conversation log (Rasa tracker store), SQLAlchemy URL. Empty: SQLite.")
    desk_db: str = Field("", description="Handoffs, agents and outbox, SQLAlchemy URL. Empty: SQLite.")
    redis_url: str = Field("", description="Redis for conversation locks; needed with several Rasa workers.")
    event_broker_url: str = Field(
        "",
        description="RabbitMQ that gets a copy of every event of the conversation log, such as "
        "`amqp://user:password@rabbit.internal:5672/`. Empty: none.",
    )
    event_broker_queue: str = Field(
        "baton_events", min_length=1, description="The queue of RabbitMQ that the events are bound to."
    )
    bind: str = Field(
        "127.0.0.1",
        description="Address that Rasa and the desk listen on; in development this machine's only.",
    )
    rasa_port: int = Field(5005, ge=1, le=65535, description="Port of `rasa run`: widget channel and shop page.")
    actions_port: int = Field(5055, ge=1, le=65535, description="Port of the action server.")
    desk_port: int = Field(8080, ge=1, le=65535, description="Port of the desk.")
    actions_bind: str = Field(
        "127.0.0.1",
        description="Address that the action server listens on; in development this machine's only.",
    )
    front_port: int = Field(
        8000, ge=1, le=65535, description="Port of the proxy in front of everything, with `make run PROFILE=cluster`."
    )
    rasa_workers: int = Field(1, ge=1, le=64, description="Rasa worker processes; more than 1 needs BATON_REDIS_URL.")
    actions_url: str = Field(
        "", description="How Rasa reaches the action server. Empty: this machine and BATON_ACTIONS_PORT."
    )
    rasa_url: str = Field("", description="How the desk reaches Rasa. Empty: this machine and BATON_RASA_PORT.")
    desk_url: str = Field(
        "", description="The desk's address as agents see it. Empty: this machine and BATON_DESK_PORT."
    )
    order_proof: Literal["required", "strict", "none"] = Field(
        "required",
        description="`required`: an order is shown against its number or the full name, and its e-mail address or "
        "postcode. `strict`: with a name the address only. `none`: to anybody; refused in production.",
    )
    order_number_format: str = Field(
        "",
        description="How order numbers look, by examples, comma separated, such as `#1001` or `SO-2024-0001`: a digit "
        "stands for any digit, `?` for any letter. Empty: five digits that do not begin with 0.",
    )
    home_country: str = Field(
        "GB",
        description="The shop's country, two letters: whose phone numbers may be written without a country code.",
    )
    allowed_origins: str = Field(
        "", description="Origins that may embed the widget, comma separated. Production refuses all others."
    )
    policy_file: Path = Field(ROOT / "policies" / "escalation.yml", description="The escalation policy document.")
    policy_approvals: int = Field(
        1, ge=1, le=2, description="How many people must say so before `baton promote` changes the policy."
    )
    rollout_false_alarms: float = Field(
        0.05,
        gt=0,
        lt=0.5,
        description="The chance that the guardrail ever takes back a candidate policy that harms nobody.",
    )
    rollout_tolerance: float = Field(
        0.1,
        ge=0,
        le=1,
        description="By how much customers may give up, come back or be handed over too late more often under a "
        "candidate: 0.1 is a tenth more.",
    )
    rollout_steps: str = Field(
        "",
        description="Shares that a candidate gets one after the other, such as `10%,25%,50%`, while nothing speaks "
        "against it. Empty: somebody raises it.",
    )
    rollout_step_hours: float = Field(24, ge=0, description="How long each of these steps lasts at least, in hours.")
    opening_hours_file: Path = Field(ROOT / "business" / "opening_hours.yml", description="Opening hours and holidays.")
    handoff_messages_file: Path = Field(
        ROOT / "business" / "handoff_messages.yml", description="What a waiting customer is told, and when."
    )
    recommended_actions_file: Path = Field(
        ROOT / "business" / "recommended_actions.yml", description="What the agent is advised to do first."
    )
    carriers_file: Path = Field(ROOT / "business" / "carriers.yml", description="How customers reach the carriers.")
    desk_file: Path = Field(ROOT / "business" / "desk.yml", description="Teams, service level and limits of the desk.")
    canned_replies_file: Path = Field(
        ROOT / "business" / "canned_replies.yml", description="Canned replies of the desk."
    )
    shop_name: str = Field("Hearth & Wire", min_length=1, description="The shop's name in pages and messages.")
    emergency_contact: str = Field(
        "your local emergency number (112 or 999)",
        description="Whom a customer in danger is told to call at once.",
    )
    message_limit: int = Field(2000, ge=100, le=20000, description="Longest message accepted, in characters.")
    session_hours: int = Field(24, ge=1, le=24 * 90, description="How long a chat session token stays valid, in hours.")
    message_rate: int = Field(30, ge=1, le=10_000, description="Messages a session may send in a minute.")
    session_rate: int = Field(60, ge=1, le=100_000, description="Sessions one address may open in a minute.")
    address_rate: int = Field(600, ge=1, le=100_000, description="Messages one address may send in a minute.")
    address_share: int = Field(
        120,
        ge=1,
        le=100_000,
        description="Messages of one address that one Rasa worker reads in a minute while others write; a text counts "
        "once for each 100 characters. More wait in the chat. Raise it where many customers share an address.",
    )
    address_streams: int = Field(
        100, ge=1, le=100_000, description="Streams (open chats) that one address may have in one Rasa worker."
    )
    handoff_rate: int = Field(
        20,
        ge=1,
        le=100_000,
        description="Handoffs from one network or browser in an hour that keep their priority; more of them are kept, "
        "marked, and wait behind the others.",
    )
    desk_session_hours: int = Field(
        12, ge=1, le=24 * 7, description="How long a session at the desk lasts at most, in hours."
    )
    desk_idle_minutes: int = Field(
        120,
        ge=5,
        le=24 * 60,
        description="A session at the desk ends when nobody does anything there for so many minutes.",
    )
    token_days: int = Field(
        90,
        ge=1,
        le=366 * 2,
        description="How long a token for the desk's API works, in days, unless it is made for less.",
    )
    second_factor_roles: str = Field(
        "",
        description="Roles that must have a second factor, comma separated: `agent`, `lead`, `admin`. Whoever has "
        "such a role and no second factor gets no further than the page that sets it up.",
    )
    password_sign_in: bool = Field(
        True, description="Whether agents may sign in with a password; `false` needs BATON_OPENID_ISSUER."
    )
    openid_issuer: str = Field(
        "",
        description="OpenID Connect: address of the provider that agents sign in with, as it names itself, "
        "such as `https://login.shop.example`. Empty: none.",
    )
    openid_name: str = Field(
        "the company account", min_length=1, max_length=60, description="OpenID Connect: what agents call the provider."
    )
    openid_client_id: str = Field("", description="OpenID Connect: the desk's client id at the provider.")
    openid_client_secret: str = Field(
        "", description="OpenID Connect: the client secret; empty for a public client (PKCE alone)."
    )
    openid_scopes: str = Field(
        "openid profile email", description="OpenID Connect: scopes that are asked for, with blanks between them."
    )
    openid_login_claim: str = Field(
        "preferred_username",
        description="OpenID Connect: the claim that a new account's login is taken from; of an e-mail address the part "
        "before the @.",
    )
    openid_role_claim: str = Field(
        "groups",
        description="OpenID Connect: the claim with somebody's groups; dots lead inside, as `realm_access.roles`.",
    )
    openid_roles: str = Field(
        "",
        description="OpenID Connect: which group has which role, such as `desk-staff=agent,desk-leads=lead,it=admin`. "
        "The highest one counts, at each sign-in; whoever is in none is refused. Empty: roles are given at the desk.",
    )
    openid_create_agents: bool = Field(
        False,
        description="OpenID Connect: whether somebody without an account gets one at the first sign-in, or is refused.",
    )
    openid_second_factor: Literal["provider", "desk"] = Field(
        "provider",
        description="OpenID Connect: who asks for the second factor. `desk`: the desk does, as after a password.",
    )
    smtp_host: str = Field(
        "",
        description="Mail server (SMTP) that sends the codes by which customers prove an order. Empty: there are none.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the connection to the mail server is encrypted; `tls`: from the first byte (port 465). `none` "
        "is refused in production, but for a server on this machine.",
    )
    smtp_user: str = Field("", description="User at the mail server. Empty: it asks for none.")
    smtp_password: str = Field("", description="Password at the mail server.")
    mail_from: str = Field("", description="From address of mails, such as `Hearth & Wire <orders@shop.example>`.")
    trust_proxy: bool = Field(
        False, description="Take the visitor's address from the last entry of X-Forwarded-For (behind one proxy)."
    )
    consent_text: str = Field(
        "",
        max_length=2000,
        description="What a customer agrees to in the widget before the first message; a changed text is asked anew. "
        "Empty: nothing is asked.",
    )
    consent_link: str = Field(
        "", description="Where to read more about that, such as the shop's privacy page: an https:// address."
    )
    retention_conversations_days: int = Field(
        0,
        ge=0,
        le=36500,
        description="After so many days without a message a conversation loses all words and who it was; figures stay. "
        "0: never.",
    )
    retention_handoffs_days: int = Field(
        0,
        ge=0,
        le=36500,
        description="So many days after it was closed a handoff loses the words of its package, notes and deliveries. "
        "0: never.",
    )
    retention_audit_days: int = Field(
        0, ge=0, le=36500, description="Entries of the audit trail are deleted after so many days. 0: never."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Log level of all processes. `DEBUG` logs customers' words: refused in production."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="`json`: an object a line, with time, level, process, logger and conversation."
    )
    log_megabytes: int = Field(
        50, ge=1, le=10_000, description="A log file that is longer is cut by `baton run`; five older ones are kept."
    )
    session_secret: str = Field("", description="Secret that signs chat sessions (at least 32 characters).")
    identity_secret: str = Field(
        "",
        description="Secret shared with the shop's server, which signs who a logged-in customer is "
        "(at least 32 characters). Empty in production: no signed identities.",
    )
    desk_secret: str = Field(
        "", description="Secret behind desk sessions and forms (at least 32 characters). A new one ends all sessions."
    )
    second_factor_secret: str = Field(
        "",
        description="Secret that the keys of agents' authenticator apps are encrypted with (at least 32 characters); "
        "two, comma separated, the new one first, while it is being changed. Empty in production: no second factor.",
    )
    rasa_token: str = Field(
        "",
        description="Token that Rasa's HTTP API asks for, as `?token=`. In development it is in var/secrets.json.",
    )
    actions_token: str = Field(
        "", description="Token that Rasa shows the action server (at least 32 characters); both need the same."
    )

    metrics_token: str = Field(
        "",
        description="Token that `/metrics` of every process asks for, as `Authorization: Bearer` (at least 32 "
        "characters). Empty: in development this machine may read it, in production nobody.",
    )

    connectors: str = Field("desk", description="Where handoffs go, comma separated; the names: docs/connectors.md.")
    #: Settings of the connectors as given, by name without the prefix; `baton.connectors.registry` reads them.
    connector_values: Dict[str, str] = {}

    class Config:
        extra = Extra.forbid
        frozen = True

    @validator(
        "var_dir",
        "policy_file",
        "opening_hours_file",
        "handoff_messages_file",
        "recommended_actions_file",
        "carriers_file",
        "desk_file",
        "canned_replies_file",
    )
    def _absolute(cls, value: Path) -> Path:
        return value if value.is_absolute() else ROOT / value

    @validator("var_dir")
    def _for_baton_alone(cls, value: Path) -> Path:
        """`make run` closes the folder to everybody else on the machine."""
        value = Path(os.path.normpath(value))
        for what in (ROOT, Path(tempfile.gettempdir()), *_OF_EVERYBODY):
            if what.resolve().is_relative_to(value.resolve()):
                raise ValueError(f"must be a folder for Baton alone, such as {ROOT / 'var'}: {what} is in {value}")
        return value

    @validator("orders_db", "tracker_db", "desk_db", always=True)
    def _database(cls, value: str, values: Dict[str, object], field: ModelField) -> str:
        if not value:
            names = {"orders_db": "orders.db", "tracker_db": "conversations.db", "desk_db": "desk.db"}
            return f"sqlite:///{values.get('var_dir', ROOT / 'var')}/{names[field.name]}"
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @validator("allowed_origins")
    def _web_origins(cls, value: str) -> str:
        for origin in split(value):
            if not re.fullmatch(r"https?://[^\s/?#@*]+/?", origin):
                raise ValueError(f"{origin!r} is not such as https://shop.example: no path, and no * for others")
        return value

    @validator("rasa_url", "actions_url", "desk_url")
    def _http_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
            raise ValueError("must be an address such as https://desk.shop.example, without login, ? and #")
        return value

    @validator("redis_url")
    def _redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis:// or, with TLS, rediss://")
        return value

    @validator("consent_link")
    def _web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s\"'<>/?#@\\]+([/?#][^\s\"'<>]*)?", value):
            raise ValueError("must be an address such as https://shop.example/privacy, without a login")
        return value

    @validator("event_broker_url")
    def _amqp(cls, value: str) -> str:
        parsed = urlsplit(value)
        if value and not (parsed.scheme in ("amqp", "amqps") and parsed.hostname and parsed.username):
            raise ValueError("must name a user and a host, as amqp://user:password@host:5672/ does (amqps: with TLS)")
        return value

    @validator("order_number_format")
    def _examples_of_numbers(cls, value: str) -> str:
        for example in split(value):
            if not re.fullmatch(r"(?=.{1,20}\Z)(?=.*[0-9])#?[A-Za-z0-9?]+(?:[-/._][A-Za-z0-9?]+)*", example):
                raise ValueError(f"{example!r} is not such as #1001 or SO-2024-0001, with 20 characters at most")
        return value

    @validator("rollout_steps")
    def _rising_shares(cls, value: str) -> str:
        steps = [_percent(part) for part in split(value)]
        if any(step is None for step in steps) or steps != sorted(set(steps), key=lambda step: step or 0.0):
            raise ValueError(f"{value!r} is not rising shares below 100%, such as 10%,25%,50%")
        return value

    @validator("home_country")
    def _country(cls, value: str) -> str:
        if value.upper() not in SUPPORTED_REGIONS:
            raise ValueError(f"{value!r} is not a country's two letters, such as GB")
        return value.upper()

    @validator("rasa_url", always=True)
    def _rasa_url(cls, value: str, values: Dict[str, object]) -> str:
        return value.rstrip("/") or f"http://127.0.0.1:{values.get('rasa_port')}"

    @validator("actions_url", always=True)
    def _actions_url(cls, value: str, values: Dict[str, object]) -> str:
        return value.rstrip("/") or f"http://127.0.0.1:{values.get('actions_port')}"

    @validator("desk_url", always=True)
    def _desk_url(cls, value: str, values: Dict[str, object]) -> str:
        return value.rstrip("/") or f"http://localhost:{values.get('desk_port')}"

    @validator("openid_issuer")
    def _issuer(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
            raise ValueError("must be an address such as https://login.shop.example, without ? and #")
        return value

    @validator("second_factor_roles")
    def _roles(cls, value: str) -> str:
        for role in split(value):
            if role not in ROLES:
                raise ValueError(f"{role!r} is no role; there are {', '.join(ROLES)}")
        return value

    @validator("openid_roles")
    def _roles_of_groups(cls, value: str) -> str:
        for pair in split(value):
            group, _, role = pair.rpartition("=")
            if not group.strip() or role.strip() not in ROLES:
                raise ValueError(f"{pair!r} is not such as desk-leads=lead; roles are {', '.join(ROLES)}")
        return value

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def proof_required(self) -> bool:
        """Whether an order is shown only to those who have proved that it is theirs, be it strictly or not."""
        return self.order_proof != "none"

    @property
    def origins(self) -> frozenset[str]:
        """Origins allowed to embed the widget."""
        given = {o.strip().rstrip("/") for o in self.allowed_origins.split(",") if o.strip()}
        if not self.production:
            given |= {f"http://{host}:{self.rasa_port}" for host in ("localhost", "127.0.0.1")}
        return frozenset(given)

    @property
    def rollout_shares(self) -> tuple[float, ...]:
        """The steps of a roll-out, each from 0 to 1."""
        return tuple(share for part in split(self.rollout_steps) if (share := _percent(part)) is not None)

    @property
    def second_factor_secrets(self) -> tuple[str, ...]:
        """What the keys of authenticator apps are encrypted with; the first one encrypts."""
        return split(self.second_factor_secret)

    @property
    def role_of_group(self) -> dict[str, str]:
        """The role that each of the provider's groups has."""
        pairs = (pair.rpartition("=") for pair in split(self.openid_roles))
        return {group.strip(): role.strip() for group, _, role in pairs}

    @property
    def chosen_connectors(self) -> tuple[str, ...]:
        """The names of the connectors that handoffs go to."""
        return split(self.connectors)


#: The fields that are no setting of their own.
_INTERNAL = frozenset({"connector_values"})


def split(value: str) -> tuple[str, ...]:
    """The parts of a comma separated value."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _percent(text: str) -> float | None:
    """A share such as `10%`, between 0 and 1; None if it is none."""
    found = re.fullmatch(r"([0-9]{1,2}(?:\.[0-9])?) ?%", text)
    share = float(found[1]) / 100 if found else 0.0
    return share or None


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def connector_names() -> tuple[str, ...]:
    """The connectors that there are: the folders of `baton/connectors/`."""
    return tuple(module.name for module in pkgutil.iter_modules(CONNECTOR_FOLDERS) if module.ispkg)


def read(
    environ: Mapping[str, str], check_connectors: Callable[[Settings], list[str]] = lambda settings: []
) -> Settings:
    """Check the environment and return the settings.

    Args:
        environ: usually ``os.environ``.
        check_connectors: what is wrong with the connectors' own settings; `baton.connectors.registry.read_settings`
            knows. Without it they are taken as they are: the process that started this one has checked them.
    Raises:
        SettingsError: naming every unknown or bad setting at once.
    """
    given = {k[len(PREFIX) :].lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
    own = {name: value for name, value in given.items() if name in Settings.__fields__ and name not in _INTERNAL}
    prefixes = tuple(f"{name}_" for name in connector_names())
    outside = {name: value for name, value in given.items() if name not in own and name.startswith(prefixes)}
    problems = [_unknown(name) for name in given if name not in own and name not in outside]
    settings = None
    try:
        settings = Settings.parse_obj({**own, "connector_values": outside})
    except ValidationError as error:
        problems += [f"{variable(str(e['loc'][0]))}: {e['msg']}" for e in error.errors()]
    if settings is not None:
        problems += [*_rules(settings), *_connectors(settings.chosen_connectors), *check_connectors(settings)]
    if problems or settings is None:
        lines = "\n  ".join(problems)
        raise SettingsError(f"Settings refused (all are described in docs/settings.md):\n  {lines}", problems)
    if settings.production:
        return settings
    missing = [name for name in SECRET_NAMES + OPTIONAL_SECRET_NAMES if not getattr(settings, name)]
    return settings.copy(update=_development_secrets(settings.var_dir, missing)) if missing else settings


def _unknown(name: str) -> str:
    renamed = RENAMED.get(name)
    instead = f"; it is called {PREFIX}{renamed.upper()} now" if renamed else ""
    return f"{PREFIX}{name.upper()}: there is no such setting{instead}"


def _connectors(chosen: tuple[str, ...]) -> Iterator[str]:
    names = connector_names()
    if not chosen:
        yield f"BATON_CONNECTORS: name at least one of {', '.join(names)}"
    for name in dict.fromkeys(chosen):
        if name not in names:
            yield f"BATON_CONNECTORS: there is no connector {name!r}; there are {', '.join(names)}"
        elif chosen.count(name) > 1:
            yield f"BATON_CONNECTORS: {name} is named twice"


def _rules(settings: Settings) -> list[str]:
    problems = [
        f"{PREFIX}{name.upper()}: must have at least {MIN_SECRET_LENGTH} characters"
        + ("" if getattr(settings, name) else " and is required in production")
        for name in SECRET_NAMES
        if (settings.production or getattr(settings, name)) and len(getattr(settings, name)) < MIN_SECRET_LENGTH
    ]
    problems += [
        f"{PREFIX}{name.upper()}: must have at least {MIN_SECRET_LENGTH} characters"
        for name in OPTIONAL_SECRET_NAMES + _GIVEN_SECRET_NAMES
        if getattr(settings, name) and len(getattr(settings, name)) < MIN_SECRET_LENGTH
    ]
    every = SECRET_NAMES + OPTIONAL_SECRET_NAMES + _GIVEN_SECRET_NAMES
    if settings.production:
        problems += [*_weak_secrets(settings, every), *_readable_on_the_way(settings)]
    else:
        problems += [
            f"{variable(name)}: development shows its demo to anybody, and listens on this machine only: "
            f"{', '.join(LOOPBACK)}"
            for name in ("bind", "actions_bind")
            if getattr(settings, name) not in LOOPBACK
        ]
    if settings.production and settings.log_level == "DEBUG":
        problems.append("BATON_LOG_LEVEL: DEBUG is refused in production: customers' words would stand in log files")
    if settings.production and settings.order_proof == "none":
        problems.append("BATON_ORDER_PROOF: none is refused in production: orders would be shown to anybody")
    if settings.production and not settings.origins:
        problems.append(
            "BATON_ALLOWED_ORIGINS: required in production: the shop's own origin, e.g. https://shop.example"
        )
    problems += [*_sign_in(settings), *_mail(settings)]
    if settings.rasa_workers > 1 and not settings.redis_url:
        problems.append("BATON_RASA_WORKERS: more than 1 needs BATON_REDIS_URL, which keeps each conversation in order")
    ports = [settings.rasa_port, settings.actions_port, settings.desk_port]
    if len(set(ports)) < len(ports):
        problems.append("BATON_RASA_PORT, BATON_ACTIONS_PORT, BATON_DESK_PORT: must be three different ports")
    return problems


def _sign_in(settings: Settings) -> Iterator[str]:
    """What is wrong with how agents sign in."""
    if any(len(each) < MIN_SECRET_LENGTH for each in settings.second_factor_secrets):
        yield f"BATON_SECOND_FACTOR_SECRET: each must have at least {MIN_SECRET_LENGTH} characters"
    if settings.production and settings.second_factor_roles and not settings.second_factor_secret:
        yield "BATON_SECOND_FACTOR_SECRET: required in production with BATON_SECOND_FACTOR_ROLES"
    if settings.openid_issuer:
        if not settings.openid_client_id:
            yield "BATON_OPENID_CLIENT_ID: required with BATON_OPENID_ISSUER"
        if settings.production and not settings.openid_issuer.startswith("https://"):
            yield "BATON_OPENID_ISSUER: must begin with https:// in production"
        if "openid" not in settings.openid_scopes.split():
            yield "BATON_OPENID_SCOPES: must name openid"
        roles = set(settings.role_of_group.values())
        if settings.production and not settings.password_sign_in and roles == {"admin"}:
            yield "BATON_OPENID_ROLES: whoever can sign in would be an admin; name the groups of agents too"
    elif not settings.password_sign_in:
        yield "BATON_PASSWORD_SIGN_IN: false needs BATON_OPENID_ISSUER, or nobody could sign in"


def _mail(settings: Settings) -> Iterator[str]:
    """What is wrong with how mails are sent."""
    if not settings.smtp_host:
        return
    address = parseaddr(settings.mail_from)[1]
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", address) or not settings.mail_from.isprintable():
        yield "BATON_MAIL_FROM: required with BATON_SMTP_HOST: an address, such as orders@shop.example"
    if settings.smtp_password and not settings.smtp_user:
        yield "BATON_SMTP_USER: required with BATON_SMTP_PASSWORD"
    if settings.production and settings.smtp_security == "none" and settings.smtp_host not in LOOPBACK:
        yield "BATON_SMTP_SECURITY: none is refused in production: others could read the codes; starttls or tls"


def _weak_secrets(settings: Settings, names: Sequence[str]) -> Iterator[str]:
    """What is wrong with secrets that are long enough: one that can be guessed, or that stands for several things."""
    ours = [(name, getattr(settings, name)) for name in names if name != "second_factor_secret"]
    ours = [(name, value) for name, value in ours if value]
    ours += [("second_factor_secret", each) for each in settings.second_factor_secrets]
    given = ours + [(name, getattr(settings, name)) for name in _FOREIGN_SECRET_NAMES]
    for place, (name, secret) in enumerate(ours):
        if len(secret) >= MIN_SECRET_LENGTH and is_simple(secret):
            yield f"{variable(name)}: is too simple; make one by: openssl rand -hex 32"
        same = [variable(other) for at, (other, value) in enumerate(given) if value == secret and at != place]
        if same:
            yield f"{variable(name)}: is the same as {', '.join(same)}; each needs one of its own"


def _readable_on_the_way(settings: Settings) -> Iterator[str]:
    """Addresses outside the own network that customers' or agents' data would go to in plain."""
    for name in ("rasa_url", "actions_url", "desk_url", "redis_url", "event_broker_url", "consent_link"):
        scheme = getattr(settings, name).partition(":")[0]
        if exposed(getattr(settings, name), OWN_NAMES):
            yield f"{variable(name)}: must start with {scheme}s:// in production: others could read or change it"
    for origin in sorted(settings.origins):
        if exposed(origin, OWN_NAMES):
            yield f"{variable('allowed_origins')}: {origin} must start with https:// in production"
    for name in ("orders_db", "tracker_db", "desk_db"):
        if way_to(getattr(settings, name)) is Way.OPEN:
            yield f"{variable(name)}: needs ?sslmode=verify-full in production: others could read or change it"


def _development_secrets(folder: Path, names: list[str]) -> dict[str, str]:
    """Secrets kept between runs, created on the first one; safe when three processes start at once."""
    path = folder / "secrets.json"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = {name: secrets.token_hex(32) for name in SECRET_NAMES + OPTIONAL_SECRET_NAMES}
    if not path.exists():
        draft = _draft(folder, fresh)
        try:
            os.link(draft, path)  # fails if another process was first: its file counts
        except FileExistsError:
            pass
        draft.unlink()
    kept = json.loads(path.read_text())
    if set(fresh) - set(kept):  # the file is from before one of the secrets existed
        kept = fresh | kept
        _draft(folder, kept).replace(path)
    return {name: kept[name] for name in names}


def _draft(folder: Path, content: dict[str, str]) -> Path:
    draft = folder / f".secrets-{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=1))
    return draft


def load() -> Settings:
    """The settings of this process, from its environment."""
    return read(os.environ)


def table() -> str:
    """The settings as a Markdown table; the connectors add theirs (`baton.connectors.registry.settings_table`)."""
    rows = ["| setting | default | what it does |", "| --- | --- | --- |"]
    rows += [table_row(name, field) for name, field in Settings.__fields__.items() if name not in _INTERNAL]
    return "\n".join(rows) + "\n"


def table_row(name: str, field: ModelField) -> str:
    """A row of the table: a setting, its default and its description."""
    default = field.default
    if isinstance(default, Path):
        default = default.relative_to(ROOT)
    value = f"`{default}`" if default not in ("", None) else "-"
    return f"| `{variable(name)}` | {value} | {field.field_info.description} |"
