"""How long the answer to a proof takes: wrong for an order that exists, for none, for a locked one, and right for that.

Whatever stands behind an order, the four must look alike in words, state and time, or a stranger learns what exists.
Each kind is tried as often, in a random order, from a visitor and a network of its own: `python -m bench.proof_timing`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from datetime import date, timezone
from itertools import combinations
from pathlib import Path

from actions.order_form import OrderForm
from actions.order_state import OrderFormState
from actions.order_texts import ShopDay
from baton.base.database import engine
from baton.base.migrations import upgrade
from baton.orders.proof_attempts import LIMITS, ORDER, Asker, ProofAttempts
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway
from baton.orders.text.order_words import order_words
from tests.unit.actions.messages import Customer

TODAY = date(2026, 11, 24)
LOCKED, ITS_POSTCODE = "10023", "SW1A 1AA"
#: Fewer wrong proofs of each than would lock it.
KNOWN = [str(number) for number in range(10001, 10058) if str(number) != LOCKED]
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


class Tries:
    """Conversations of one message each, over a real count of attempts and the sample shop."""

    def __init__(self, folder: Path, draw: random.Random) -> None:
        upgrade("desk", f"sqlite:///{folder}/desk.db")
        upgrade("orders", f"sqlite:///{folder}/orders.db")
        seed(f"sqlite:///{folder}/orders.db", TODAY)
        self._orders = SqlOrderGateway(f"sqlite:///{folder}/orders.db")
        self._gate = ProofAttempts(engine(f"sqlite:///{folder}/desk.db"), "s" * 32)
        self._draw, self._number = draw, 0

    def wrong(self) -> str:
        """A postcode that was never tried."""
        letters = [self._draw.choice(LETTERS) for _ in range(4)]
        return f"{letters[0]}{letters[1]}{self._draw.randint(1, 9)} {self._draw.randint(1, 9)}{letters[2]}{letters[3]}"

    def ask(self, order: str, postcode: str) -> tuple[float, str]:
        """Seconds of the processor that the answer took, and what it was."""
        self._number += 1
        asker = Asker(f"v{self._number}", f"10.{self._number // 250}.{self._number % 250}.1")
        form = OrderForm(self._orders, True, ShopDay(TODAY, timezone.utc), order_words(), self._gate, asker)
        customer = Customer(form, OrderFormState())
        begun = time.process_time()
        customer.write(f"where is order {order}? my postcode is {postcode}")
        taken = time.process_time() - begun
        return taken, str(
            [(step.ask, step.response, step.attempt and step.attempt["outcome"]) for step in customer.steps]
        )


def above(some: list[float], others: list[float]) -> float:
    """How often one of the first took longer than one of the second; 0.5 if nobody can tell them apart."""
    pairs = [(one > other) + 0.5 * (one == other) for one in some for other in others]
    return sum(pairs) / len(pairs)


def main() -> None:
    """Print what each kind took, and how well a stranger could tell two kinds apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=200, help="of each kind")
    count, draw = parser.parse_args().tries, random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        tries = Tries(Path(folder), draw)
        for _ in range(LIMITS[ORDER].free + 2):
            tries.ask(LOCKED, tries.wrong())
        kinds = {
            "exists, wrong proof": lambda n: (KNOWN[n % len(KNOWN)], tries.wrong()),
            "does not exist": lambda n: (str(draw.randint(20_000, 99_999)), tries.wrong()),
            "locked, wrong proof": lambda n: (LOCKED, tries.wrong()),
            "locked, right proof": lambda n: (LOCKED, ITS_POSTCODE),
        }
        found: dict[str, list[tuple[float, str]]] = {kind: [] for kind in kinds}
        for n in range(count):
            for kind in draw.sample(list(kinds), len(kinds)):
                found[kind].append(tries.ask(*kinds[kind](n)))
    for kind, tried in found.items():
        took = [seconds * 1000 for seconds, _ in tried]
        middle, high = statistics.median(took), statistics.quantiles(took, n=10)[8]
        print(f"{kind:20} {count} tries: median {middle:.2f} ms, 90% within {high:.2f} ms; {set(w for _, w in tried)}")
    for one, other in combinations(found, 2):
        chance = above([seconds for seconds, _ in found[one]], [seconds for seconds, _ in found[other]])
        print(f"{one} takes longer than {other}: {chance:.3f} of pairs")


if __name__ == "__main__":
    main()
