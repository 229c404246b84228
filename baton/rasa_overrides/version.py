"""The one version of Rasa that the overrides are written against."""

from __future__ import annotations

from importlib import metadata

#: The overrides lean on names that Rasa may change in any release; README.md here lists them.
RASA_VERSION = "3.6.21"


class WrongRasaVersion(Exception):
    """Another version of Rasa is installed; the text names both and the way out."""


def check_version(installed: str | None = None) -> None:
    """Refuse any other version of Rasa.

    Args:
        installed: that of the environment when left out.
    Raises:
        WrongRasaVersion: it is another one.
    """
    installed = installed or metadata.version("rasa")
    if installed != RASA_VERSION:
        raise WrongRasaVersion(
            f"Baton runs on Rasa {RASA_VERSION}, and Rasa {installed} is installed: install the locked requirements "
            "(make setup), or check each row of baton/rasa_overrides/README.md against the other version."
        )
