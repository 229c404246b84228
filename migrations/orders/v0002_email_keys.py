"""The keys of e-mail addresses with other than ASCII letters: `ß` is no `ss`, and full width is not plain."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "orders_0002"
down_revision = "orders_0001"
branch_labels = None
depends_on = None

CUSTOMERS = sa.table("customers", sa.column("id"), sa.column("email"), sa.column("email_key"))


def upgrade() -> None:
    _write(_key)


def downgrade() -> None:
    _write(lambda email: unicodedata.normalize("NFKC", email).strip().casefold())


def _write(key) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(CUSTOMERS).where(CUSTOMERS.c.email.is_not(None))).all():
        if not row.email.isascii():
            changed = sa.update(CUSTOMERS).where(CUSTOMERS.c.id == row.id)
            connection.execute(changed.values(email_key=key(row.email)))


def _key(email: str) -> str:
    """As `baton.orders.text.normalise.email_key` was when this was written."""
    local, at, domain = unicodedata.normalize("NFC", email).strip().rpartition("@")
    small = re.sub("[A-Z]+", lambda match: match[0].lower(), local)
    return f"{small}{at}{unicodedata.normalize('NFKC', domain).lower()}".strip()
