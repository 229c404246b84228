"""Whether RabbitMQ takes the copy of the conversation log: asked for by `baton doctor`, which publishes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import aio_pika

from baton.base.settings import Settings
from baton.cli.doctor.finding import Finding, Level

AREA = "event broker"
ANSWER_SECONDS = 4.0


def findings(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the RabbitMQ of the settings; nothing where there is none."""
    if not settings.event_broker_url:
        return
    try:
        asyncio.run(asyncio.wait_for(_connect(settings.event_broker_url), ANSWER_SECONDS))
    except Exception as error:  # of RabbitMQ's client, of many kinds; its words may hold the password
        parsed = urlsplit(settings.event_broker_url)
        where = parsed.netloc.rpartition("@")[2]
        what = f"RabbitMQ at {where} cannot be used ({type(error).__name__})."
        why = "Whoever reads the copy of the conversation log gets nothing new. Customers are served without it."
        way_out = "start RabbitMQ, or correct BATON_EVENT_BROKER_URL; then `rasa export` sends what is missing"
        yield Finding(AREA, what, why, way_out, Level.WARNING)


async def _connect(url: str) -> None:
    connection = await aio_pika.connect(url)
    await connection.close()
