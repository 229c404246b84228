"""Where the trained model in force is, for whoever reads it and does not keep models."""

from __future__ import annotations

from baton.base.settings import ROOT

#: How its files begin.
NAME = "baton"
MODEL = ROOT / "models" / f"{NAME}.tar.gz"
