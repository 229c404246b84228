"""What is wrong with a document, for tests."""

from __future__ import annotations

import pytest

from baton.base.document import FileRefused, read_document


def problems_of(text, model, file="file.yml", categories=None):
    """Every problem of a document that is refused, as it is shown."""
    with pytest.raises(FileRefused) as caught:
        read_document(text, file, model, categories)
    assert all(str(problem) in str(caught.value) for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]
