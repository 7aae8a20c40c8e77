"""Papers get the vectors of an endpoint: booked, resumed where it stopped, and of one model."""

from array import array
from collections.abc import Sequence
from decimal import Decimal

import pytest

from bot.asking import BudgetSpent, Embedding, Embeddings
from bot.asking.placing import packed
from bot.errors import ModelError
from bot.models import Embedded
from storage.sqlite import SqliteStore
from tests.fakes import NOW, paper

PRICE = Decimal("0.02")
LATE = ModelError("the endpoint did not answer.", 1.0, is_charged=True)


class Lengths:
    """An embedder: the vector of a text is its length; fails where it is told to, once each."""

    def __init__(self, name: str = "small", dimensions: int = 3) -> None:
        self.name, self.dimensions = name, dimensions
        self.asked: list[Sequence[str]] = []
        self.fails: list[ModelError | None] = []
        self.counts = True

    async def embed(self, texts: Sequence[str]) -> Embedded:
        self.asked.append(texts)
        failure = self.fails.pop(0) if self.fails else None
        if failure:
            raise failure
        vectors = tuple(
            array("f", [1.0, len(each), -1.0] + [0.0] * (self.dimensions - 3)) for each in texts
        )
        return Embedded(vectors, sum(map(len, texts)) if self.counts else None)

    async def close(self) -> None:
        pass


def embedding_of(
    store: SqliteStore, embedder: Lengths, most: str = "", price: Decimal | None = PRICE
) -> Embedding:
    return Embedding(
        embedder, store.spending, most_a_day=Decimal(most) if most else None, price=price,
        timezone="UTC", clock=lambda: NOW,
    )  # fmt: skip


def placing(store: SqliteStore, embedder: Lengths, most: str = "", at: str = "a") -> Embeddings:
    return Embeddings(store, embedding_of(store, embedder, most), at)


async def spent(store: SqliteStore) -> tuple[int, Decimal]:
    its = (await store.spending.of_day(NOW.date())).get(("", "embeddings"))
    return (its.requests, its.usd) if its else (0, Decimal(0))


def texts(embedder: Lengths) -> int:
    return sum(len(each) for each in embedder.asked)


async def test_each_paper_is_embedded_once_and_new_ones_later(store: SqliteStore) -> None:
    embedder = Lengths()
    its = placing(store, embedder)
    await store.papers.add(paper(number) for number in range(130))
    assert await its.place() == 130
    assert [len(each) for each in embedder.asked] == [1, 64, 64, 2]
    one = next(each for each in embedder.asked[1] if each.startswith("Paper number 7\n"))
    assert one == f"Paper number 7\n\n{paper(7).abstract}"
    await store.papers.add([paper(200), paper(7, "Another title")])
    assert await its.place() == 2
    assert await its.place() == 0
    assert texts(embedder) == 133


async def test_what_is_placed_stays_whatever_stops_it(store: SqliteStore) -> None:
    embedder = Lengths()
    await store.papers.add(paper(number) for number in range(130))
    embedder.fails = [None, None, LATE]
    with pytest.raises(ModelError, match="did not answer"):
        await placing(store, embedder).place()
    again = Lengths()
    assert await placing(store, again).place() == 130 - 64


async def test_another_model_or_server_or_length_begins_anew(store: SqliteStore) -> None:
    await store.papers.add([paper(1)])
    for embedder, at in [
        (Lengths(), "a"), (Lengths("large"), "a"), (Lengths(), "b"), (Lengths(dimensions=4), "a")
    ]:  # fmt: skip
        assert await placing(store, embedder, at=at).place() == 1
    assert await placing(store, Lengths(dimensions=4)).place() == 0


async def test_vectors_of_another_length_are_not_mixed(store: SqliteStore) -> None:
    embedder = Lengths()
    its = placing(store, embedder)
    await store.papers.add([paper(1)])
    await its.place()
    embedder.dimensions = 5
    await store.papers.add([paper(2)])
    with pytest.raises(ModelError, match="vectors of another length now"):
        await its.place()
    assert await its.place() == 2


async def test_each_request_is_booked_at_what_it_cost(store: SqliteStore) -> None:
    embedder = Lengths()
    await embedding_of(store, embedder).of(["a" * 1000, "b" * 500])
    assert await spent(store) == (1, Decimal("0.00003"))
    embedder.counts = False  # nobody knows: it counts at the most
    await embedding_of(store, embedder).of(["é" * 1000])
    assert await spent(store) == (2, Decimal("0.00003") + Decimal(2016) * PRICE / 1_000_000)


@pytest.mark.parametrize(("charged", "requests"), [(True, 1), (False, 0)])
async def test_what_failed_costs_what_it_may_have_cost(
    store: SqliteStore, *, charged: bool, requests: int
) -> None:
    embedder = Lengths()
    embedder.fails = [ModelError("No.", is_charged=charged)]
    with pytest.raises(ModelError):
        await embedding_of(store, embedder).of(["a"])
    assert (await spent(store))[0] == requests


async def test_the_budget_is_never_passed_and_the_rest_comes_tomorrow(store: SqliteStore) -> None:
    embedder = Lengths()
    await store.papers.add(paper(number) for number in range(300))
    with pytest.raises(BudgetSpent, match=r"budget of \$0\.0003 is spent"):
        await placing(store, embedder, "0.0003").place()
    assert 0 < texts(embedder) < 300
    assert (await spent(store))[1] <= Decimal("0.0003")
    left = 300 - sum(len(each) for each in embedder.asked[1:])
    assert await placing(store, Lengths()).place() == left


async def test_without_a_price_nothing_counts(store: SqliteStore) -> None:
    assert len(await embedding_of(store, Lengths(), price=None).of(["a"])) == 1
    assert await spent(store) == (1, Decimal(0))


def test_a_vector_is_packed_by_its_direction_alone() -> None:
    assert array("b", packed(array("f", [0.5, -0.25, 0.0]))).tolist() == [127, -64, 0]
    assert packed(array("f", [2.0, -1.0, 0.0])) == packed(array("f", [0.5, -0.25, 0.0]))
    assert packed(array("f", [0.0, 0.0])) == bytes(2)
