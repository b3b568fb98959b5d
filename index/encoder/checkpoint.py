"""The only file that knows transformers' and sentence-transformers' classes for a checkpoint."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.encoder.wheel import Shape

PROMPTS = {"query": "query: ", "document": "passage: "}
LONGEST = 512
_NO_POOLER = {"add_pooling_layer": False}  # it is not used, and would be filled at random


def save_checkpoint(
    out: Path,
    tensors: Mapping[str, Any],
    tokenizer: Any,  # noqa: ANN401  tokenizers has no types
    shape: Shape,
    epsilon: float,
) -> None:
    """Save a BertModel with mean pooling and normalising as a sentence-transformers directory."""
    import torch as untyped  # noqa: PLC0415
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast  # noqa: PLC0415

    torch: Any = untyped
    vocabulary = tokenizer.get_vocab_size()
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=epsilon,
        pad_token_id=1,
    )
    model: Any = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(array.copy()) for name, array in tensors.items()}
    model.load_state_dict(state, strict=True)
    fast: Any = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=LONGEST,
    )
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        fast.save_pretrained(folder)
        assemble(Path(folder)).save(str(out))


def assemble(body: Path) -> Any:  # noqa: ANN401  the library's own types are partly unknown
    """Put pooling and normalising behind a transformer."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
        Normalize,
        Pooling,
        Transformer,
    )

    transformer: Any = Transformer(str(body), max_seq_length=LONGEST, model_kwargs=_NO_POOLER)
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    return SentenceTransformer(
        modules=[transformer, pooling, Normalize()], prompts=PROMPTS, device="cpu"
    )


def load_checkpoint(directory: Path) -> Any:  # noqa: ANN401
    """Load a checkpoint on the CPU.

    With a pooler, filled at random and not used: the trainer's own checkpoints have one.
    """
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    return SentenceTransformer(str(directory), device="cpu")
