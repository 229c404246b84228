"""What is read of numbers and addresses, measured on a file."""

from __future__ import annotations

from bench.details import report


def test_messages_and_kinds_are_counted_and_the_wrong_ones_named(tmp_path):
    file = tmp_path / "numbers.tsv"
    file.write_text(
        "text\texpected entities\n"
        'order 10023, a@b.example\t{"order_number": ["10023"], "email": ["a@b.example"]}\n'
        'where is it\t{"order_number": ["10047"]}\n',
        encoding="utf-8",
    )
    lines = report(file)
    assert lines[0].startswith("details read, numbers.tsv: 50.0%")
    assert [line.split()[:2] for line in lines[1:3]] == [["order_number", "50.0%"], ["email", "100.0%"]]
    assert lines[3:] == ["  wrong: 'where is it': order_number should be ['10047'], was []"]
