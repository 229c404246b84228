"""Ready beginnings of a trainer's files: what stands in them until it is edited is refused by `baton check`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baton.base.document import TODO
from baton.cli.trainer import journey_templates
from baton.cli.trainer.journey_templates import Asked, words

_IGNORED = re.compile(r"^ +ignored_intents:\n(?=(?P<indent> +)- )", re.M)
_SECTION = re.compile(r"^(?P<key>[a-z_]+):", re.M)


class CannotAdd(Exception):
    """A file has not the section that something belongs into; the text says which."""


@dataclass(frozen=True)
class Draft:
    """What would be written.

    Attributes:
        files: new files, by their place in the project.
        additions: what is added at the end of a section of a file: {file: [(section, text)]}.
        next: what is left to do, in words.
        interrupts: an intent that the forms of the domain are to let pass.
    """

    files: Mapping[str, str]
    additions: Mapping[str, Sequence[tuple[str, str]]]
    next: Sequence[str]
    interrupts: str | None = None


def add_to_section(text: str, section: str, addition: str) -> str:
    """A YAML text with lines more at the end of a section of the top level; everything else stays as it is.

    Args:
        text: of the file.
        section: its key.
        addition: lines, indented as they are to stand.
    Raises:
        CannotAdd: there is no such section.
    """
    sections = list(_SECTION.finditer(text))
    place = next((number for number, found in enumerate(sections) if found["key"] == section), None)
    if place is None:
        raise CannotAdd(f"there is no section '{section}:'")
    end = sections[place + 1].start() if place + 1 < len(sections) else len(text)
    before = text[:end].splitlines(keepends=True)
    behind: list[str] = []  # blank lines and comments before the next section belong to it
    while before and (not before[-1].strip() or before[-1].startswith("#")):
        behind.insert(0, before.pop())
    return "".join(before).rstrip("\n") + "\n" + addition.rstrip("\n") + "\n" + "".join(behind) + text[end:]


def let_pass(text: str, intent: str) -> str:
    """A domain in which every form that lists what it ignores lets one intent more pass.

    Args:
        text: of domain.yml.
        intent: what may interrupt a form.
    """
    return _IGNORED.sub(lambda found: f"{found[0]}{found['indent']}- {intent}\n", text)


def question(name: str) -> Draft:
    """A question with one answer: `data/faq/<name>.yml`, live as soon as it is edited."""
    text = f"""version: "3.1"
faq:
  - id: {name}
    question: {TODO} the question in plain words
    topic: the_shop
    owner: customer care
    wordings: |
      - {TODO} as one customer asks it
      - {TODO} as another asks it
      - {TODO} in other words, and longer
      - {TODO} in two words
      - {TODO} with a slip, in small letters
    answer:
      - text: {TODO} the answer, at most two sentences
"""
    return Draft({f"data/faq/{name}.yml": text}, {}, ["Write question, wordings and answer; no training is needed."])


def intent(name: str) -> Draft:
    """An everyday matter that one answer settles, with examples, rule, answer and test."""
    return Draft(
        {
            f"data/nlu/ordinary/{name}.yml": _examples(name),
            f"data/rules/{name}.yml": f"""version: "3.1"
rules:
- rule: {words(name)}
  steps:
  - intent: {name}
  - action: utter_{name}
""",
            f"tests/conversations/test_{name}.yml": _test(name, f"  - action: utter_{name}\n"),
        },
        {
            "domain.yml": [
                ("intents", f"  - {name}"),
                ("responses", f"  utter_{name}:\n    - text: {TODO} the answer"),
            ],
            "business/taxonomy.yml": [("intents", f"  {name}: [answered_at_once, interrupts_form]")],
        },
        ["Write at least 40 examples and the answer.", "Then: baton check, make train."],
        interrupts=name,
    )


def journey(name: str, slots: Sequence[Asked], interrupting: Sequence[str]) -> Draft:
    """A form that collects details and ends at a person.

    Args:
        name: of the intent and the category; the form is `<name>_form`.
        slots: what is asked for, in this order.
        interrupting: the intents that a form lets pass.
    """
    form = f"{name}_form"
    required = "".join(f"      - {one.slot}\n" for one in slots)
    ignored = "".join(f"      - {one}\n" for one in interrupting)
    details = "".join(f"        {one.slot}: {one.label}\n" for one in slots)
    asks = "".join(f"  utter_ask_{one.slot}:\n    - text: {TODO} ask for {one.label}\n" for one in slots)
    return Draft(
        {
            f"data/nlu/ordinary/{name}.yml": _examples(name),
            f"data/rules/{name}.yml": journey_templates.rules(name, form),
            f"data/stories/{name}.yml": journey_templates.story(name, form),
            f"tests/conversations/test_{name}.yml": _test(name, f"  - action: {form}\n  - active_loop: {form}\n"),
            f"tests/conversations/{name}.yml": journey_templates.play(name, slots),
        },
        {
            "domain.yml": [
                ("intents", f"  - {name}"),
                ("slots", "".join(_slot(one, form) for one in slots)),
                ("forms", f"  {form}:\n    required_slots:\n{required}    ignored_intents:\n{ignored}"),
                (
                    "responses",
                    f"{asks}  utter_handoff_{name}:\n    - text: {TODO} that a person takes over",
                ),
            ],
            "business/taxonomy.yml": [
                (
                    "categories",
                    f"  {name}:\n    priority: 4\n    label: {words(name).capitalize()}\n    topic: {words(name)}\n"
                    f'    wants: "{TODO} writes about {{order}}"\n    journey:\n      form: {form}\n'
                    f"      details:\n{details}",
                ),
                ("intents", f"  {name}: []"),
            ],
        },
        [
            "Write at least 40 examples, the questions, and what the customer wants (business/taxonomy.yml).",
            f"What to do first: a rule for {name} in business/recommended_actions.yml. A team: business/desk.yml.",
            "Then: baton check, make train.",
        ],
    )


def signal(name: str, severity: int) -> Draft:
    """Something that must reach a person, whatever else the message says.

    Args:
        name: of the signal, its category and its intent.
        severity: its place among the signals; no other has it.
    """
    called = words(name)
    return Draft(
        {
            f"data/nlu/signals/{name}.yml": _examples(name),
            f"data/nlu/near_misses/{name}.yml": _examples("product_question", "the same words in innocent use"),
            f"data/rules/{name}.yml": f"""version: "3.1"
rules:
- rule: sounds like {name}
  steps:
  - intent: {name}
  - action: utter_ask_about_{name}
""",
            f"tests/conversations/test_{name}.yml": _test(name, "  - action: action_handoff\n"),
        },
        {
            "domain.yml": [
                ("intents", f"  - {name}"),
                (
                    "responses",
                    f"  utter_ask_about_{name}:\n    - text: {TODO} is it about that - shall I pass you to a person?\n"
                    f"      metadata: {{offer: person}}\n  utter_handoff_{name}:\n"
                    f"    - text: {TODO} that a person takes over",
                ),
            ],
            "business/taxonomy.yml": [
                (
                    "categories",
                    f"  {name}:\n    {{signal: {name}, severity: {severity}, priority: 3, "
                    f"label: {called.capitalize()}, "
                    f'reason: {called},\n     topic: {called}, wants: "{TODO} writes about {called}"}}',
                )
            ],
        },
        [
            "Write at least 250 examples, and near-misses under the intents that they really have.",
            f"Add {name} to triggers.keyword.signals in policies/escalation.yml: without that the bot only asks back.",
            "Then: baton check, make train, make eval.",
        ],
    )


def _examples(intent: str, what: str = "as a customer writes it") -> str:
    lines = "".join(f"    - {TODO} {number} {what}\n" for number in ("first", "second", "third"))
    return f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{lines}'


def _test(name: str, steps: str) -> str:
    return f"""stories:
- story: {words(name)}
  steps:
  - user: |
      {TODO} as a customer writes it
    intent: {name}
{steps}"""


def _slot(asked: Asked, form: str) -> str:
    kinds = [*(["from_entity"] if asked.entity else []), "from_text"]  # the whole message where no entity is in it
    mappings = "".join(
        f"      - type: {kind}\n"
        + (f"        entity: {asked.entity}\n" if kind == "from_entity" else "")
        + f"        conditions:\n          - active_loop: {form}\n            requested_slot: {asked.slot}\n"
        for kind in kinds
    )
    return f"  {asked.slot}:\n    type: text\n    influence_conversation: false\n    mappings:\n{mappings}"
