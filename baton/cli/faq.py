"""``baton faq``: check the shop's answers, and make them from a table or a help page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from baton.base import responses
from baton.base.clock import now
from baton.base.database import is_there
from baton.base.document import FileRefused
from baton.base.yaml_lines import Problem, read
from baton.bootstrap import bootstrap
from baton.cli.command_group import CommandGroup
from baton.cli.trainer import answer_names
from baton.cli.trainer.sources import Source
from baton.connectors.registry import load_settings
from baton.knowledge import checks
from baton.knowledge.checks import Findings
from baton.knowledge.document import FOLDER
from baton.knowledge.imports import draft
from baton.knowledge.imports.draft import ImportRefused
from baton.knowledge.quantities import Statement
from baton.knowledge.questions import LiveQuestions, Questions
from baton.orders.gateway import OrdersUnavailable
from baton.orders.product_questions.live_catalogue import MOST


@click.group(cls=CommandGroup)
def faq() -> None:
    """The shop's answers (data/faq): check them, or import them from a table or a help page."""


@faq.command("check")
@click.option("--links", is_flag=True, help="Also open every link: needs the network.")
def check_answers(links: bool) -> None:
    """Check the answers alone, with file and line: every error at once."""
    live = LiveQuestions()()
    found = findings(live, _today())
    for warning in found.warnings:
        click.echo(f"Warning: {warning}", err=True)
    broken = list(_broken_links(live)) if links else []
    if problems := [*found.problems, *broken]:
        raise click.ClickException("refused:\n  " + "\n  ".join(map(str, problems)))
    click.echo(f"{len(live.by_intent)} questions are fine{', and every link can be opened' if links else ''}.")


@faq.command("import", epilog="Example: baton faq import help_page.html --topic delivery_info")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Of the new file in data/faq; that of FILE if it is left out.")
@click.option("--replace", is_flag=True, help="Write over a file of that name.")
@click.option("--topic", help="The category that the questions count under, where FILE gives none.")
def import_answers(file: Path, name: str | None, replace: bool, topic: str | None) -> None:
    """Make blocks from FILE: a .csv, .md or .html of questions with their answers (docs/faq.md).

    They are written to a new file in data/faq and count at the next message. Either all of it is written or nothing.
    """
    target = FOLDER / f"{draft.file_name(name or file.stem)}.yml"
    if target.exists() and not replace:
        raise click.ClickException(f"{target.name} is there already; choose another --name, or --replace it")
    others = [each for each in checks.placed(LiveQuestions()()) if each.path != target]
    try:
        made = draft.read(file, others, topic)
    except ImportRefused as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(f"{len(refused.problems)} problem(s), nothing was written") from None
    draft.write(target, made.text)
    for line in draft.report(made, target):
        click.echo(line)


def findings(live: Questions, today: date) -> Findings:
    """What is wrong with the questions, and with what else the bot says.

    Args:
        live: the questions, as they are read.
        today: the shop's day.
    """
    found = checks.check(live, list(_statements(responses.FILE)), today, _product_categories())
    value, lines, _wrong = read(responses.FILE, responses.FILE.name)  # what is wrong in it, others say
    domain = Source(responses.FILE.name, value if isinstance(value, dict) else {}, lines)
    named = answer_names.problems(checks.placed(live), domain)
    return replace(found, problems=(*found.problems, *named))


def _product_categories() -> set[str]:
    """The categories of the shop's products; none where the orders cannot be read."""
    settings = load_settings()
    if not is_there(settings.orders_db):
        return set()
    try:
        products = bootstrap(settings).orders.all_products(MOST)
    except OrdersUnavailable:
        return set()
    # Of a larger range only the first are read, and another product may be in any category.
    return {product.category for product in products} if len(products) < MOST else set()


def _today() -> date:
    """The shop's day; opening hours that are refused are the command's error."""
    try:
        return now().astimezone(bootstrap(load_settings()).hours.zone).date()
    except FileRefused as error:
        raise click.ClickException(str(error)) from error


def _statements(path: Path) -> Iterator[Statement]:
    """The texts of the domain's responses; what has the wrong shape is left out, `baton check` says it."""
    domain, lines, _ = read(path, path.name)
    responses = domain.get("responses") if isinstance(domain, dict) else None
    for name, variations in responses.items() if isinstance(responses, dict) else ():
        for number, variation in enumerate(variations if isinstance(variations, list) else ()):
            text = variation.get("text") if isinstance(variation, dict) else None
            if isinstance(text, str) and text:
                subject = name.removeprefix("utter_").replace("_", " ")
                yield Statement(name, subject, text, path.name, lines.of(("responses", name, number, "text")))


def _broken_links(live: Questions) -> Iterator[Problem]:
    from baton.knowledge import link_opening  # an HTTP client, for this alone

    places = checks.link_places(live)
    for address, why in link_opening.faults(places):
        for place in places[address]:
            yield Problem(place.file, place.line, f"{place.text} {why}")
