"""The documents of one installation: add, replace, publish, withdraw, remove.

``DATA/sources/`` holds ``catalog.json`` (``corpus.holdings``) and one file a version, as received
and named by document id and content: a staged replacement never touches what is published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.catalog import CatalogEntry
from corpus.difference import Difference, compare_documents
from corpus.entries import Stated
from corpus.errors import DocumentError, NotFoundError, UsageError
from corpus.holdings import Holding, Holdings, change_holdings, read_holdings, write_whole
from corpus.intake import Received, receive, receive_shipped, receive_version
from corpus.parse import parse_document
from corpus.parsed import ParsedFiles
from corpus.personal import protect
from corpus.reading import parse_file
from corpus.types import ParsedDocument, Withdrawal


class Store:
    """What ``DATA/sources`` holds; every change is written at once or not at all."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / "sources"
        self._parsed = ParsedFiles(data / "parsed")

    def holdings(self) -> Holdings:
        """Everything that is held, as it is now."""
        return read_holdings(self.folder)

    def entries(self) -> tuple[CatalogEntry, ...]:
        """Catalog of the published documents, in the order they were added."""
        return tuple(holding.entry for holding in self.holdings().published.values())

    def staged(self) -> tuple[CatalogEntry, ...]:
        """Catalog of the documents that wait to be published."""
        return tuple(holding.entry for holding in self.holdings().staged.values())

    def published(self) -> tuple[ParsedDocument, ...]:
        """Every published document, those withdrawn among them, parsed."""
        holdings = self.holdings()
        return tuple(
            self._document(holding, holdings.superseded.get(document_id, ()))
            for document_id, holding in holdings.published.items()
        )

    def preview(self, document_id: str) -> ParsedDocument:
        """Parse a staged document, or the published one of that id.

        Raises:
            NotFoundError: no document has this id.
        """
        holdings = self.holdings()
        holding = holdings.staged.get(document_id) or holdings.published.get(document_id)
        if holding is None:
            raise _unknown(document_id, holdings)
        return self._document(holding, holdings.superseded.get(document_id, ()))

    def version(self, document_id: str, number: int) -> ParsedDocument:
        """Parse one version of a published document.

        Raises:
            NotFoundError: there is no such document or version.
        """
        holdings = self.holdings()
        current = holdings.published.get(document_id)
        if current is None:
            raise _unknown(document_id, holdings)
        superseded = holdings.superseded.get(document_id, [])
        for holding in (*superseded, current):
            if holding.version == number:
                return self._document(holding, superseded)
        raise NotFoundError(
            f"“{document_id}”没有第 {number} 版，现有第 1 到第 {current.version} 版。"
        )

    def difference(self, document_id: str) -> Difference | None:
        """Compare what is staged with what is published, or that with the version before.

        None where there is nothing to compare with.

        Raises:
            NotFoundError: no document has this id.
        """
        holdings = self.holdings()
        superseded = holdings.superseded.get(document_id, [])
        published, staged = (
            shelf.get(document_id) for shelf in (holdings.published, holdings.staged)
        )
        if published is None and staged is None:
            raise _unknown(document_id, holdings)
        after = staged or published
        before = published if staged else (superseded[-1] if superseded else None)
        if before is None or after is None:
            return None
        return compare_documents(self._document(before, ()), self._document(after, ()))

    def add(
        self,
        file: Path,
        *,
        id: str | None = None,  # noqa: A002 (the option's name)
        jurisdiction: str | None = None,
        year: int | None = None,
        keep_personal_data: bool = False,
    ) -> CatalogEntry:
        """Stage a file; what is not given is read from its text.

        Raises:
            DocumentError, UsageError: see ``corpus.intake.receive``.
        """
        stated = Stated(id, jurisdiction, year)
        return self.stage([self.receive(file, stated, keep_personal_data=keep_personal_data)])[0]

    def receive(self, file: Path, stated: Stated, *, keep_personal_data: bool = False) -> Received:
        """Read a new document without keeping anything of it; see ``corpus.intake.receive``."""
        return receive(file, stated, self.holdings(), keep_personal_data=keep_personal_data)

    def receive_version(
        self, document_id: str, file: Path, *, keep_personal_data: bool = False
    ) -> Received:
        """Read the next version of a published document without keeping anything of it.

        Raises:
            NotFoundError: no published document has this id.
            DocumentError: the file cannot be read, or nothing can be read from it.
        """
        holdings = self.holdings()
        current = holdings.published.get(document_id)
        if current is None:
            raise _unpublished(document_id, holdings)
        return receive_version(file, current.entry, keep_personal_data=keep_personal_data)

    def stage(self, received: Sequence[Received]) -> tuple[CatalogEntry, ...]:
        """Keep files that were read, all or none, until they are published.

        Raises:
            UsageError: two of them would have the same id.
        """
        by_id: dict[str, Received] = {}
        for one in received:
            entry = one.holding.entry
            if other := by_id.get(entry.id):
                raise UsageError(
                    f"“{other.holding.entry.source_file}”和“{entry.source_file}”都读作“{entry.id}”，"
                    "请分开添加，并用 --id 给它们不同的编号。"
                )
            by_id[entry.id] = one
            if one.parsed:
                self._parsed.keep(one.holding, one.parsed)

        def put(holdings: Holdings) -> None:
            for one in received:
                self._keep(one)
                holdings.staged[one.holding.entry.id] = one.holding

        change_holdings(self.folder, put)
        return tuple(one.holding.entry for one in received)

    def add_shipped(self) -> None:
        """Publish the documents that ship with the program; see ``corpus.intake``."""
        received = receive_shipped(self.holdings())

        def put(holdings: Holdings) -> None:
            for one in received:
                self._keep(one)
                holdings.published[one.holding.entry.id] = one.holding

        if received:
            change_holdings(self.folder, put)

    def publish_staged(self, only: Collection[str] | None = None) -> tuple[CatalogEntry, ...]:
        """Publish what is staged (of these ids only, if given); return what was published.

        A document of the same id is superseded and kept as an earlier version; one that was
        withdrawn is in force again.
        """
        staged = self.holdings().staged
        wanted = {name: staged[name] for name in staged if only is None or name in only}
        ready = {name: self._next_version(name, holding) for name, holding in wanted.items()}

        def move(holdings: Holdings) -> None:
            for name, holding in ready.items():
                if holdings.staged.get(name) != wanted[name]:
                    continue  # somebody has staged another file since
                del holdings.staged[name]
                old = holdings.published.get(name)
                if old and holding.version > old.version:
                    holdings.superseded.setdefault(name, []).append(old)
                holdings.published[name] = holding

        if ready:
            change_holdings(self.folder, move)
            self._parsed.keep_only(list(self.holdings().all()))
        return tuple(holding.entry for holding in ready.values())

    def _next_version(self, document_id: str, staged: Holding) -> Holding:
        """Number a staged version and say what differs from the published one."""
        old = self.holdings().published.get(document_id)
        today = date.today()
        if old is None:
            return replace(staged, published_on=today)
        if (old.file, old.entry) == (staged.file, staged.entry):  # nothing new in it
            return replace(old, withdrawn=None, keeps_personal_data=staged.keeps_personal_data)
        difference = compare_documents(self._document(old, ()), self._document(staged, ()))
        return replace(
            staged,
            version=old.version + 1,
            published_on=today,
            added=difference.ids("added"),
            removed=difference.ids("removed"),
            changed=difference.ids("changed"),
        )

    def withdraw(self, document_id: str, withdrawal: Withdrawal) -> None:
        """Mark a published document as no longer in force; it stays findable.

        Raises:
            NotFoundError: no published document has this id.
        """
        self._mark(document_id, withdrawal)

    def reinstate(self, document_id: str) -> None:
        """Take a withdrawal back.

        Raises:
            NotFoundError: no published document has this id.
        """
        self._mark(document_id, None)

    def _mark(self, document_id: str, withdrawal: Withdrawal | None) -> None:
        def mark(holdings: Holdings) -> None:
            holding = holdings.published.get(document_id)
            if holding is None:
                raise _unpublished(document_id, holdings)
            holdings.published[document_id] = replace(holding, withdrawn=withdrawal)

        change_holdings(self.folder, mark)

    def remove(self, document_id: str) -> None:
        """Take a document out, published or staged, with the files of all its versions.

        Raises:
            NotFoundError: no document has this id.
        """

        def drop(holdings: Holdings) -> None:
            if document_id not in holdings.ids():
                raise _unknown(document_id, holdings)
            for shelf in (holdings.published, holdings.staged, holdings.superseded):
                shelf.pop(document_id, None)

        change_holdings(self.folder, drop)
        self._parsed.keep_only(list(self.holdings().all()))

    def discard(self, document_id: str) -> None:
        """Forget what is staged; what is published stays.

        Raises:
            NotFoundError: nothing of this id is staged.
        """

        def drop(holdings: Holdings) -> None:
            if holdings.staged.pop(document_id, None) is None:
                waiting = "、".join(holdings.staged) or "（没有）"
                raise NotFoundError(f"“{document_id}”没有暂存的文件，正在等待发布的：{waiting}。")

        change_holdings(self.folder, drop)

    def _document(self, holding: Holding, superseded: Iterable[Holding]) -> ParsedDocument:
        """Parse one version and say what only the store knows of it."""
        path = self.folder / holding.file
        if not path.is_file():  # what was parsed of it must not outlive it
            raise DocumentError(
                f"读不到“{holding.entry.id}”的源文件 {path}，请用 zhengwen corpus add 重新添加。"
            )
        parsed = self._parsed.get(holding, lambda: self._parse(holding))
        earlier: Sequence[Holding] = [old for old in superseded if old.version < holding.version]
        versions = (*earlier, holding) if earlier else ()
        document = replace(
            parsed.document,
            withdrawn=holding.withdrawn,
            versions=tuple(version.as_version() for version in versions),
        )
        return protect(replace(parsed, document=document), keep=holding.keeps_personal_data)

    def _parse(self, holding: Holding) -> ParsedDocument:
        path = self.folder / holding.file
        if holding.is_shipped:  # no file of unknown origin
            return parse_document(path.read_text(encoding="utf-8"), holding.entry)
        return parse_file(path, holding.entry)

    def _keep(self, received: Received) -> None:
        path = self.folder / received.holding.file
        if not path.exists():
            write_whole(path, received.data)


def _unknown(document_id: str, holdings: Holdings) -> NotFoundError:
    known = "、".join(holdings.ids()) or "（空）"
    return NotFoundError(f"没有编号为“{document_id}”的文件，现有：{known}。")


def _unpublished(document_id: str, holdings: Holdings) -> NotFoundError:
    if document_id in holdings.staged:
        return NotFoundError(
            f"“{document_id}”还没有发布；不要它就用 zhengwen corpus remove {document_id}。"
        )
    return _unknown(document_id, holdings)
