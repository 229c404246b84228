"""The confusion picture of `make eval`: what messages of each kind were taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot


def draw(pairs: Sequence[tuple[str, str]], target: Path) -> None:
    """Write the picture as SVG.

    Args:
        pairs: what each message is (a row), and the intent it was given (a column).
    """
    rows = list(dict.fromkeys(row for row, _ in pairs))
    columns = [*rows[:-2], *sorted({column for _, column in pairs} - set(rows))]
    counts, totals = Counter(pairs), Counter(row for row, _ in pairs)
    shares = [[counts[row, column] / totals[row] for column in columns] for row in rows]
    figure, axes = pyplot.subplots(figsize=(14, 7))
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    axes.set_xticks(range(len(columns)))
    axes.set_xticklabels([c.replace("_", " ") for c in columns], rotation=60, ha="right")
    axes.set_yticks(range(len(rows)))
    axes.set_yticklabels([r.replace("_", " ") for r in rows])
    axes.set_xlabel("taken for")
    axes.set_ylabel("is")
    for y, line in enumerate(shares):
        for x, share in enumerate(line):
            if share >= 0.005:
                axes.text(x, y, f"{share:.0%}", ha="center", va="center", color="w" if share > 0.5 else "k", size=7)
    figure.tight_layout()
    figure.savefig(target)
    pyplot.close(figure)
