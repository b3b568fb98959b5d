"""Opens what a run needs: the bot, its index, and what the corpus says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Answerer
from bot.llm.load import open_writer
from bot.llm.settings import LlmSettings
from bot.llm.types import Bill
from bot.types import Answer
from corpus.errors import UsageError
from corpus.store import Store
from eval.facts import CorpusFacts, collect_facts
from eval.types import Case
from index.encoder.load import encoder_name, load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from index.snapshot import Snapshot

DEPTH = 5  # what recall@5 looks at


@dataclass(frozen=True, slots=True)
class Session:
    """The bot as it is installed here, with one open generation of its index."""

    asker: Answerer
    snapshot: Snapshot
    facts: CorpusFacts
    config: dict[str, str | int]
    bills: list[Bill]

    def take_bill(self) -> Bill | None:
        """Return what the model did for the question asked last; None where it did nothing."""
        taken = self.bills[-1] if self.bills else None
        self.bills.clear()
        return taken

    def retrieve(self, case: Case, answer: Answer) -> Sequence[str]:
        """Rank records for a case's standalone question among the documents it is about."""
        named = [
            document.id
            for document in self.snapshot.documents.values()
            if document.jurisdiction in case.jurisdictions
        ]
        hits = self.snapshot.search(
            answer.standalone_question or case.question, document_ids=named or None, limit=DEPTH
        )
        return [hit.record.id for hit in hits]


def open_session(*, with_model: bool = False) -> Session:
    """Open bot and index from the environment's settings; raises what they raise.

    A language model takes part only ``with_model``, so that runs with and without compare.
    """
    settings = IndexSettings()
    live = LiveIndex(settings.data, lambda: load_encoder(settings))
    snapshot = live.current()
    config: dict[str, str | int] = {
        "编码器": encoder_name(settings),
        "索引代": snapshot.generation,
        "文件": len(snapshot.documents),
        "任务项": len(snapshot.items),
        "正文段": len(snapshot.passages),
    }
    bills: list[Bill] = []
    writer = open_writer(settings.data, bills.append) if with_model else None
    if with_model:
        if writer is None:
            raise UsageError("没有设置 LLM_BASE_URL，不知道用哪个语言模型；设置见 docs/llm.md。")
        config |= _describe_model(LlmSettings())
    facts = collect_facts(Store(settings.data).published())
    return Session(Answerer(live, writer), snapshot, facts, config, bills)


def _describe_model(settings: LlmSettings) -> dict[str, str | int]:
    """Name the model and what it was used for; never the address or the key."""
    uses = ("rewrite", "choose", "phrase")
    return {
        "语言模型": settings.model or "（未写名称）",
        "用途": "、".join(use for use in uses if getattr(settings, use)),
        "等待上限（秒）": str(settings.timeout),
    }
