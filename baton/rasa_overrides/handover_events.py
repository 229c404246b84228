"""A rule or a story that ends at a person: its prediction brings the decision into the log, before any action runs."""

from __future__ import annotations

from rasa.core.policies.policy import PolicyPrediction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from policies.rasa_policy import ACTION_HANDOFF, journey_events


def with_handover(prediction: PolicyPrediction, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
    """The prediction, with the events of a handover if `action_handoff` is what it predicts; they count only if it
    wins."""
    scores = prediction.probabilities
    best = scores.index(max(scores))
    if scores[best] > 0 and domain.action_names_or_texts[best] == ACTION_HANDOFF:
        prediction.optional_events = [*prediction.optional_events, *journey_events(tracker)]
    return prediction
