"""``baton new``: a question, a journey, an intent or a signal, with everything that belongs to it, ready to edit."""

from __future__ import annotations

import re
from pathlib import Path

import click
import yaml

from baton.base.document import TODO, FileRefused, load_document
from baton.base.settings import ROOT
from baton.base.yaml_lines import read
from baton.cli.command_group import CommandGroup
from baton.cli.trainer import domain_names, templates
from baton.cli.trainer.journey_templates import Asked
from baton.cli.trainer.templates import CannotAdd, Draft
from baton.knowledge.questions import LiveQuestions
from policies.question_names import FAQ_PREFIX
from policies.taxonomy import IntentFlag, Taxonomy

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_SLOT = re.compile(r"(?P<slot>[a-z][a-z0-9_]*)(?::(?P<entity>[a-z_]+))?(?:=(?P<label>[^:{}#]+))?")
#: Those that every domain has.
_RASAS_SLOTS = frozenset({"requested_slot", "session_started_metadata"})


@click.group(cls=CommandGroup)
def new() -> None:
    """Begin something: examples, rule, texts and test, ready to edit. `baton check` names what is left to write."""


@new.command(epilog="Example: baton new question gift_wrap")
@click.argument("name")
def question(name: str) -> None:
    """A question with one answer (data/faq): NAME such as gift_wrap. It is answered as soon as it is written."""
    valid = _valid(name)
    known = LiveQuestions(ROOT / "data" / "faq", ROOT / "data" / "order_questions.yml")().by_intent
    if FAQ_PREFIX + valid in known:
        raise click.ClickException(f"data/faq has a question {valid} already; take another name, or change that one")
    _write(templates.question(valid))


@new.command(epilog="Example: baton new intent catalogue")
@click.argument("name")
def intent(name: str) -> None:
    """An everyday matter that one text answers, by a rule: NAME such as catalogue."""
    _write(templates.intent(_valid(name)))


@new.command(epilog='Example: baton new journey missing_part --slot part="Which part" --slot photo=Photo')
@click.argument("name")
@click.option(
    "--slot", "slots", multiple=True, metavar="SLOT=LABEL", help='Asked for, in this order: part="Which part".'
)
def journey(name: str, slots: tuple[str, ...]) -> None:
    """A form that collects details and ends at a person: NAME such as missing_part.

    A SLOT is the customer's whole answer; SLOT:ENTITY is what the message holds of that kind, such as
    part_order:order_number="Order number".
    """
    asked = [_asked(given) for given in slots or (f"{name}_details=Details",)]
    names = [one.slot for one in asked]
    if twice := {name for name in names if names.count(name) > 1}:
        raise click.UsageError(f"--slot {sorted(twice)[0]} is given twice; each slot is asked for once")
    there = (_domain_names("slots") | _RASAS_SLOTS) & set(names)
    if there:
        taken = ", ".join(sorted(there))
        other = f"{name}_{sorted(there)[0]}"
        raise click.ClickException(f"there is a slot {taken} already; take another name: {other}")
    unknown = {one.entity for one in asked if one.entity} - _domain_names("entities")
    if unknown:
        known = ", ".join(sorted(_domain_names("entities")))
        raise click.ClickException(f"domain.yml has no entity {', '.join(sorted(unknown))}; it has: {known}")
    passing = _taxonomy().with_flag(IntentFlag.INTERRUPTS_FORM) - domain_names.OFTEN_AN_ANSWER
    interrupting = sorted(passing & _domain_names("intents"))
    _write(templates.journey(_valid(name), asked, interrupting))


@new.command(epilog="Example: baton new signal press_inquiry")
@click.argument("name")
def signal(name: str) -> None:
    """Something that must reach a person whatever else is said: NAME such as press_inquiry."""
    worst = max((c.severity or 0 for c in _taxonomy().categories.values()), default=0)
    _write(templates.signal(_valid(name), worst + 10))


def _taxonomy() -> Taxonomy:
    """As it stands in the file now."""
    try:
        return load_document(ROOT / "business" / "taxonomy.yml", Taxonomy)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error


def _asked(given: str) -> Asked:
    found = _SLOT.fullmatch(given)
    if found is None:
        raise click.UsageError(f'--slot {given}: write a name and what it is called at the desk: part="Which part"')
    label = (found["label"] or found["slot"].replace("_", " ").capitalize()).strip()
    if not _is_text(label):
        raise click.UsageError(f"--slot {given}: YAML does not read '{label}' as text; begin with another word")
    return Asked(found["slot"], label, found["entity"])


def _is_text(word: str) -> bool:
    """Whether a word that stands in YAML without quotes is read as that text: `no` and `12` are not."""
    try:
        return bool(yaml.safe_load(word) == word)
    except yaml.YAMLError:
        return False


def _valid(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise click.UsageError(f"{name}: a name has small letters, digits and _, and begins with a letter")
    if not _is_text(name):
        raise click.UsageError(f"{name}: YAML does not read it as a name; take another one, such as {name}_question")
    if name in _domain_names("intents") or name in _taxonomy().categories:
        raise click.ClickException(f"there is an intent or a category {name} already")
    return name


def _domain_names(section: str) -> set[str]:
    value, _lines, problems = read(ROOT / "domain.yml", "domain.yml")
    if problems:
        raise click.ClickException("domain.yml must be right first:\n  " + "\n  ".join(map(str, problems)))
    listed = value.get(section) or ()
    return {str(name) for entry in listed for name in (entry if isinstance(entry, dict) else [entry])}


def _write(draft: Draft, root: Path = ROOT) -> None:
    """Write all of it or, where something is there already, nothing."""
    there = [file for file in draft.files if (root / file).exists()]
    if there:
        raise click.ClickException(f"{', '.join(there)}: there already; nothing was written")
    changed: dict[str, str] = {}
    for file, additions in draft.additions.items():
        text = (root / file).read_text(encoding="utf-8")
        for section, addition in additions:
            try:
                text = templates.add_to_section(text, section, addition)
            except CannotAdd as error:
                raise click.ClickException(f"{file}: {error}; nothing was written") from error
        changed[file] = templates.let_pass(text, draft.interrupts) if draft.interrupts else text
    for file, text in {**draft.files, **changed}.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    for file in draft.files:
        click.echo(f"  new      {file}")
    for file in changed:
        click.echo(f"  added to {file}")
    click.echo(f"What is still to be written stands there as {TODO}; `baton check` names each.")
    for line in draft.next:
        click.echo(f"  · {line}")
