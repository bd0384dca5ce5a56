"""Words that were heard right and only divided otherwise: "health care", "healthcare".

Where an alignment differs, a run of reference words and a run of hypothesis words with the same
letters is the same speech ("a w s s 3" and "aws s3" too). The hypothesis is then divided as the
reference is, so that N, the number of reference words, never depends on a vendor's spelling.
"""

from __future__ import annotations

from collections.abc import Sequence

# Longer stretches of disagreement hold no compounds worth the search, which is quadratic.
_LONGEST = 24


def divided_alike(
    reference: Sequence[str],
    hypothesis: Sequence[str],
    regions: Sequence[tuple[int, int, int, int]],
) -> list[str] | None:
    """The hypothesis divided as the reference is, or None where nothing had to change.

    ``regions`` are the stretches that differ: reference start and end, hypothesis start and end,
    in order.
    """
    result: list[str] = []
    done = 0
    changed = False
    for ref_start, ref_end, hyp_start, hyp_end in regions:
        result += hypothesis[done:hyp_start]
        piece = list(hypothesis[hyp_start:hyp_end])
        new = _redivide(reference[ref_start:ref_end], piece)
        changed = changed or new != piece
        result += new
        done = hyp_end
    result += hypothesis[done:]
    return result if changed else None


def _redivide(reference: Sequence[str], hypothesis: list[str]) -> list[str]:
    if not reference or not hypothesis or max(len(reference), len(hypothesis)) > _LONGEST:
        return hypothesis
    result: list[str] = []
    ref_from = hyp_from = 0
    while hyp_from < len(hypothesis):
        found = _same_letters(reference, hypothesis, ref_from, hyp_from)
        if found is None:
            result.append(hypothesis[hyp_from])
            hyp_from += 1
        else:
            start, ref_from, hyp_from = found
            result += reference[start:ref_from]
    return result


def _same_letters(
    reference: Sequence[str], hypothesis: Sequence[str], ref_from: int, hyp_from: int
) -> tuple[int, int, int] | None:
    """Reference words (from, to) and the hypothesis end with the same letters, the first found."""
    for start in range(ref_from, len(reference)):
        ref_end, hyp_end = start + 1, hyp_from + 1
        left, right = reference[start], hypothesis[hyp_from]
        while left != right:
            if right.startswith(left) and ref_end < len(reference):
                left += reference[ref_end]
                ref_end += 1
            elif left.startswith(right) and hyp_end < len(hypothesis):
                right += hypothesis[hyp_end]
                hyp_end += 1
            else:
                break
        if left == right:
            return start, ref_end, hyp_end
    return None
