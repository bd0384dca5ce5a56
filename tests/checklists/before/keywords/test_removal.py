"""The smallest set, against every set there is, on small invented worlds."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from checklists.before.keywords.removal import Removal, Weight, smallest_set
from checklists.before.keywords.way import TermSet

TERMS = ("ada", "bo", "cyd", "dee", "eli")
# What a term brings: words that it makes right (a word may be brought by several), and words that
# it makes wrong.
WORLDS = st.dictionaries(
    st.sampled_from(TERMS),
    st.tuples(
        st.frozensets(st.integers(0, 5), min_size=1, max_size=3),
        st.frozensets(st.integers(10, 12), max_size=2),
    ),
    min_size=1,
)
World = dict[str, tuple[frozenset[int], frozenset[int]]]
CLIPS = 2
# Words that belong to terms; the others are neighbours, which count as errors only.
OF_TERMS = frozenset({1, 2, 3, 9})


def weigh(world: World, terms: tuple[str, ...], clip: int | None = None) -> Weight:
    """On one clip, or over both: even words are said in the first, odd ones in the second."""

    def here(words: frozenset[int]) -> set[int]:
        return {word for word in words if clip is None or word % CLIPS == clip}

    right = here(frozenset(chain.from_iterable(world[term][0] for term in terms)))
    wrong = here(frozenset(chain.from_iterable(world[term][1] for term in terms)))
    return Weight(errors=20 - len(right) + len(wrong), found=len(right & OF_TERMS))


async def reduced(world: World) -> tuple[tuple[str, ...], tuple[Removal, ...], list[TermSet]]:
    weighed: list[TermSet] = []

    async def ask(terms: TermSet, clip: int) -> Weight | None:
        weighed.append(terms)
        return weigh(world, tuple(term for term, _ in terms), clip)

    def gained(term: str, clip: int) -> int:
        return weigh(world, (), clip).errors - weigh(world, (term,), clip).errors

    gains = {term: [gained(term, clip) for clip in range(CLIPS)] for term in world}
    kept, removed = await smallest_set(tuple((term, 1.0) for term in world), gains, ask)
    return tuple(term for term, _ in kept), removed, weighed


def every_subset(terms: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [one for size in range(len(terms) + 1) for one in combinations(terms, size)]


def no_worse(world: World, terms: tuple[str, ...], than: tuple[str, ...]) -> bool:
    """Whether a set loses nothing, on either clip."""
    sides = [(weigh(world, terms, clip), weigh(world, than, clip)) for clip in range(CLIPS)]
    return all(new.errors <= old.errors and new.found >= old.found for new, old in sides)


@given(WORLDS)
async def test_nothing_is_lost_and_each_term_is_tried_once(world: World) -> None:
    kept, removed, weighed = await reduced(world)
    assert no_worse(world, kept, tuple(world))
    assert set(kept) | {one.term for one in removed} == set(world)
    assert len(kept) + len(removed) == len(world)
    every = every_subset(tuple(world))
    assert len(kept) >= min(len(one) for one in every if no_worse(world, one, kept))
    assert len(weighed) <= CLIPS * (len(world) + 1)
    # Deterministic: the same world, the same set.
    assert (await reduced(world))[0] == kept


@given(WORLDS)
async def test_where_each_harm_has_one_cause_nothing_more_can_be_left_out(shared: World) -> None:
    world = {
        term: (right, frozenset(word + 10 * (1 + TERMS.index(term)) for word in wrong))
        for term, (right, wrong) in shared.items()
    }
    kept, _, _ = await reduced(world)
    for term in kept:
        without = tuple(one for one in kept if one != term)
        assert not no_worse(world, without, kept)


@given(
    st.dictionaries(st.sampled_from(TERMS), st.sampled_from(["own", "twin", "idle"]), min_size=1)
)
async def test_where_terms_do_not_overlap_it_is_the_smallest_there_is(
    kinds: dict[str, str],
) -> None:
    """Each brings a word of its own, or the same as its twins, or nothing."""
    words = {
        term: {"own": frozenset({TERMS.index(term)}), "twin": frozenset({9}), "idle": frozenset()}
        for term in TERMS
    }
    world: World = {
        term: (frozenset(words[term][kind]), frozenset()) for term, kind in kinds.items()
    }
    kept, _, _ = await reduced(world)
    every = every_subset(tuple(world))
    smallest = min(len(one) for one in every if no_worse(world, one, tuple(world)))
    assert len(kept) == smallest


async def test_the_reason_has_the_numbers() -> None:
    world: World = {
        "ada": (frozenset({1, 2}), frozenset()),
        "bo": (frozenset({2}), frozenset({10})),
        "cyd": (frozenset({2}), frozenset()),
    }
    kept, removed, _ = await reduced(world)
    assert kept == ("ada",)
    assert [one.term for one in removed] == ["bo", "cyd"]
    assert removed[0].why == (
        "Without it nothing is lost: 38 word errors, 39 with it; 2 terms heard rightly, as with it."
    )
    assert "38 word errors, as with it" in removed[1].why


async def test_a_loss_on_one_clip_is_not_made_up_on_another() -> None:
    """Without "bo" the first clip has an error more, the second three less."""
    world: World = {
        "ada": (frozenset({1}), frozenset()),
        "bo": (frozenset({2}), frozenset({11, 13, 15})),
    }
    assert (await reduced(world))[0] == ("ada", "bo")


async def test_neither_errors_nor_terms_may_get_worse() -> None:
    """Without "bo" a term is missed, though there are fewer errors; without "cyd" a neighbour is
    wrong, though every term is heard."""
    world: World = {
        "ada": (frozenset({1}), frozenset()),
        "bo": (frozenset({2}), frozenset({10, 12})),
        "cyd": (frozenset({4}), frozenset()),
    }
    assert (await reduced(world))[0] == ("ada", "bo", "cyd")


async def test_one_clip_is_enough_to_see_that_a_term_is_needed() -> None:
    world: World = {term: (frozenset({TERMS.index(term)}), frozenset()) for term in TERMS}
    kept, _, weighed = await reduced(world)
    assert kept == TERMS and len(weighed) == CLIPS + len(TERMS)


async def test_what_cannot_be_weighed_stays() -> None:
    async def never(terms: TermSet, clip: int) -> Weight | None:
        return None

    assert await smallest_set((("ada", 1.0),), {"ada": [1]}, never) == ((("ada", 1.0),), ())

    async def only_whole(terms: TermSet, clip: int) -> Weight | None:
        return Weight(3, 1) if len(terms) == 2 else None

    start = (("ada", 1.0), ("bo", 2.5))
    assert await smallest_set(start, {"ada": [1], "bo": [1]}, only_whole) == (start, ())
    assert await smallest_set((), {}, never) == ((), ())
