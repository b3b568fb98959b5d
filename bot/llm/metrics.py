"""What is counted about the model; served with the other metrics of the process."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

CALLS = Counter("zhengwen_llm_calls", "Calls of the language model.", ["use", "outcome"])
FALLBACKS = Counter(
    "zhengwen_llm_fallbacks", "Uses of the model given up for the rules.", ["use", "reason"]
)
SENTENCES = Counter("zhengwen_llm_sentences", "Sentences verified.", ["verdict"])
TOKENS = Counter("zhengwen_llm_tokens", "Tokens sent and received.", ["direction"])
COST = Counter("zhengwen_llm_cost_yuan", "Cost by the configured prices, in yuan.")
FIRST_BYTE = Histogram(
    "zhengwen_llm_first_byte_seconds",
    "Time to the first piece of a reply.",
    buckets=(0.1, 0.25, 0.5, 1, 1.5, 2, 5, 10, 30),
)
DURATION = Histogram(
    "zhengwen_llm_seconds", "Time of a whole call.", buckets=(0.25, 0.5, 1, 2, 5, 10, 20, 60)
)
BREAKER = Gauge("zhengwen_llm_breaker_open", "1 while the circuit breaker keeps calls back.")
