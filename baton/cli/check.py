"""``baton check``: everything that people edit, with file and line, every error at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from baton.base.clock import now
from baton.base.document import FileRefused, file_name, load_document
from baton.base.settings import ROOT, Settings
from baton.base.yaml_lines import Problem, did_you_mean
from baton.connectors.registry import load_settings
from baton.rasa_overrides.version import WrongRasaVersion, check_version
from policies.policy_document import PolicyDocument


@click.command(epilog="Example: baton check --policy candidate.yml")
@click.option("--policy", type=click.Path(path_type=Path), help="Another policy file than the one in force.")
def check(policy: Path | None) -> None:
    """Check the policy and everything else that people edit, with file and line: every error at once.

    Policy, Rasa's configuration as far as escalation hangs on it, domain, rules, stories, language data, recommended
    actions, opening hours, messages for waiting customers, carriers, desk rules, canned replies, answers
    (data/faq), words (data/*.yml).
    """
    refuse_what_is_wrong(load_settings(), policy)
    click.echo(
        "Policy, domain, rules, stories, language data, recommended actions, opening hours, messages for waiting "
        "customers, carriers, desk rules, canned replies, answers and words are fine."
    )


def check_rasa() -> None:
    """Another version of Rasa than the overrides are written against is the command's error."""
    try:
        check_version()
    except WrongRasaVersion as error:
        raise click.ClickException(str(error)) from error


def refuse_what_is_wrong(settings: Settings, policy: Path | None = None) -> None:
    """Say every warning; whatever is wrong is the command's error, all of it.

    Args:
        policy: another policy file than the one in force.
    """
    check_rasa()
    problems, warnings = _documents(settings, policy)
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)
    if problems:
        raise click.ClickException("refused:\n  " + "\n  ".join(dict.fromkeys(problems)))


def misspelt_categories(policy: PolicyDocument, labelled: set[str], file: str) -> Iterator[Problem]:
    """Categories that only the policy names, and that look like one with a label.

    Args:
        labelled: the categories of business/taxonomy.yml.
        file: the policy's, for messages.
    """
    for name, capability in policy.capabilities.items():
        if capability.category not in {*labelled, name} and (hint := did_you_mean(capability.category, labelled)):
            line = policy.line(("capabilities", name, "category"))
            yield Problem(file, line, f"the category {capability.category} is not in business/taxonomy.yml{hint}")


def _documents(settings: Settings, policy: Path | None) -> tuple[list[str], list[str]]:
    """Problems and warnings of all that people edit."""
    from baton.cli import word_files
    from baton.cli.escalation_check import configuration_problems
    from baton.cli.faq import findings
    from baton.cli.model import STORE
    from baton.cli.trainer import confusions, project_check, rasa_files
    from baton.desk.store.business_documents import DOCUMENTS
    from baton.handoff.calendar.opening_hours import OpeningHours
    from baton.handoff.package import recommended_actions
    from baton.knowledge.questions import LiveQuestions
    from baton.nlu import data_validation
    from policies.taxonomy import taxonomy

    problems: list[str] = []
    warnings: list[str] = []
    categories: set[str] | None = None
    today = now().date()
    try:
        labelled = set(taxonomy().labels)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error
    for model in DOCUMENTS:  # the policy first: the others are checked against its categories
        path = policy if policy is not None and model is PolicyDocument else getattr(settings, model.setting)
        try:
            document = load_document(path, model, categories)
            if isinstance(document, OpeningHours):
                today = now().astimezone(document.zone).date()
                warnings += [f"{file_name(path)}: {text}" for text in document.warnings(now())]
            if isinstance(document, PolicyDocument):
                categories = labelled | recommended_actions.categories(document)
                warnings += map(str, misspelt_categories(document, labelled, file_name(path)))
        except FileRefused as error:
            problems += map(str, error.problems)
    problems += map(str, configuration_problems(settings))
    problems += map(str, rasa_files.problems(ROOT))
    problems += word_files.problems()
    written = project_check.check(ROOT)
    problems += map(str, written.problems)
    warnings += map(str, written.warnings)
    refused, repeated = data_validation.findings(ROOT)
    problems += map(str, refused)
    warnings += map(str, repeated)
    warnings += map(str, confusions.warnings(STORE, ROOT))
    found = findings(LiveQuestions()(), today)
    problems += map(str, found.problems)
    warnings += map(str, found.warnings)
    return problems, warnings
