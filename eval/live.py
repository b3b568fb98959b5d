"""Opens what a run needs: the bot, its index, and what the corpus says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Answerer
from bot.types import Answer
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


def open_session() -> Session:
    """Open bot and index from the environment's settings; raises what they raise."""
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
    return Session(
        Answerer(live), snapshot, collect_facts(Store(settings.data).published()), config
    )
