"""The actions that policies predict and actions give way to, by their names in domain.yml."""

from __future__ import annotations

LISTEN = "action_listen"
SHOW_ORDER = "action_show_order"
ANSWER_PRODUCT = "action_answer_product"
ANSWER_QUESTION = "action_answer_question"
ANSWER_MATTERS = "action_answer_matters"
REPORT_PROBLEM = "action_problem_report"
BOOK_CALLBACK = "action_book_callback"

#: After these a message has been answered.
ANSWERS = frozenset({ANSWER_QUESTION, ANSWER_PRODUCT, SHOW_ORDER, REPORT_PROBLEM, "action_opening_hours"})
