"""Train: contrastive, on the CPU, with sentence-transformers' loss, trainer and evaluator."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.encoder.card import read_facts, write_card
from index.encoder.checkpoint import PROMPTS, load_checkpoint
from index.encoder.lessons import SHIPPED, Dealing, Lessons, deal, lessons_hash
from index.encoder.mistaken import Vectors, mine_mistaken

LOG = "training.json"
CURVE = "curve.png"
STEPS = "steps"  # what an interrupted training goes on from


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train; ``longest`` in tokens, ``every`` in steps between two validations."""

    batch: int = 24
    epochs: int = 3
    rate: float = 6e-5
    temperature: float = 0.03
    seed: int = 20261122
    near: float = 0.4
    hard: float = 0.3
    longest: int = 128
    every: int = 30
    validation: int = 25
    layers: int = 12
    bf16: bool = False
    steps: int | None = None


def keep_layers(model: Any, count: int) -> None:  # noqa: ANN401  torch modules are partly unknown
    """Keep ``count`` layers spread evenly over the network, the last one among them."""
    body = model[0].auto_model
    layers = body.encoder.layer
    total = len(layers)
    kept = [layers[(i + 1) * total // count - 1] for i in range(count)]
    body.encoder.layer = type(layers)(kept)
    body.config.num_hidden_layers = count


def freeze_words(model: Any) -> None:  # noqa: ANN401
    """Leave the word embeddings as they are: most words of a question are in no lesson."""
    body = model[0].auto_model
    body.embeddings.word_embeddings.weight.requires_grad = False
    for module in body.modules():
        if type(module).__name__ == "BertSelfAttention":
            module.dropout.p = 0.0  # costs time and gains nothing at this size


def train(base: Path, lessons: Lessons, out: Path, plan: Plan, data: Path = SHIPPED) -> None:
    """Train ``base`` on ``lessons`` and write the checkpoint, its log and its curve to ``out``.

    ``data`` is the folder they are from, for the card.
    """
    from sentence_transformers import SentenceTransformerTrainer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.losses import (  # noqa: PLC0415
        MultipleNegativesRankingLoss,
    )
    from transformers import set_seed  # noqa: PLC0415

    set_seed(plan.seed)
    model = load_checkpoint(base)
    if plan.layers != len(model[0].auto_model.encoder.layer):
        keep_layers(model, plan.layers)
    freeze_words(model)
    model.max_seq_length, usual = plan.longest, model.max_seq_length
    learning, aside = lessons.split(plan.validation)
    trainer: Any = SentenceTransformerTrainer(
        model=model,
        args=_arguments(out, plan),
        train_dataset=_dataset(model, learning, plan),
        loss=MultipleNegativesRankingLoss(
            model,
            scale=1 / plan.temperature,
            directions=("query_to_doc", "doc_to_query"),
            partition_mode="per_direction",
        ),
        evaluator=make_evaluator(aside),
    )
    steps = out / STEPS
    trainer.train(resume_from_checkpoint=_begun(steps, f"{plan} {len(lessons.pairs)}"))
    model.max_seq_length = usual
    model.save(str(out))
    history: list[dict[str, float]] = trainer.state.log_history
    log = {"plan": asdict(plan), "questions": len(learning.pairs), "history": history}
    (out / LOG).write_text(json.dumps(log, ensure_ascii=False, indent=1), encoding="utf-8")
    draw_curve(history, out / CURVE)
    write_card(out, "训练好的检查点", {**read_facts(base), **_facts(lessons, learning, plan, data)})
    shutil.rmtree(steps)


def _facts(lessons: Lessons, learning: Lessons, plan: Plan, data: Path) -> dict[str, str]:
    return {
        "训练数据": f"{len(lessons.topics)} 个主题、{len(learning.pairs):,} 个问题，手写",
        "训练数据的 SHA-256": f"`{lessons_hash(data)}`",
        "训练": ", ".join(f"{name}={value}" for name, value in asdict(plan).items()),
    }


def _begun(steps: Path, what: str) -> bool:
    """Tell whether a training of just this was interrupted and can go on; else begin anew."""
    note = steps / "plan.txt"
    if note.is_file() and note.read_text(encoding="utf-8") == what:
        return any(steps.glob("checkpoint-*"))
    shutil.rmtree(steps, ignore_errors=True)
    steps.mkdir(parents=True)
    note.write_text(what, encoding="utf-8")
    return False


def _dataset(model: Any, lessons: Lessons, plan: Plan) -> Any:  # noqa: ANN401
    import datasets  # noqa: PLC0415

    library: Any = datasets

    def encode(texts: list[str]) -> Vectors:
        return model.encode(texts, prompt=PROMPTS["document"], batch_size=16)

    dealing = Dealing(plan.batch, plan.epochs, plan.seed, plan.near, plan.hard)
    batches = list(deal(lessons, dealing, mine_mistaken(lessons, encode)))[: plan.steps]
    rows = [row for batch in batches for row in batch]
    return library.Dataset.from_dict(
        {"anchor": [q for q, _ in rows], "positive": [t for _, t in rows]}
    )


def _in_order(dataset: Sequence[object], batch_size: int, **_: object) -> Any:  # noqa: ANN401
    """Keep the batches as they were dealt."""
    from torch.utils.data import BatchSampler, SequentialSampler  # noqa: PLC0415

    return BatchSampler(SequentialSampler(dataset), batch_size, drop_last=True)


def _arguments(out: Path, plan: Plan) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformerTrainingArguments  # noqa: PLC0415

    return SentenceTransformerTrainingArguments(
        output_dir=str(out / STEPS),
        num_train_epochs=1,  # the dataset holds all epochs, dealt
        per_device_train_batch_size=plan.batch,
        learning_rate=plan.rate,
        lr_scheduler_type="linear",
        warmup_steps=20,
        weight_decay=0.01,
        seed=plan.seed,
        use_cpu=True,
        bf16=plan.bf16,
        batch_sampler=_in_order,
        prompts={"anchor": PROMPTS["query"], "positive": PROMPTS["document"]},
        eval_strategy="steps",
        eval_steps=plan.every,
        eval_on_start=True,
        logging_steps=5,
        save_strategy="steps",
        save_steps=plan.every,
        save_total_limit=1,
        report_to="none",
        dataloader_num_workers=0,
        disable_tqdm=bool(os.environ.get("ZHENGWEN_QUIET")),
    )


def make_evaluator(aside: Lessons) -> Any:  # noqa: ANN401
    """Rank all official texts for the questions set aside."""
    from sentence_transformers.sentence_transformer.evaluation import (  # noqa: PLC0415
        InformationRetrievalEvaluator,
    )

    texts = sorted({text for topic in aside.topics.values() for text in topic.texts})
    number = {text: str(i) for i, text in enumerate(texts)}
    return InformationRetrievalEvaluator(
        queries={pair.question: pair.question for pair in aside.pairs},
        corpus={name: text for text, name in number.items()},
        relevant_docs={
            pair.question: {number[text] for text in aside.topics[pair.topic].texts}
            for pair in aside.pairs
        },
        query_prompt=PROMPTS["query"],
        corpus_prompt=PROMPTS["document"],
        name="aside",
        batch_size=16,
        accuracy_at_k=[1, 5],
        ndcg_at_k=[10],
        mrr_at_k=[10],
        show_progress_bar=False,
        write_csv=False,
    )


def draw_curve(history: Sequence[dict[str, float]], out: Path) -> None:
    """Draw loss and validation over the steps as a PNG."""
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("agg")
    from matplotlib import pyplot  # noqa: PLC0415

    figure: Any
    left: Any
    figure, left = pyplot.subplots(figsize=(7, 4), layout="constrained")
    right: Any = left.twinx()
    losses = [(row["step"], row["loss"]) for row in history if "loss" in row]
    left.plot(*zip(*losses, strict=True), color="tab:gray", label="loss")
    for name in ("accuracy@1", "accuracy@5", "ndcg@10"):
        key = f"eval_aside_cosine_{name}"
        points = [(row["step"], row[key]) for row in history if key in row]
        right.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name)
    left.set_xlabel("step")
    left.set_ylabel("loss")
    right.set_ylim(0, 1)
    figure.legend(loc="outside upper center", ncols=4)
    figure.savefig(out, dpi=120)
    pyplot.close(figure)
