"""What each process counts for Prometheus, and who may read it.

Every metric of Baton is defined here. Those that a process counts as it works are objects; those that are read from
the databases when somebody asks (the desk does that) are listed in `STATE`. A process with forked workers shares its
counts through the files of `PROMETHEUS_MULTIPROC_DIR`, which `baton run` sets and empties. No label holds anything that
a customer said or is.
"""

from __future__ import annotations

import hmac
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from baton.base.settings import LOOPBACK, Settings

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Where forked processes share their counts; the variable's name is prometheus_client's.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

MESSAGES = Counter("baton_messages", "Messages in the conversation log, by who said them.", ["speaker"])
MESSAGE_SECONDS = Histogram(
    "baton_message_seconds",
    "From the acceptance of a customer's message until it and its answer are in the conversation log.",
    ["channel"],
    buckets=_SECONDS,
)
MESSAGE_FAILURES = Counter(
    "baton_message_failures", "Attempts to handle a message that failed: store_away, retried, given_up.", ["outcome"]
)
ESCALATIONS = Counter("baton_escalations", "Decisions to hand over to a person.", ["trigger", "category"])
FALLBACKS = Counter("baton_fallbacks", "Answers by which the bot says that it cannot help: the response.", ["response"])
STREAMS = Gauge("baton_streams", "Open streams of widgets.", multiprocess_mode="livesum")
ACTION_SECONDS = Histogram("baton_action_seconds", "How long custom actions took.", ["action"], buckets=_SECONDS)
ACTION_FAILURES = Counter("baton_action_failures", "Custom actions that failed.", ["action"])
DELIVERIES = Counter(
    "baton_deliveries", "Attempts to deliver from the outbox: delivered, failed, given_up.", ["target", "outcome"]
)
EVENT_LOOP_LAG = Histogram(
    "baton_event_loop_lag_seconds", "How late the event loop of a process is.", buckets=(0.005, 0.025, 0.1, 0.5, 1, 5)
)
LOOP_FAILURES = Counter("baton_loop_failures", "Rounds of background loops that failed.", ["loop"])
LOOP_SUCCEEDED = Gauge(
    "baton_loop_succeeded_timestamp_seconds",
    "When a background loop last went well; of those that one desk of several runs, in that desk.",
    ["loop"],
    multiprocess_mode="mostrecent",
)
ERRORS = Counter("baton_errors", "Log entries of the level ERROR and above.", ["logger"])
WORKER_DEATHS = Counter("baton_worker_deaths", "Worker processes that ended unasked.")

#: Read from the databases and documents by the desk when somebody asks.
STATE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "baton_state_readable": ("Whether the desk could read all of the following: 1 or 0.", ()),
    "baton_queue_handoffs": ("Open handoffs.", ("state",)),
    "baton_queue_oldest_seconds": ("How long the customer has waited who waits longest in the queue.", ()),
    "baton_inbox_waiting": ("Accepted messages that are not in the conversation log yet.", ()),
    "baton_inbox_oldest_seconds": ("The age of the oldest of them.", ()),
    "baton_inbox_dead": ("Messages that were given up.", ()),
    "baton_outbox_waiting": ("Deliveries that wait.", ("target",)),
    "baton_outbox_oldest_seconds": ("For how long the oldest of them is due.", ("target",)),
    "baton_outbox_dead": ("Deliveries that were given up.", ("target",)),
    "baton_consumer_lag_events": ("How many events of the log a consumer has not handled yet.", ("consumer",)),
    "baton_policy_candidate_share": (
        "The share of new conversations that a candidate policy has; 0 in shadow.",
        ("version",),
    ),
    "baton_policy_taken_back": ("Candidate policies that the guardrail took back and no lead has seen yet.", ()),
    "baton_policy_info": ("The escalation policy in force; always 1.", ("version", "posture")),
}
_COUNTED = (
    MESSAGES,
    MESSAGE_SECONDS,
    MESSAGE_FAILURES,
    ESCALATIONS,
    FALLBACKS,
    STREAMS,
    ACTION_SECONDS,
    ACTION_FAILURES,
    DELIVERIES,
    EVENT_LOOP_LAG,
    LOOP_FAILURES,
    LOOP_SUCCEEDED,
    ERRORS,
    WORKER_DEATHS,
)
#: A value of a metric of `STATE`, with its labels in their order.
Sample = tuple[str, tuple[str, ...], float]


def render(state: Callable[[], Iterable[Sample]] | None = None) -> bytes:
    """All metrics of this process and the workers beside it, in Prometheus' text format.

    Args:
        state: reads the metrics of `STATE`; the desk only.
    """
    registry = CollectorRegistry()
    if FOLDER_VARIABLE in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    if state is not None:
        registry.register(_State(state()))
    return generate_latest(registry)


def allowed(settings: Settings, authorization: str | None, host: str | None, forwarded: bool) -> bool:
    """Whether somebody may read the metrics: with the token; without one, in development, on this machine.

    Args:
        authorization, host: these headers of the request.
        forwarded: whether a proxy has passed the request on.
    """
    if settings.metrics_token:
        given = (authorization or "").removeprefix("Bearer ").encode()
        return hmac.compare_digest(given, settings.metrics_token.encode())
    return not settings.production and not forwarded and urlsplit(f"//{host or ''}").hostname in LOOPBACK


def names() -> frozenset[str]:
    """Every name that an expression may use."""
    found = set(STATE)
    for metric in _COUNTED:
        name = metric._name
        kinds = {Counter: ("_total",), Histogram: ("_bucket", "_sum", "_count")}
        found |= {f"{name}{suffix}" for suffix in kinds.get(type(metric), ("",))}
    return frozenset(found)


@contextmanager
def loop_round(name: str) -> Iterator[None]:
    """Count one round of a background loop."""
    try:
        yield
    except Exception:
        LOOP_FAILURES.labels(name).inc()
        raise
    LOOP_SUCCEEDED.labels(name).set(time.time())


def worker_ended(pid: int, asked: bool) -> None:
    """A forked worker has ended: what it has counted stays, what it had open does not."""
    if FOLDER_VARIABLE in os.environ:
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
    if not asked:
        WORKER_DEATHS.inc()


class ErrorCounter(logging.Handler):
    """Counts what is logged as an error, by its logger."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        ERRORS.labels(record.name).inc()


def count_errors() -> None:
    """Have the errors of this process counted, once."""
    root = logging.getLogger()
    if not any(isinstance(handler, ErrorCounter) for handler in root.handlers):
        root.addHandler(ErrorCounter())


class _State(Collector):
    """Samples as a collector."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._families: dict[str, GaugeMetricFamily] = {}
        for name, labels, value in samples:
            text, label_names = STATE[name]
            family = self._families.setdefault(name, GaugeMetricFamily(name, text, labels=label_names))
            family.add_metric(labels, value)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._families.values()
