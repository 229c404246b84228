"""``baton label``: say what misread messages mean, one key each, and make a change of the trainers' files of it."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence

import click

from baton.base.settings import ROOT
from baton.cli.log import desk
from baton.lab.labelling import search
from baton.lab.labelling.export import CheckFailed, checked_plan, write
from baton.lab.labelling.groups import WHY, grouped
from baton.lab.labelling.guesses import near_miss
from baton.lab.labelling.label import Kind, Target
from baton.lab.labelling.labelling import Labelling, LabelRefused, Misread, Shown
from baton.lab.labelling.placing import Plan

#: Whoever uses the command, in the audit trail; the label itself has the name.
OPERATOR = "operator"
_QUIT = ("q", "\x03", "\x04", "\x1b")
_KEYS = "y as the first   1-5 as that one   n near-miss   / search   e edit   s skip   d delete   u undo   q quit"


@click.group(invoke_without_command=True)
@click.option("--by", default=getpass.getuser, metavar="NAME", help="Who labels; left out: the user of this machine.")
@click.option("--meaning/--no-meaning", default=True, show_default=True, help="Group the messages by meaning.")
@click.option("--skipped", is_flag=True, help="Show again what was skipped.")
@click.pass_context
def label(context: click.Context, by: str, meaning: bool, skipped: bool) -> None:
    """Label messages that were misread or not understood: the best guess first, one key each.

    `baton label export` makes examples of the labels.
    """
    if context.invoked_subcommand is not None:
        return
    with desk() as container:
        labelling = container.labelling
        container.escalation_log.update()
        if skipped:
            labelling.offer_skipped()
        _Session(labelling, by).run([one for group in _groups(labelling, meaning) for one in group])
        counts = labelling.counts()
    click.echo(
        f"{counts.waiting} wait, {counts.skipped} are skipped, {counts.to_export} are labelled and not exported yet."
    )


@label.command()
@click.option("--write", "writing", is_flag=True, help="Write the files, and note that the labels are exported.")
@click.option("--again", is_flag=True, help="Also what was exported before and does not stand in the files.")
def export(writing: bool, again: bool) -> None:
    """Show the labels as a change of data/nlu and data/faq, checked as `baton check` does; --write makes it."""
    with desk() as container:
        labelling = container.labelling
        labels = labelling.to_export(again)
        try:
            made = checked_plan(labels, ROOT)
        except CheckFailed as error:
            raise click.ClickException(str(error)) from error
        click.echo(made.diff(), nl=False)
        for line in _about(made):
            click.echo(line, err=True)
        if not writing:
            return
        write(made, ROOT)
        done = [*(placed.label for placed in made.placed), *made.there]
        if done:
            labelling.mark_exported(done, OPERATOR)
    examples = any(file.startswith("data/nlu") for file in made.after)
    click.echo(f"Written. See it with: git diff. {'Then: make train. ' if examples else ''}", err=True)


def _about(made: Plan) -> Iterator[str]:
    yield f"{len(made.placed)} labels are new in {len(made.after)} files; {len(made.there)} stand there already."
    for one, why in made.refused:
        yield f"Left out: “{one.text}” as {one.target.title}: {why}"


def _groups(labelling: Labelling, meaning: bool) -> list[Sequence[Misread]]:
    from baton.desk.read_models.report_view import grouper

    found = grouped(labelling.waiting(), grouper() if meaning else None)
    return [group.misread for group in found]


class _Session:
    """One sitting at the terminal."""

    def __init__(self, labelling: Labelling, by: str) -> None:
        self._labelling = labelling
        self._by = by
        self._text = ""  # as edited; empty: as it was made

    def run(self, messages: Sequence[Misread]) -> None:
        """Go through the messages until all are labelled or somebody quits."""
        places = {one.message.number: place for place, one in enumerate(messages)}
        place: int | None = 0
        while place is not None and place < len(messages):
            shown = self._labelling.shown(messages[place])
            self._text = ""
            place = self._one(shown, place, places)

    def _one(self, shown: Shown, place: int, places: Mapping[int, int]) -> int | None:
        """Show a message until it is decided; the place of the next one to show, None to end."""
        where = f"{place + 1} of {len(places)}"
        guesses: Sequence[Target] = shown.guesses
        while True:
            for line in _lines(shown, guesses, where, self._text):
                click.echo(line)
            key = click.getchar()
            if key in _QUIT or key == "":
                return None
            try:
                if key == "u":
                    return self._undo(place, places)
                if key == "/":
                    guesses = search.search(click.prompt("Intent or question"), self._labelling.questions().by_intent)
                    click.echo("" if guesses else "Nothing fits.")
                elif key == "e":
                    self._text = click.prompt("Example", default=self._text or shown.example)
                elif self._decides(key, shown, guesses):
                    return place + 1
            except LabelRefused as error:
                click.echo(str(error))

    def _decides(self, key: str, shown: Shown, guesses: Sequence[Target]) -> bool:
        number = shown.misread.message.number
        if key in ("s", "d"):
            self._labelling.put_aside(number, Kind.SKIPPED if key == "s" else Kind.DISCARDED, self._by, OPERATOR)
            return True
        target = near_miss(guesses, shown.signal) if key == "n" else _chosen(key, guesses)
        if target is None:
            click.echo(
                "There is no signal that it could be a near-miss of." if key == "n" else "That key does nothing."
            )
            return False
        text = self._text or (shown.wording if target.kind is Kind.QUESTION else shown.example)
        self._labelling.accept(number, target, text, self._by, OPERATOR)
        click.echo(f"→ {target.title}")
        return True

    def _undo(self, place: int, places: Mapping[int, int]) -> int:
        taken = self._labelling.undo(self._by, OPERATOR)
        click.echo("Taken back." if taken else "There is nothing of yours to take back.")
        return places.get(taken.number, place) if taken else place


def _chosen(key: str, guesses: Sequence[Target]) -> Target | None:
    place = 0 if key in ("y", "\r", "\n") else int(key) - 1 if key.isdigit() and key != "0" else len(guesses)
    return guesses[place] if place < len(guesses) else None


def _lines(shown: Shown, guesses: Sequence[Target], where: str, text: str) -> Iterator[str]:
    message = shown.misread.message
    yield f"\n{where}: {WHY[message.reason]}. Read as {message.intent or 'nothing'} ({message.confidence:.0%})."
    for who, said in shown.before:
        yield f"    {who}: {said}"
    yield f"  Customer: {message.text}"
    yield f"  Example:  {text or shown.example}"
    for number, target in enumerate(guesses, start=1):
        yield f"    {number}  {target.title}"
    yield f"  {_KEYS}"
