"""Blocks from a table or a help page: what becomes of it, what is refused and where, and that no text crashes it."""

from __future__ import annotations

from functools import partial

import httpx
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baton.base.document import read_document
from baton.cli import faq
from baton.knowledge import checks, link_opening
from baton.knowledge.document import QuestionFile
from baton.knowledge.imports import draft
from baton.knowledge.imports.draft import ImportRefused
from baton.knowledge.questions import LiveQuestions
from tests.unit.knowledge.conftest import block

HTML = """\
<html><head><title>Help</title><style>h2 {}</style></head><body><nav><h2>Menu?</h2>Home</nav>
<h1>Help</h1>
<h2>Care</h2>
<h3><button>How do I clean   the <b>filter</b>?</button></h3>
<p>Rinse it, see <a href="https://shop.example/care">our
 page</a> &amp; <a href="/more">more</a>.</p>
<ul><li>warm water</li><li>no soap</li></ul>
<dl><dt>Opening times</dt><dd>Nine to five.</dd></dl>
<p>Not an answer.</p>
<details><summary>Do you sell batteries</summary>Yes.<script>x()</script></details><footer>Imprint</footer>
</body></html>
"""
MARKDOWN = """\
---
title: Help
---
# Help
## Can I **pick** it up?
No, see [delivery][d] or *ask*.

- by post
- by van

```
# is this a heading?
```
Are you open?
-------------
Yes, [always](https://shop.example/hours).

### Other things
[d]: https://shop.example/delivery
"""
CSV = """\
question;answer;id;topic;wordings
Is it open?;"Yes;
always.";open_now;opening_hours;open today | are you there
What's it cost?;Nothing.;;;
"""


@pytest.fixture
def read(tmp_path):
    def read(name, text, others=(), topic=None):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return draft.read(path, others, topic)

    return read


@pytest.fixture
def refusal(read, tmp_path):
    def refusal(name, text, others=()):
        with pytest.raises(ImportRefused) as refused:
            read(name, text, others)
        return [str(problem).removeprefix(f"{tmp_path}/") for problem in refused.value.problems]

    return refusal


def answers_of(made):
    return {each.question: each.answer[0].text for each in made.blocks}


def test_a_page_in_html(read):
    made = read("help.html", HTML)
    assert answers_of(made) == {
        "How do I clean the filter?": (
            "Rinse it, see [our page](https://shop.example/care) & more.\n- warm water\n- no soap"
        ),
        "Opening times": "Nine to five.",
        "Do you sell batteries": "Yes.",
    }
    assert [(note.line, note.text) for note in made.notes] == [
        (3, "'Care' is no question, as it does not end with ?"),
        (6, "the link to '/more': it is no full https address"),
    ]


def test_a_page_in_markdown(read):
    made = read("help.md", MARKDOWN)
    assert answers_of(made) == {
        "Can I pick it up?": (
            "No, see [delivery](https://shop.example/delivery) or ask.\n- by post\n- by van\n# is this a heading?"
        ),
        "Are you open?": "Yes, [always](https://shop.example/hours).",
    }
    assert [note.line for note in made.notes] == [18]


def test_a_table(read):
    first, second = read("help.csv", "\ufeff" + CSV, topic="the_shop").blocks
    assert (first.id, first.topic, first.answer[0].text) == ("open_now", "opening_hours", "Yes;\nalways.")
    assert first.texts == ["Is it open?", "open today", "are you there"]
    assert (second.id, second.topic, second.texts) == ("whats_it_cost", "the_shop", ["What's it cost?"])


def test_what_is_written_is_a_file_of_answers_in_its_usual_form(read):
    made = read("help.csv", CSV)
    assert tuple(read_document(made.text, "help.yml", QuestionFile).faq) == made.blocks
    assert "faq:\n  - id: open_now\n" in made.text and "    wordings: |\n      - open today\n" in made.text


def test_ids_are_free_and_short(read, shop):
    shop.write("a.yml", block("is_it_open", "Opening?"))
    others = checks.placed(shop.live()())
    rows = ["Is it open?", "Is it open at all - (open)!", "24 hours?", "¿?", "x" * 80]
    made = read("q.csv", "question,answer\n" + "".join(f"{each},Yes.\n" for each in rows), others)
    assert [each.id for each in made.blocks] == ["is_it_open_2", "is_it_open_at_all_open", "q_24_hours", "q", "x" * 60]


def test_questions_near_those_that_there_are_are_named(read, shop):
    shop.write("a.yml", block("opening", "Are you open on Sundays?"))
    others = checks.placed(shop.live()())
    made = read(
        "q.csv", "question,answer\nAre you open on Sunday or Sundays?,No.\nON SUNDAYS are you open,No.\n", others
    )
    assert made.near == (
        "are_you_open_on_sunday_or_sundays is near opening (a.yml:3): are both needed?",
        "on_sundays_are_you_open asks the same as opening (a.yml:3): take one of them out, "
        "as `baton check` refuses both",
    )


@pytest.mark.parametrize(
    ("name", "text", "complaints"),
    [
        ("q.txt", "x", ["q.txt: must be one of: .csv, .md, .markdown, .html, .htm"]),
        ("q.csv", "", ["q.csv: is empty"]),
        ("q.csv", b"question,answer\n\xff,x\n", ["q.csv:2: is not in UTF-8; save the file with that encoding"]),
        ("q.csv", "question,answer\n", ["q.csv: holds no question"]),
        (
            "q.csv",
            "question,reply,question\n",
            [
                "q.csv:1: column 'question' is there twice",
                "q.csv:1: there is no column 'reply'; there are question, answer, id, topic, wordings",
                "q.csv:1: column 'answer' is missing",
            ],
        ),
        (
            "q.csv",
            "question,answer\nA?,\nB?,yes, no\n",
            [
                "q.csv:2: answer: is empty",
                "q.csv:3: has 3 cells, but the header has 2; put a text with commas in quotes",
            ],
        ),
        ("q.csv", 'question,answer\nA?,"yes\n', ["q.csv:2: is not CSV: unexpected end of data"]),
        ("q.csv", "question,answer\nA?,yes\nB?,yes\na,no\n", ["q.csv:4: 'a' asks the same as line 2"]),
        (
            "q.csv",
            "question,answer,id\nA?,y,a\nB?,y,a\n",
            ["q.csv:3: id: a is taken; choose another, or leave it empty"],
        ),
        ("q.csv", f"question,answer\nA?,yes\n{'x' * 81},yes\n", ["q.csv:3: question: too long; at most 80 characters"]),
        (
            "q.csv",
            f"question,answer\n\nA?,{'x' * 1001}\n",
            ["q.csv:3: answer.0.text: too long; at most 1000"],
        ),
        (
            "q.csv",
            "question,answer\nA?,[x](http://shop.example)\n",
            ["q.csv:2: the link 'http://shop.example' must begin with https:// (or mailto:)"],
        ),
        (
            "q.md",
            "# Help\n## Hours\nNine.\n## Open?\n",
            [
                "q.md: holds no question: a heading that ends with ? and has its answer below",
                "q.md:2: 'Hours' is no question, as it does not end with ?",
                "q.md:4: 'Open?' has no text below",
            ],
        ),
        ("q.html", "<p>x</p>\n<![x[", ["q.html:2: is not HTML: "]),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(refusal, name, text, complaints):
    found = refusal(name, text)
    assert len(found) == len(complaints)
    assert all(each.startswith(complaint) for each, complaint in zip(found, complaints, strict=True)), found


def test_a_topic_is_a_category(refusal):
    (problem,) = refusal("q.csv", "question,answer,topic\nA?,yes,nonsense\n")
    assert problem.startswith("q.csv:2: topic: 'nonsense' is not one of: ")


#: What readers stumble over, besides any other text.
PIECES = """\
<h2> </h2> <h3>Why? <dt> </dt> <summary> <a href='https://x.example/)'> <a href=x> </a> <![ <!-- <!x <?x &#0; &#xD800;
<script> <li> <br/> # ## ? ``` --- === | > - * [x]( ) [x]: https:// question,answer , ; A? \" \r \x00 \x85 \u2028 \ufeff
""".split(" ")
MARKUP = st.lists(st.sampled_from([*PIECES, " ", "\n", "\r\n", "\t", "    ", "a" * 1001]), max_size=30).map("".join)


@pytest.mark.parametrize("name", ["q.csv", "q.md", "q.html"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(), st.binary(), MARKUP))
def test_any_text_is_taken_or_refused(read, name, text):
    text = text.encode("utf-8", "replace") if isinstance(text, str) else text
    try:
        made = read(name, text)
    except ImportRefused as refused:
        assert refused.problems and all(str(problem) for problem in refused.problems)
    else:
        assert tuple(read_document(made.text, "q.yml", QuestionFile).faq) == made.blocks != ()


@pytest.fixture
def command(monkeypatch, shop, tmp_path):
    """Runs `baton faq` on the files of the shop fixture."""
    shop.write("a.yml", block("one", "One?"))
    monkeypatch.setattr(faq, "FOLDER", shop.folder)
    monkeypatch.setattr(faq, "LiveQuestions", shop.live)

    def command(*arguments):
        result = CliRunner().invoke(faq.faq, [str(argument) for argument in arguments])
        return result.exit_code, result.output

    return command


def test_the_command_writes_a_new_file_that_counts(command, shop, tmp_path):
    live = shop.live()
    assert "faq/is_it_open" not in live().by_intent
    (tmp_path / "Help page.csv").write_text("question,answer\nIs it open?,Yes.\n")
    code, output = command("import", tmp_path / "Help page.csv")
    assert code == 0 and "help_page.yml: 1 questions" in output and "some to be found more often: is_it_open" in output
    assert live().by_intent["faq/is_it_open"].answer[0].text == "Yes."
    assert sorted(path.name for path in shop.folder.iterdir()) == ["a.yml", "help_page.yml"]


def test_it_writes_over_a_file_only_when_asked(command, shop, tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("question,answer,id\nIs it open?,Yes.,one\n")
    before = (shop.folder / "a.yml").read_text()
    code, output = command("import", source)
    assert code == 1 and "a.yml is there already; choose another --name, or --replace it" in output
    assert (shop.folder / "a.yml").read_text() == before
    assert command("import", source, "--replace")[0] == 0
    assert yaml.safe_load((shop.folder / "a.yml").read_text())["faq"][0]["question"] == "Is it open?"


def test_it_writes_nothing_of_a_file_with_a_fault(command, shop, tmp_path):
    source = tmp_path / "b.csv"
    source.write_text("question,answer\nIs it open?,Yes.\nWhen?,\n")
    code, output = command("import", source)
    assert code == 1
    assert f"{source}:3: answer: is empty" in output and "1 problem(s), nothing was written" in output
    assert [path.name for path in shop.folder.iterdir()] == ["a.yml"]


def test_the_answers_are_checked_alone(command, shop):
    assert command("check") == (0, "1 questions are fine.\n")
    shop.write("a.yml", block("one", "One?", "related: [two]"))
    code, output = command("check")
    assert code == 1 and "a.yml:12: one: related: there is no two" in output


def test_links_are_opened_when_asked(command, shop, monkeypatch):
    def answer(request):
        if request.url.path == "/gone":
            return httpx.Response(404)
        if request.url.host == "down.example":
            raise httpx.ConnectError("no such host")
        return httpx.Response(200)

    outside = partial(
        link_opening.faults, resolve=lambda host: ["93.184.216.34"], transport=httpx.MockTransport(answer)
    )
    monkeypatch.setattr(link_opening, "faults", outside)
    links = "https://shop.example/a https://shop.example/gone https://down.example/"
    shop.write("a.yml", block("one", "One?", answer=links))
    code, output = command("check", "--links")
    assert code == 1
    assert "a.yml:11: one: https://shop.example/gone is answered with 404" in output
    assert "a.yml:11: one: https://down.example/ cannot be opened: no such host" in output
    assert "shop.example/a " not in output
    assert command("check")[0] == 0


def test_the_draft_of_this_shops_own_wordings_would_be_near(read):
    others = checks.placed(LiveQuestions()())
    title = others[0].block.question
    assert read("q.csv", f'question,answer\n"{title}",Yes.\n', others).near
