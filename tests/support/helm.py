"""Renders the chart as Helm does, as far as its templates go; where there is Helm, the tests compare with that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_FIELD = r"\$?(?:\.[A-Za-z]\w*)+"
_IF = re.compile(rf"^\{{\{{- if ({_FIELD}) \}}\}}\n(.*?)^\{{\{{- end \}}\}}\n?\Z", re.M | re.S)
_RANGE = re.compile(r"^\{\{- range \$(\w+) := list ((?:\"[^\"]*\" ?)+)\}\}\n(.*?)^\{\{- end \}\}\n", re.M | re.S)
_TO_YAML = re.compile(rf"\{{\{{ toYaml ({_FIELD}) \| indent (\d+) \}}\}}")
_VALUE = re.compile(rf"\{{\{{ ({_FIELD}) \}}\}}")


def render(chart: Path, release: str = "shop", **values: Any) -> list[dict[str, Any]]:
    """The manifests of a chart.

    Args:
        values: replace those of values.yaml, at the top.
    Raises:
        AssertionError: a template uses something that this does not know.
    """
    meta = yaml.safe_load((chart / "Chart.yaml").read_text())
    given = {**yaml.safe_load((chart / "values.yaml").read_text()), **values}
    scope = {"Values": given, "Release": {"Name": release}, "Chart": {"AppVersion": meta["appVersion"]}}
    found: list[dict[str, Any]] = []
    for template in sorted((chart / "templates").glob("*.yaml")):
        text = _IF.sub(lambda m: m[2] if _look(scope, m[1]) else "", template.read_text())
        text = _RANGE.sub(_each, text)
        text = _TO_YAML.sub(lambda m: _indented(_look(scope, m[1]), int(m[2])), text)
        text = _VALUE.sub(lambda m: str(_look(scope, m[1])), text)
        assert "{{" not in text, f"{template.name}: {text[text.index('{{') :][:80]}"
        found += [each for each in yaml.safe_load_all(text) if each]
    return found


def _look(scope: Mapping[str, Any], path: str) -> Any:
    value: Any = scope
    for part in path.lstrip("$").strip(".").split("."):
        assert part in value, f"there is no value {path}"
        value = value[part]
    return value


def _each(match: re.Match[str]) -> str:
    items = re.findall(r'"([^"]*)"', match[2])
    return "".join(match[3].replace("{{ $" + match[1] + " }}", item) for item in items)


def _indented(value: Any, spaces: int) -> str:
    lines = yaml.safe_dump(value, default_flow_style=False).rstrip("\n").splitlines()
    return "\n".join(" " * spaces + line for line in lines)
