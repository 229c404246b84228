"""The files of words that a running bot reads (`data/*.yml`), for checking them before one does."""

from __future__ import annotations

from pathlib import Path

from actions import detail_words
from baton.base import places, product_names
from baton.base.document import Document, FileRefused, load_document
from baton.handoff.calendar import callback_words
from baton.nlu import abbreviations, augmentation, courtesies, message_words
from baton.nlu.names import made_messages
from baton.orders.product_questions import words_document
from baton.orders.text import order_words
from policies import (
    callback_changes,
    conversation_words,
    offer_answers,
    order_followups,
    question_followups,
    short_questions,
)

#: Every file and what it must be; a test compares them with the folder.
FILES: tuple[tuple[Path, type[Document]], ...] = (
    (abbreviations.FILE, abbreviations.Abbreviations),
    (callback_changes.FILE, callback_changes.ChangeWords),
    (callback_words.FILE, callback_words.CallbackWords),
    (conversation_words.FILE, conversation_words.ConversationWords),
    (detail_words.FILE, detail_words.DetailWords),
    (made_messages.FILE, made_messages.Carriers),
    (message_words.FILE, message_words.MessageWords),
    (offer_answers.FILE, offer_answers.OfferAnswers),
    (order_followups.FILE, order_followups.SeveralOrders),
    (order_words.FILE, order_words.OrderWords),
    (places.FILE, places.Places),
    (product_names.FILE, words_document.ProductWords),
    (question_followups.FILE, question_followups.QuestionFollowups),
    (augmentation.FILE, augmentation.Rewrites),
    (courtesies.FILE, courtesies.Courtesies),
    (short_questions.FILE, short_questions.ShortQuestions),
)


def problems(files: tuple[tuple[Path, type[Document]], ...] = FILES) -> list[str]:
    """What is wrong with them, each with file and line."""
    found: list[str] = []
    for path, kind in files:
        try:
            load_document(path, kind)
        except FileRefused as error:
            found += map(str, error.problems)
    return found
