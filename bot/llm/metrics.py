"""What is counted about the model; ``REGISTRY`` is served with the other metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

CALLS = Counter("zhengwen_llm_calls", "调用语言模型的次数", ["use", "outcome"], registry=REGISTRY)
FALLBACKS = Counter(
    "zhengwen_llm_fallbacks", "改由规则作答的次数", ["use", "reason"], registry=REGISTRY
)
SENTENCES = Counter("zhengwen_llm_sentences", "核对过的句子", ["verdict"], registry=REGISTRY)
TOKENS = Counter("zhengwen_llm_tokens", "收发的词元", ["direction"], registry=REGISTRY)
COST = Counter("zhengwen_llm_cost_yuan", "按所设单价计算的费用（元）", registry=REGISTRY)
FIRST_BYTE = Histogram(
    "zhengwen_llm_first_byte_seconds",
    "到第一段回复的时间（秒）",
    buckets=(0.1, 0.25, 0.5, 1, 1.5, 2, 5, 10, 30),
    registry=REGISTRY,
)
DURATION = Histogram(
    "zhengwen_llm_seconds",
    "一次调用的时间（秒）",
    buckets=(0.25, 0.5, 1, 2, 5, 10, 20, 60),
    registry=REGISTRY,
)
BREAKER = Gauge("zhengwen_llm_breaker_open", "断路器断开时为 1", registry=REGISTRY)
