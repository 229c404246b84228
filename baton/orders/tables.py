"""Tables of the order store (SQLAlchemy). The schema itself is made by ``migrations/orders``; a test compares them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import registry, relationship
from sqlalchemy.types import TypeDecorator

# Constraint names by rule: a later migration must be able to name what it drops, on SQLite as well.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mapper_registry = registry(metadata=metadata)
Base: Any = mapper_registry.generate_base()


class UtcDateTime(TypeDecorator):
    """Aware datetimes in and out, always UTC: SQLite has no time zones, PostgreSQL answers in the session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value}: a date and time without a time zone")
        moment = value.astimezone(timezone.utc)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class CustomerRow(Base):
    """A person who orders. ``*_key`` columns hold the normalised form that searches compare."""

    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
    external_id = Column(String(64), unique=True)  # the shop system's own number
    name = Column(String(200), nullable=False)
    name_key = Column(String(200), nullable=False, index=True)
    surname_key = Column(String(200), nullable=False, index=True)
    email = Column(String(254))
    email_key = Column(String(254), unique=True)
    phone = Column(String(40))
    verified_since = Column(Date)
    addresses = relationship(
        "AddressRow", back_populates="customer", cascade="all, delete-orphan", order_by="AddressRow.id"
    )
    notes = relationship("NoteRow", cascade="all, delete-orphan", order_by="(NoteRow.created_at, NoteRow.id)")


class AddressRow(Base):
    """An address of a customer. Never changed once an order went there: a new one is added instead."""

    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    customer_id = Column(ForeignKey("customers.id", ondelete="CASCADE"), nullable=False, index=True)
    line1 = Column(String(200), nullable=False)
    line2 = Column(String(200))
    city = Column(String(100), nullable=False)
    region = Column(String(100))
    postcode = Column(String(20), nullable=False)
    country = Column(String(2), nullable=False)  # ISO 3166 alpha-2
    is_primary = Column(Boolean, nullable=False, default=False)
    customer = relationship("CustomerRow", back_populates="addresses")


class ProductRow(Base):
    """Something the shop sells. ``search_key`` holds the normalised words that a search compares."""

    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    sku = Column(String(40), nullable=False, unique=True)
    name = Column(String(200), nullable=False)
    category = Column(String(100), nullable=False)
    price_cents = Column(Integer, nullable=False)
    currency = Column(String(3), nullable=False)
    description = Column(Text, nullable=False, default="")
    specifications = Column(JSON, nullable=False, default=dict)
    complex_spec = Column(Boolean, nullable=False, default=False)
    stock = Column(Integer, nullable=False, default=0)
    search_key = Column(String(400), nullable=False)


class OrderRow(Base):
    """An order; its number is what the customer knows, its id stays in here."""

    __tablename__ = "orders"
    __table_args__ = (Index(None, "customer_id", "placed_at"),)
    id = Column(Integer, primary_key=True)
    number = Column(String(20), nullable=False, unique=True)
    customer_id = Column(ForeignKey("customers.id"), nullable=False)
    address_id = Column(ForeignKey("addresses.id"), nullable=False, index=True)
    status = Column(String(40), nullable=False)
    placed_at = Column(UtcDateTime, nullable=False)
    expected_on = Column(Date)
    delivered_at = Column(UtcDateTime)
    shipping_cents = Column(Integer, nullable=False, default=0)
    total_cents = Column(Integer, nullable=False)
    currency = Column(String(3), nullable=False)
    customer = relationship("CustomerRow")
    address = relationship("AddressRow")
    items = relationship("ItemRow", cascade="all, delete-orphan", order_by="ItemRow.id")
    shipments = relationship("ShipmentRow", cascade="all, delete-orphan", order_by="ShipmentRow.id")
    history = relationship("StatusRow", cascade="all, delete-orphan", order_by="(StatusRow.at, StatusRow.id)")
    returns = relationship("ReturnRow", cascade="all, delete-orphan", order_by="(ReturnRow.requested_at, ReturnRow.id)")


class ItemRow(Base):
    """A line of an order. Name and price are those of the day it was ordered, not the product's of today."""

    __tablename__ = "order_items"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    sku = Column(String(40), nullable=False)
    name = Column(String(200), nullable=False)
    quantity = Column(Integer, nullable=False)
    shipped = Column(Integer, nullable=False, default=0)
    unit_price_cents = Column(Integer, nullable=False)


class ShipmentRow(Base):
    """A parcel on its way."""

    __tablename__ = "shipments"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    carrier = Column(String(60), nullable=False)
    tracking_number = Column(String(60), nullable=False, index=True)
    tracking_url = Column(String(500))
    status = Column(String(40), nullable=False)
    shipped_at = Column(UtcDateTime)


class StatusRow(Base):
    """A status that an order had from a moment on."""

    __tablename__ = "status_history"
    __table_args__ = (Index(None, "order_id", "at"),)
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False)
    status = Column(String(40), nullable=False)
    at = Column(UtcDateTime, nullable=False)
    note = Column(String(500))


class ReturnRow(Base):
    """Goods that a customer sends back; without a sku the whole order."""

    __tablename__ = "returns"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    sku = Column(String(40))
    reason = Column(String(200), nullable=False)
    status = Column(String(40), nullable=False)
    requested_at = Column(UtcDateTime, nullable=False)


class NoteRow(Base):
    """Something about an account that an agent should know: disputes, many returns, an identity check."""

    __tablename__ = "account_notes"
    id = Column(Integer, primary_key=True)
    customer_id = Column(ForeignKey("customers.id", ondelete="CASCADE"), nullable=False, index=True)
    kind = Column(String(40), nullable=False)
    text = Column(Text, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
