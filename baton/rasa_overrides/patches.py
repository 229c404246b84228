"""What is replaced in Rasa's own classes: `apply()` does it, once, before Rasa starts."""

from __future__ import annotations

import rasa.core.run
import rasa.shared.utils.io
import sanic.app
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.agent import Agent
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from baton.rasa_overrides import (
    action_request,
    action_response,
    bounded_http,
    form_tracker,
    graph_runner,
    message_masking,
    message_warnings,
    remote_action,
    response_choice,
    shared_model,
    tracker_copy,
    tracker_store_choice,
)
from baton.rasa_overrides.patch import Patch
from baton.rasa_overrides.version import check_version

PATCHES = (
    Patch(RemoteAction, "_validate_action_result", action_response.validate_action_result),
    Patch(RemoteAction, "run", remote_action.run),
    Patch(RemoteAction, "_action_call_format", action_request.action_call_format),
    Patch(FormAction, "_temporary_tracker", form_tracker.temporary_tracker),
    Patch(Event, "resolve_by_type", staticmethod(action_response.resolve_by_type)),
    Patch(DaskGraphRunner, "run", graph_runner.run),
    Patch(DialogueStateTracker, "copy", tracker_copy.copy_tracker),
    Patch(DialogueStateTracker, "applied_events", tracker_copy.applied_events),
    Patch(MessageProcessor, "_load_model", staticmethod(shared_model.load_model)),
    Patch(MessageProcessor, "_handle_message_with_tracker", message_masking.handle_message_with_tracker),
    Patch(Agent, "_create_tracker_store", staticmethod(tracker_store_choice.create_tracker_store)),
    Patch(TemplatedNaturalLanguageGenerator, "generate", response_choice.generate),
    Patch(rasa.shared.utils.io, "raise_warning", message_warnings.raise_warning),
    Patch(rasa.core.run, "serve_application", shared_model.serve_application),
    Patch(sanic.app, "serve_multiple", shared_model.serve_multiple),
    Patch(sanic.app, "HttpProtocol", bounded_http.BoundedHttpProtocol),
)


def apply() -> None:
    """Replace them in this process.

    Raises:
        WrongRasaVersion: the overrides are not written against the Rasa that is installed.
        UnknownSchema: Rasa's schema of an action server's answer has another shape than expected.
    """
    check_version()
    action_response.validators()
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)
