"""``baton label``: say what misread messages mean, one key each, and make a change of the trainers' files of it."""

from __future__ import annotations

import getpass
import termios
from collections.abc import Iterator, Sequence

import click

from baton.base.settings import ROOT
from baton.cli.command_group import CommandGroup
from baton.cli.log import desk
from baton.cli.progress import take_up_what_is_new
from baton.lab.labelling import search
from baton.lab.labelling.export import CheckFailed, checked_plan, write
from baton.lab.labelling.groups import WHY, MisreadGroup, grouped
from baton.lab.labelling.guesses import near_miss
from baton.lab.labelling.label import Kind, Target
from baton.lab.labelling.labelling import Labelling, LabelRefused, Misread, Shown
from baton.lab.labelling.placing import Plan

#: Whoever uses the command, in the audit trail; the label itself has the name.
OPERATOR = "operator"
_QUIT = ("q", "\x03", "\x04", "\x1b")
_KEYS = "y as the first   1-5 as that one   n near-miss   / search   e edit   s skip   d delete   u undo   q quit"
_WHOLE = "g the same for all of this group"


@click.group(cls=CommandGroup, invoke_without_command=True)
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
        take_up_what_is_new(container)
        if skipped:
            labelling.offer_skipped()
        _Session(labelling, by, _groups(labelling, meaning)).run()
        counts = labelling.counts()
    click.echo(
        f"{counts.waiting} wait, {counts.skipped} are skipped, {counts.to_export} are labelled and not exported yet."
    )


@label.command(epilog="Example: baton label export --write, then git diff and make train")
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


def _groups(labelling: Labelling, meaning: bool) -> list[MisreadGroup]:
    from baton.desk.read_models.report_view import grouper

    return grouped(labelling.waiting(), grouper() if meaning else None)


class _Session:
    """One sitting at the terminal.

    Args:
        by: who labels.
        groups: of messages, in the order in which they are shown.
    """

    def __init__(self, labelling: Labelling, by: str, groups: Sequence[MisreadGroup]) -> None:
        self._labelling = labelling
        self._by = by
        self._messages = [(one, group) for group in groups for one in group.misread]
        self._places = {one.message.number: place for place, (one, _group) in enumerate(self._messages)}
        self._done: set[int] = set()  # the numbers of messages that have a label of this sitting
        self._text = ""  # as edited; empty: as it was made
        self._whole: tuple[Shown, ...] = ()  # the others that get the same label

    def run(self) -> None:
        """Go through the messages until all are labelled or somebody quits."""
        place: int | None = 0
        while place is not None and place < len(self._messages):
            misread, group = self._messages[place]
            if misread.message.number in self._done:
                place += 1
                continue
            self._text, self._whole = "", ()
            place = self._one(self._labelling.shown(misread), group, place)

    def _one(self, shown: Shown, group: MisreadGroup, place: int) -> int | None:
        """Show a message until it is decided; the place of the next one to show, None to end."""
        guesses: Sequence[Target] = shown.guesses
        others = [one for one in group.others(shown.misread.message.number) if one.message.number not in self._done]
        while True:
            for line in _lines(shown, f"{place + 1} of {len(self._messages)}", self._text):
                click.echo(line)
            for number, target in enumerate(guesses, start=1):
                click.echo(f"    {number}  {target.in_words(self._labelling.questions().by_intent)}")
            click.echo(f"  {_KEYS}{f'   {_WHOLE} ({len(others)} more)' if others else ''}")
            key = _key()
            if key in _QUIT or key == "":
                return None
            try:
                if key == "u":
                    return self._undo(place)
                if key == "g" and others:
                    self._toggle_whole(others)
                elif key == "/":
                    guesses = search.search(click.prompt("Intent or question"), self._labelling.questions().by_intent)
                    click.echo("" if guesses else "Nothing fits.")
                elif key == "e":
                    self._text = click.prompt("Example", default=self._text or shown.example)
                elif self._decides(key, shown, guesses):
                    return place + 1
            except LabelRefused as error:
                click.echo(str(error))

    def _toggle_whole(self, others: Sequence[Misread]) -> None:
        """The next key is for the others, too, or for this message alone again; their examples are shown to be read."""
        self._whole = () if self._whole else tuple(map(self._labelling.shown, others))
        for other in self._whole:
            click.echo(f"    + {other.example}")
        click.echo("For all of them:" if self._whole else "For this one alone:")

    def _decides(self, key: str, shown: Shown, guesses: Sequence[Target]) -> bool:
        number = shown.misread.message.number
        if key in ("s", "d"):
            self._labelling.put_aside(number, Kind.SKIPPED if key == "s" else Kind.DISCARDED, self._by, OPERATOR)
            self._done.add(number)
            return True
        target = near_miss(guesses, shown.signal) if key == "n" else _chosen(key, guesses)
        if target is None:
            click.echo(
                "There is no signal that it could be a near-miss of." if key == "n" else "That key does nothing."
            )
            return False
        texts = {number: self._text or shown.as_written(target)}
        if self._whole:
            self._accept_all(texts, target)
        else:
            self._labelling.accept(number, target, texts[number], self._by, OPERATOR)
            self._done.add(number)
            click.echo(f"→ {target.title}")
        return True

    def _accept_all(self, texts: dict[int, str], target: Target) -> None:
        texts.update({other.misread.message.number: other.as_written(target) for other in self._whole})
        left_out = self._labelling.accept_all(texts, target, self._by, OPERATOR)
        self._done |= texts.keys() - left_out.keys()
        for number, why in left_out.items():
            click.echo(f"Left out: “{texts[number]}”. {why}")
        click.echo(f"→ {target.title}, {len(texts) - len(left_out)} messages")

    def _undo(self, place: int) -> int:
        taken = {label.number for label in self._labelling.undo(self._by, OPERATOR)}
        self._done -= taken
        click.echo("Taken back." if taken else "There is nothing of yours to take back.")
        return min((self._places[number] for number in taken if number in self._places), default=place)


def _key() -> str:
    """The next key; where nobody can press one is the command's error."""
    try:
        return click.getchar()
    except (OSError, termios.error) as error:
        raise click.ClickException(
            "there is no terminal to read keys from. Start it in one, or label on the desk's page Misread; "
            "`baton label export` needs none."
        ) from error


def _chosen(key: str, guesses: Sequence[Target]) -> Target | None:
    place = 0 if key in ("y", "\r", "\n") else int(key) - 1 if key.isdigit() and key != "0" else len(guesses)
    return guesses[place] if place < len(guesses) else None


def _lines(shown: Shown, where: str, text: str) -> Iterator[str]:
    message = shown.misread.message
    yield f"\n{where}: {WHY[message.reason]}. Read as {message.intent or 'nothing'} ({message.confidence:.0%})."
    for who, said in shown.before:
        yield f"    {who}: {said}"
    yield f"  Customer: {message.text}"
    yield f"  Example:  {text or shown.example}"
