"""Which pieces of text a regular expression cannot match without.

A search for a few fixed pieces costs a hundredth of a search for a pattern, so patterns that cannot match are passed
over. The pieces are read off the pattern itself: nobody has to keep a list in step with it. Pure.
"""

from __future__ import annotations

import re
import sre_constants as codes
import sre_parse
from collections.abc import Iterable
from itertools import product
from typing import cast

_MOST = 100  # pieces; a set of more is a slower test than the pattern
#: Letters that `re.IGNORECASE` takes for an i and `str.casefold` does not.
_LIKE_I = str.maketrans("İı", "ii")

Pieces = frozenset[str]
Operation = tuple[object, object]
_NOTHING = frozenset({""})


def folded(text: str) -> str:
    """A text as the pieces are written: what differs in capitals only is the same."""
    return text.translate(_LIKE_I).casefold()


def required(pattern: re.Pattern[str]) -> frozenset[Pieces]:
    """Sets of pieces. A text holds, folded, at least one piece of each set, or the pattern matches nowhere in it."""
    parsed = sre_parse.parse(pattern.pattern, pattern.flags)
    return frozenset(_shortest(map(folded, pieces)) for pieces in _required(cast(Iterable[Operation], parsed)))


def _required(operations: Iterable[Operation]) -> list[Pieces]:
    """The sets of a sequence: what stands side by side without a gap, and what one operation requires by itself."""
    found, run = list[Pieces](), _NOTHING
    for operation in operations:
        spellings = _spellings(operation)
        if spellings is not None and len(run) * len(spellings) <= _MOST:
            run = _joined(run, spellings)
            continue
        found += [run, *([spellings] if spellings is not None else _inside(operation))]
        run = _NOTHING
    return [pieces for pieces in [*found, run] if pieces and "" not in pieces]


def _spellings(operation: Operation) -> Pieces | None:
    """All that an operation can match; None if that is too much to name."""
    code, value = operation
    if code in (codes.AT, codes.ASSERT_NOT):
        return _NOTHING
    if code is codes.LITERAL and isinstance(value, int):
        return frozenset({chr(value)})
    if code is codes.IN and isinstance(value, list) and all(kind is codes.LITERAL for kind, _ in value):
        return frozenset(chr(character) for _, character in value)
    if not isinstance(value, tuple):
        return None
    if code is codes.SUBPATTERN:
        return _all_spellings(value[-1])
    if code is codes.BRANCH:
        branches = [_all_spellings(branch) for branch in value[1]]
        named = [spellings for spellings in branches if spellings is not None]
        together = frozenset[str]().union(*named)
        return together if len(named) == len(branches) and len(together) <= _MOST else None
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[:2] == (0, 1):
        once = _all_spellings(value[2])
        return None if once is None else once | _NOTHING
    return None


def _all_spellings(operations: Iterable[Operation]) -> Pieces | None:
    """The same for a sequence."""
    run = _NOTHING
    for operation in operations:
        spellings = _spellings(operation)
        if spellings is None or len(run) * len(spellings) > _MOST:
            return None
        run = _joined(run, spellings)
    return run


def _inside(operation: Operation) -> list[Pieces]:
    """What an operation requires whose matches cannot all be named."""
    code, value = operation
    if not isinstance(value, tuple):
        return []
    if code is codes.SUBPATTERN:
        return _required(value[-1])
    if code is codes.ASSERT and value[0] > 0:
        return _required(value[1])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0]:
        return _required(value[2])
    if code is codes.BRANCH:
        # One of the branches matches: of each the set that is in the fewest texts.
        best = [max(_required(branch), key=_rare, default=frozenset[str]()) for branch in value[1]]
        return [frozenset[str]().union(*best)] if all(best) else []
    return []


def _rare(pieces: Pieces) -> tuple[int, int]:
    return min(map(len, pieces)), -len(pieces)


def _joined(before: Pieces, after: Pieces) -> Pieces:
    return frozenset(first + second for first, second in product(before, after))


def _shortest(pieces: Iterable[str]) -> Pieces:
    """Without pieces that hold another one: where they are, that one is."""
    every = frozenset(pieces)
    return frozenset(piece for piece in every if not any(other != piece and other in piece for other in every))
