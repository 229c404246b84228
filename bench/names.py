"""How people's names are read, in the sentences that customers say them in: `make eval EVAL=file`.

Each name of the file (tab separated, columns kind and name) is said in nine sentences and three cases, after the bot
asked for an order number or a name. The sample shop's own customers then give their postcode. Only what finds names,
numbers and postcodes runs, and the order form; no message is classified.
"""

from __future__ import annotations

import argparse
import csv
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timezone
from pathlib import Path

from actions.order_form import OrderForm
from actions.order_state import ASK_ORDER, OrderFormState
from actions.order_texts import ShopDay
from actions.user_message import NameAnswer, UserMessage
from baton.base.migrations import upgrade
from baton.cli.model import MODEL
from baton.nlu.names.tagger import NameTagger
from baton.orders.proof_attempts import Asker, UncountedAttempts
from baton.orders.sample.customers import CUSTOMERS, SampleCustomer
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway
from baton.orders.text.details import find_details
from baton.orders.text.normalise import is_title, spellings
from baton.orders.text.order_words import order_words
from bench.intervals import Rate, rate

CARRIERS = (
    "my name is {}",
    "it's {}",
    "name's {}",
    "under {}",
    "{} here",
    "the order is for {}",
    "{}",
    "{}, {postcode}",
    "i think its under {}",
)
CASES: dict[str, Callable[[str], str]] = {"as written": str, "lower case": str.lower, "CAPITALS": str.upper}
_POSTCODE = "SW1A 1AA"
_TODAY = date(2026, 11, 24)
EXACT, PART, MORE, OTHER, NONE = "exact", "part", "more", "other", "none"


@dataclass(frozen=True)
class NameResult:
    """A name in a sentence, and what became of it."""

    kind: str
    carrier: str
    case: str
    said: str
    name: str
    taken: str | None
    found: bool = True  # a customer of the shop got their order, where that was tried

    @property
    def outcome(self) -> str:
        """Whether the name was taken as it is: titles, case, accents and the order of "Doe, Jane" do not matter."""
        if self.taken is None:
            return NONE
        taken, name = _keys(self.taken), _keys(self.name)
        if taken & name:
            return EXACT
        words, wanted = ({word for key in keys for word in key.split()} for keys in (taken, name))
        return PART if words < wanted else MORE if words > wanted else OTHER


def report(file: Path, trained: Path | None = None) -> list[str]:
    """The lines of the report.

    Args:
        file: the names.
        trained: the folder of a trained name tagger, in place of the one in the model.
    """
    with tempfile.TemporaryDirectory() as scratch:
        shop = _Shop(Path(scratch), trained or _unpacked(Path(scratch)))
        results = [shop.named(kind, name, *how) for kind, name in _names(file) for how in _ways()]
        own = [shop.looked_up(customer, *how) for customer in shop.customers for how in _ways()]
    return [*_tables(results), "", *_customer_table(own), "", "Not taken exactly:", *_worst(results)]


def _tables(results: list[NameResult]) -> Iterator[str]:
    outcomes = {outcome: sum(r.outcome == outcome for r in results) for outcome in (EXACT, PART, MORE, OTHER, NONE)}
    yield "names taken exactly, after the question for one: " + str(_exact(results))
    yield "  " + "  ".join(f"{outcome} {number}" for outcome, number in outcomes.items())
    for title, of in (("case", _case), ("sentence", _carrier), ("kind", _kind)):
        yield f"by {title}"
        yield from (f"  {key:24}{_exact(some)!s}" for key, some in _grouped(results, of).items())


def _customer_table(own: list[NameResult]) -> Iterator[str]:
    yield "the sample shop's customers found by name and postcode"
    yield from (f"  {case:24}{rate([r.found for r in some])!s}" for case, some in _grouped(own, _case).items())
    yield from (f"    not found: {r.said}" for r in own if not r.found)


def _worst(results: list[NameResult]) -> Iterator[str]:
    return (f"  {r.outcome}: {r.said} -> {r.taken}" for r in results if r.outcome != EXACT)


def _exact(results: Iterable[NameResult]) -> Rate:
    return rate([r.outcome == EXACT for r in results])


def _grouped(results: list[NameResult], of: Callable[[NameResult], str]) -> dict[str, list[NameResult]]:
    groups: dict[str, list[NameResult]] = defaultdict(list)
    for r in results:
        groups[of(r)].append(r)
    return groups


def _case(result: NameResult) -> str:
    return result.case


def _carrier(result: NameResult) -> str:
    return result.carrier


def _kind(result: NameResult) -> str:
    return result.kind


def _ways() -> list[tuple[str, str]]:
    return [(carrier, case) for carrier in CARRIERS for case in CASES]


def _names(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["name"]) for row in csv.DictReader(file, delimiter="\t")]


def _keys(name: str) -> set[str]:
    words = name.split()
    while len(words) > 1 and is_title(words[0]):
        words.pop(0)
    return set(spellings(" ".join(words)))


def _unpacked(folder: Path) -> Path:
    with tarfile.open(MODEL) as archive:
        archive.extractall(folder)
    (trained,) = folder.glob("components/train_*NameExtractor*")
    return trained


class _Shop:
    """The sample shop, its order form, and the name tagger of the trained model."""

    def __init__(self, folder: Path, trained: Path) -> None:
        url = f"sqlite:///{folder}/orders.db"
        upgrade("orders", url)
        seed(url, _TODAY)
        self._orders = SqlOrderGateway(url)
        self._form = OrderForm(
            self._orders, True, ShopDay(_TODAY, timezone.utc), order_words(), UncountedAttempts(), Asker("measurement")
        )
        self._tagger = NameTagger(trained)

    @property
    def customers(self) -> list[SampleCustomer]:
        """Those who have ordered something."""
        return [customer for customer in CUSTOMERS if self._orders.by_email(customer.email)]

    def named(self, kind: str, name: str, carrier: str, case: str) -> NameResult:
        """A name said after the question for one."""
        said = CASES[case](carrier.format(name, postcode=_POSTCODE))
        step = self._form.next(OrderFormState(asked=ASK_ORDER), self._message(said))
        # Together with the postcode, a stranger's name is looked up at once, and then forgotten.
        looked_up = step.attempt["detail"] if step.attempt and step.attempt["outcome"] == "not_found" else None
        return NameResult(kind, carrier, case, said, name, step.state.name or looked_up)

    def looked_up(self, customer: SampleCustomer, carrier: str, case: str) -> NameResult:
        """A customer who says their name, and then their postcode."""
        said = CASES[case](carrier.format(customer.name, postcode=customer.postcode))
        step = self._form.next(OrderFormState(asked=ASK_ORDER), self._message(said))
        taken = step.state.name
        if step.state.shown is None and not step.state.candidates:
            step = self._form.next(replace(step.state, asked=step.ask), self._message(customer.postcode))
        numbers = (step.state.shown,) if step.state.shown else step.state.candidates
        orders = [order for number in numbers if (order := self._orders.by_number(number)) is not None]
        found = bool(orders) and all(order.customer.email == customer.email for order in orders)
        return NameResult("customers", carrier, case, said, customer.name, taken, found)

    def _message(self, text: str) -> UserMessage:
        details: dict[str, list[str]] = defaultdict(list)
        for detail, value in find_details(text):
            details[detail].append(value)
        answer = self._tagger.answer(text)
        return UserMessage(
            text=text,
            intent=None,
            confidence=0.0,
            numbers=tuple(details["order_number"]),
            names=tuple(name.value for name in self._tagger.find(text)),
            emails=tuple(details["email"]),
            postcodes=tuple(details["postcode"]),
            phones=tuple(details["phone"]),
            name_answer=NameAnswer(answer.value, answer.confidence) if answer is not None else None,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="names: tab separated, columns kind and name")
    parser.add_argument("--trained", type=Path, help="folder of a name tagger trained alone, in place of the model's")
    chosen = parser.parse_args()
    print("\n".join(report(chosen.file, chosen.trained)))


if __name__ == "__main__":
    main()
