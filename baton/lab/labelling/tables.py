"""The table of labels, in the desk's database. `label.Label` is its row."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Text

from baton.base.orm import Base


class MessageLabelRow(Base):
    """What somebody says that a message means; at most one for each message."""

    __tablename__ = "message_labels"
    number = Column(Integer, primary_key=True, autoincrement=False)
    conversation_id = Column(String(255), nullable=False, index=True)
    kind = Column(String(20), nullable=False)
    name = Column(String(80), nullable=False)
    near = Column(String(64), nullable=False)
    text = Column(Text, nullable=False)
    labelled_by = Column(String(64), nullable=False)
    labelled_at = Column(Float, nullable=False)
    exported_at = Column(Float)
    same_as = Column(Integer, index=True)  # the message in the same words that the label was given to
