"""What is wrong with the shop's answers although every file can be read, each with its line and the way out. Pure.

A problem keeps an answer from being found or followed; a warning is worth a look, and nothing has to be done about it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from baton.base.document import file_name
from baton.base.text import without_accents
from baton.base.yaml_lines import KeyPath, Problem
from baton.knowledge import block_checks, links, quantities
from baton.knowledge.document import FEWEST_WORDINGS, Question
from baton.knowledge.placed_block import PlacedBlock
from baton.knowledge.quantities import Statement
from baton.knowledge.questions import Questions

_WORD = re.compile(r"\w+")
_VARIABLE = re.compile(r"\{\w*\}")
_SHOWN = 60  # characters of a wording in a message
_FAR_AHEAD = timedelta(days=366)  # nobody writes answers for later
_MOST_NAMED = 5  # blocks named in one warning


@dataclass(frozen=True)
class Findings:
    """Everything that a check has to say, in the order of files and lines."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check(
    questions: Questions, responses: Sequence[Statement], today: date, categories: Collection[str] = ()
) -> Findings:
    """Check all questions against each other.

    Args:
        questions: as they were read.
        responses: what the bot says besides; only contradictions with it are looked for.
        today: the shop's day.
        categories: of the shop's products; none where they are not known.
    """
    every = placed(questions)
    answered = [each for each in every if each.document.needs_answers]
    problems = [*questions.problems, *_unknown_related(every), *_same_wordings(every), *_bad_links(answered)]
    problems += [*_never_said(answered), *_braces(answered), *block_checks.problems(every), *_empty(questions)]
    warnings = [
        *block_checks.unknown_groups(answered, {name.casefold() for name in categories}),
        *_contradictions(answered, responses),
        *_out_of_date(answered, today),
        *_few_wordings(every),
        *_missing_languages(answered),
    ]
    return Findings(_sorted(problems), _sorted(warnings))


def placed(questions: Questions) -> list[PlacedBlock]:
    """Every block of the valid files, with its place."""
    return [
        PlacedBlock(path, document, place, block)
        for path, document in questions.files.items()
        for place, block in enumerate(document.faq)
    ]


def key(text: str) -> str:
    """What is left of a wording without case, accents, punctuation, and the order of its words."""
    plain = re.sub(r"['’]", "", without_accents(text).casefold())
    return " ".join(sorted(_WORD.findall(plain)))


def link_places(questions: Questions) -> dict[str, list[Problem]]:
    """Every valid web address of the answers with where it stands, each as the problem that it would be."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for each in placed(questions):
        for path, address in _links(each):
            if links.fault(address) is None and address.lower().startswith("https:"):
                found[address].append(each.problem(path, address))
    return dict(found)


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line)))


def _empty(questions: Questions) -> Iterator[Problem]:
    for path, document in questions.files.items():
        if not document.faq:
            why = "there is no question below faq: write `- id: ...`, or remove the file"
            yield Problem(file_name(path), document.line(("faq",)), why)


def _unknown_related(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    ids = {each.block.id for each in blocks if each.document.needs_answers}
    for each in blocks:
        named = [(("related", number), name) for number, name in enumerate(each.block.related)]
        if each.block.before_ordering is not None:
            named.append((("before_ordering",), each.block.before_ordering))
        for path, name in named:
            if name not in ids:
                close = get_close_matches(name, ids, 1)
                meant = f"did you mean {close[0]}?" if close else "take it out, or write that block"
                yield each.problem(path, f"{path[0]}: there is no {name}; {meant}")


def _same_wordings(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    first: dict[str, tuple[PlacedBlock, int]] = {}
    for each in blocks:
        for line, text in each.wordings():
            other, other_line = first.setdefault(key(text), (each, line))
            if other is not each and key(text) and not _own_and_general(other, each):
                where = f"{other.block.id} ({other.file}:{other_line})"
                why = f"{text[:_SHOWN]!r} is a wording of {where} too; keep it where it belongs"
                yield Problem(each.file, line, f"{each.block.id}: {why}")


def _own_and_general(one: PlacedBlock, other: PlacedBlock) -> bool:
    """Whether one asks of one's own order what the other, which it names, answers for everybody: in the same words."""
    if one.document.needs_answers == other.document.needs_answers:
        return False
    return one.block.id in other.block.related or other.block.id in one.block.related


def _bad_links(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    for each in blocks:
        for path, address in _links(each):
            if why := links.fault(address):
                yield each.problem(path, f"the link {address!r} {why}")


def _never_said(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    """The first variation that fits is said, so one for everybody hides those below it."""
    for each in blocks:
        for_all = [number for number, answer in enumerate(each.block.answer[:-1]) if answer.when is None]
        if for_all:
            why = "this variation is for everybody, so those below it are never said; give it a `when`, or put it last"
            yield each.problem(("answer", for_all[0]), why)


def _braces(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    for each in blocks:
        for number, answer in enumerate(each.block.answer):
            if found := _VARIABLE.search(answer.text):
                why = f"customers would read {found[0]}: an answer has no variables; write the words themselves"
                yield each.problem(("answer", number, "text"), why)


def _links(placed_block: PlacedBlock) -> Iterator[tuple[KeyPath, str]]:
    for number, answer in enumerate(placed_block.block.answer):
        for address in links.addresses(answer.text):
            yield ("answer", number, "text"), address


def _contradictions(blocks: Sequence[PlacedBlock], responses: Sequence[Statement]) -> Iterator[Problem]:
    answers = [
        Statement(
            each.block.id,
            each.block.question,
            answer.text,
            each.file,
            each.line("answer", number, "text"),
            frozenset(answer.when.country if answer.when else ()),
        )
        for each in blocks
        for number, answer in enumerate(each.block.answer)
    ]
    for found in quantities.contradictions([*answers, *responses]):
        other = f"{found.other.name} ({found.other.file}:{found.other.line}) says {found.other_written}"
        text = f"{found.one.name}: says {found.written}, but {other}; is that the same? Then only one is right"
        yield Problem(found.one.file, found.one.line, text)


def _out_of_date(blocks: Sequence[PlacedBlock], today: date) -> Iterator[Problem]:
    for each in blocks:
        until = each.block.valid_until
        if until is not None and until < today:
            yield each.problem(("valid_until",), f"ended on {until}; give it a new date, or take it out")
        begins = each.block.valid_from
        if begins is not None and begins > today + _FAR_AHEAD:
            yield each.problem(("valid_from",), f"is not given before {begins}; is the year meant?")


def _few_wordings(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    for each in blocks:
        number = len(each.block.texts) - 1
        if number < FEWEST_WORDINGS:
            count = f"{number or 'no'} wording{'' if number == 1 else 's'} besides the question"
            yield each.problem(("wordings",), f"has {count}; with {FEWEST_WORDINGS} or more it is found more often")


def _missing_languages(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    """Where some answers are given in another language too, those that are not; one warning a file and language."""
    declared = sorted({language for each in blocks for language in _languages(each.block)})
    for language in declared:
        lacking: dict[Path, list[PlacedBlock]] = defaultdict(list)
        for each in blocks:
            if language not in _languages(each.block):
                lacking[each.path].append(each)
        for some in lacking.values():
            names = ", ".join(each.block.id for each in some[:_MOST_NAMED])
            more = f" and {len(some) - _MOST_NAMED} more" if len(some) > _MOST_NAMED else ""
            yield Problem(some[0].file, some[0].line(), f"no answer in {language}: {names}{more}")


def _languages(block: Question) -> set[str]:
    return {language for answer in block.answer if answer.when for language in answer.when.language}
