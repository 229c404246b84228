"""Values that belong to objects which cannot be keys of a dictionary: each goes by its identity while it lives."""

from __future__ import annotations

from typing import Generic, TypeVar
from weakref import ReferenceType, ref

_KeyT = TypeVar("_KeyT")
_ValueT = TypeVar("_ValueT")


class ByIdentity(Generic[_KeyT, _ValueT]):
    """A mapping from living objects to values; it keeps no object alive. For one thread at a time."""

    def __init__(self) -> None:
        self._values: dict[int, tuple[ReferenceType[_KeyT], _ValueT]] = {}

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: _KeyT | None) -> _ValueT | None:
        """The value of an object; None if it has none."""
        found = self._values.get(id(key))
        return found[1] if found is not None and found[0]() is key else None

    def set(self, key: _KeyT, value: _ValueT) -> None:
        """Give an object a value, for as long as it lives."""
        number = id(key)
        self._values[number] = (ref(key, lambda _: self._values.pop(number, None)), value)
