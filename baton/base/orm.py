"""The declarative base of all tables of the desk's database."""

from __future__ import annotations

from sqlalchemy.orm import declarative_base

Base = declarative_base()
