"""A lexicon over two small plans, so that understanding is tested without an index."""

from __future__ import annotations

import pytest

from bot.understand.lexicon import Lexicon
from bot.understand.places import build_gazetteer
from bot.understand.typos import learn_vocabulary
from bot.understand.units import learn_units
from corpus.types import Document
from index.tokens import Segmenter


def make_document(document_id: str, jurisdiction: str, year: int) -> Document:
    return Document(
        id=document_id,
        title=f"{year}年{jurisdiction}政务公开工作任务分解",
        jurisdiction=jurisdiction,
        aliases=(),
        year=year,
        issuer=None,
        number=None,
        issued_on=None,
        source_url=None,
        source_file=f"{document_id}.txt",
        sha256="",
    )


DOCUMENTS = (
    make_document("jiangbei-2022", "宁波市江北区", 2022),
    make_document("zhoushan-2022", "舟山市", 2022),
    make_document("laiwu-2021", "济南市莱芜区", 2021),
)
TEXTS = {
    "jiangbei-2022": "在2021年重要政策文件集中统一公开。在2022年底前公开惠民惠农财政补贴。",
    "zhoushan-2022": "认真贯彻《浙江省公共数据条例》。贯彻浙江省公共数据条例要求。",
    "laiwu-2021": "对上一年度工作要点落实情况开展回头看。打造“精致莱芜”品牌。",
}


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    units = learn_units({DOCUMENTS[0]: ("区商务局", "区审管(公管)办", "各有关单位")})
    vocabulary = learn_vocabulary(TEXTS.values(), (), Segmenter())
    gazetteer = build_gazetteer(DOCUMENTS, TEXTS.values())
    return Lexicon(DOCUMENTS, gazetteer, TEXTS, units, vocabulary)
