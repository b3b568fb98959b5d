"""The measures, each small and with its source; every one takes plain values and returns a number.

A measure that a case does not call for is ``None`` there and left out of its mean; a case that
failed to run scores zero and stays in.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from eval.types import Estimate

Z_95 = 1.959963984540054  # two-sided 95% quantile of the normal distribution


def wilson_interval(successes: float, n: int) -> tuple[float, float]:
    """Return the 95% score interval of a proportion; (0, 1) when there is no case.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22
    (1927); preferred for small n by Brown, Cai and DasGupta, Statistical Science 16 (2001).
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = successes / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    spread = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, middle - spread)
    high = 1.0 if successes == n else min(1.0, middle + spread)
    return low, high


def proportion(values: Sequence[float | None]) -> Estimate:
    """Return the share of ones among zeros and ones, with its 95% interval."""
    given = [value for value in values if value is not None]
    low, high = wilson_interval(sum(given), len(given))
    return Estimate(mean(given).value, len(given), low, high)


def mean(values: Sequence[float | None]) -> Estimate:
    """Return the mean of what is given, without an interval; 0 over nothing."""
    given = [value for value in values if value is not None]
    return Estimate(sum(given) / len(given) if given else 0.0, len(given))


def set_f1(given: Collection[object], expected: Collection[object]) -> float:
    """Return the harmonic mean of precision and recall of a set; two empty sets agree.

    F1 of C. J. van Rijsbergen, Information Retrieval (1979), per case, averaged over cases.
    """
    given, expected = {*given}, {*expected}
    if not given and not expected:
        return 1.0
    return 2 * len(given & expected) / (len(given) + len(expected))


def hit_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 when one of the first ``k`` ranked ids is relevant, else 0 (success@k, TREC)."""
    return float(any(record_id in relevant for record_id in ranked[:k]))


def recall_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return the share of the relevant ids among the first ``k``; 0 when none is relevant.

    Recall@k as in Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), 8.4.
    """
    relevant = {*relevant}
    return len(relevant & {*ranked[:k]}) / len(relevant) if relevant else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile, a value that did occur; 0 of nothing."""
    if not values:
        return 0.0
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def sign_test(better: int, worse: int) -> float:
    """Return the two-sided exact p-value that two runs differ only by chance.

    McNemar's test in its exact binomial form: only cases on which the runs disagree count.
    """
    n = better + worse
    tail = sum(math.comb(n, k) for k in range(min(better, worse) + 1)) / 2**n
    return min(1.0, 2 * tail)
