"""What a person types behind /digest subscribe, and what is read."""

import random
from dataclasses import asdict, replace
from datetime import time
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.digest.asked import Asked, read_asked
from bot.errors import UserError
from bot.messages import Address
from bot.models import Schedule, Subscription, Topic
from bot.papers import read_topic
from bot.text.words import words
from bot.times import spell_schedule

DAILY, WEEKDAYS, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)
NINE, MWF = time(9), (0, 2, 4)

TOPICS: dict[str, tuple[str, ...]] = {
    "diffusion models": ("diffusion models",),
    "diffusion, agents": ("diffusion", "agents"),
    "diffusion;agents\ndrones": ("diffusion", "agents", "drones"),
    "diffusion or agents OR drones": ("diffusion", "agents", "drones"),
    "robots, drones, and ships": ("robots", "drones", "ships"),
    "- robots\n- drones": ("robots", "drones"),
    "robots and drones": ("robots and drones",),
    '"live or die, today"': ('"live or die, today"',),
    "“gaussian splatting” in the wild": ('"gaussian splatting" in the wild',),
    "„Gaussian Splatting“, «in the wild»": ('"Gaussian Splatting"', '"in the wild"'),
    "‘world models’ 'for games'": ('"world models" "for games"',),
    "Hölder's don't": ("Hölder's don't",),
    'by:"Kaiming He", by:LeCun': ('by:"Kaiming He"', "by:LeCun"),
    "agents by: LeCun": ("agents by:LeCun",),
    "By:“Kaiming He” resnets": ('by:"Kaiming He" resnets',),
    "mixture-of-experts GPT-4": ("mixture-of-experts GPT-4",),
    "1,000 hz cantilevers": ("1,000 hz cantilevers",),
    "SAT solvers": ("SAT solvers",),
    "SAT, MRI": ("SAT", "MRI"),
    "papers on SAT solving": ("papers on SAT solving",),
    "sun spots": ("sun spots",),
    "mon": ("mon",),
    "at scale": ("at scale",),
    "vision at night": ("vision at night",),
    "top quarks": ("top quarks",),
    "maximum likelihood": ("maximum likelihood",),
    "max margin": ("max margin",),
    "Monte Carlo": ("Monte Carlo",),
    '"Friday effect"': ('"Friday effect"',),
    '"at 9"': ('"at 9"',),
    "1-bit": ("1-bit",),
    "3d gaussian": ("3d gaussian",),
    "24h forecasting": ("24h forecasting",),
    "21h": ("21h",),
    "may, march": ("may", "march"),
    "time series": ("time series",),
    "Berlin time series": ("Berlin time series",),
    "real time rendering": ("real time rendering",),
    "air quality in Berlin": ("air quality in Berlin",),
    "audio/video, TCP/IP": ("audio/video", "TCP/IP"),
    "collisions at 13 TeV": ("collisions at 13 TeV",),
    "1.58 bits": ("1.58 bits",),
    "50:50 splits": ("50:50 splits",),
    "top-5 accuracy": ("top-5 accuracy",),
    "activities of daily living": ("activities of daily living",),
    "everyday objects": ("everyday objects",),
    "🙂 ... —": (),
    '""': (),
    "by::": (),
    "  ": (),
}

READ: dict[str, Asked] = {
    "diffusion -survey.": Asked(("diffusion",), (), ("survey",)),
    'agents, ships –"in the wild" cs.cv': Asked(("agents", "ships"), ("cs.CV",), ("in the wild",)),
    "agents in cs.CL and cs.LG": Asked(("agents",), ("cs.CL", "cs.LG")),
    "cs.CL,hep-th": Asked(categories=("cs.CL", "hep-th")),
    'agents -cs.CV -by:"Kaiming He"': Asked(("agents",), (), ("Kaiming He", "cs.CV")),
    'agents -"at 9"': Asked(("agents",), (), ("at 9",)),
    "9am": Asked(at=NINE),
    "robots Mon Wed Fri at 9": Asked(("robots",), at=NINE, days=(0, 2, 4)),
    "robots every morning at 9": Asked(("robots",), at=NINE, days=DAILY),
    "robots fridays only": Asked(("robots",), days=(4,)),
    "at 9": Asked(at=NINE),
    "@ 9": Asked(at=NINE),
    "robots @9am!": Asked(("robots",), at=NINE),
    "at 9:30 pm agents": Asked(("agents",), at=time(21, 30)),
    "agents 9.30pm": Asked(("agents",), at=time(21, 30)),
    "at 21h": Asked(at=time(21)),
    "at noon, agents": Asked(("agents",), at=time(12)),
    "every day at 8": Asked(at=time(8), days=DAILY),
    "agents weekdays": Asked(("agents",), days=WEEKDAYS),
    "agents weekdays 9": Asked(("agents",), days=WEEKDAYS, at=NINE),
    "agents daily": Asked(("agents",), days=DAILY),
    "weekly, agents": Asked(("agents",), days=(0,)),
    "on fridays": Asked(days=(4,)),
    "weekly on fridays": Asked(days=(4,)),
    "agents cs.LG weekly on friday": Asked(("agents",), ("cs.LG",), days=(4,)),
    "Berlin time daily agents": Asked(("agents",), days=DAILY, timezone="Europe/Berlin"),
    "agents at 8 in the evening": Asked(("agents",), at=time(20)),
    "agents days: mon-fri": Asked(("agents",), days=WEEKDAYS),
    "on sat": Asked(days=(5,)),
    "every fri and on mondays": Asked(days=(0, 4)),
    "mon, wed and fri at 9": Asked(days=MWF, at=NINE),
    "mon,wed,fri": Asked(days=MWF),
    "Mon-Fri agents": Asked(("agents",), days=WEEKDAYS),
    "tue to thu": Asked(days=(1, 2, 3)),
    "sat and sun": Asked(days=WEEKEND),
    "mon and fri, sat solvers": Asked(("sat solvers",), days=(0, 4)),
    "mon, fri, SAT solvers": Asked(("SAT solvers",), days=(0, 4)),
    "mon-wed, fri and sun": Asked(days=(0, 1, 2, 4, 6)),
    "weekdays and sat": Asked(days=(0, 1, 2, 3, 4, 5)),
    "mondays, thursdays": Asked(days=(0, 3)),
    "at 9 mon": Asked(days=(0,), at=NINE),
    "agents sun at 9": Asked(("agents",), days=(6,), at=NINE),
    "at 9 sun spots": Asked(("sun spots",), at=NINE),
    "Wed 09:00 Berlin": Asked(days=(2,), at=NINE, timezone="Europe/Berlin"),
    "9am in new york": Asked(at=NINE, timezone="America/New_York"),
    "agents europe/berlin": Asked(("agents",), timezone="Europe/Berlin"),
    "in America/New York agents": Asked(("agents",), timezone="America/New_York"),
    "New York time, agents": Asked(("agents",), timezone="America/New_York"),
    "time series Berlin time": Asked(("time series",), timezone="Europe/Berlin"),
    "UTC agents": Asked(("agents",), timezone="UTC"),
    "max 3": Asked(max=3),
    "agents top 3": Asked(("agents",), max=3),
    "at most 3 papers a day": Asked(max=3),
    "3 papers about agents daily": Asked(("agents",), days=DAILY, max=3),
    "agents at 9 and max 3": Asked(("agents",), at=NINE, max=3),
    "--max 3 --at=9 agents": Asked(("agents",), at=NINE, max=3),
    "—max 3": Asked(max=3),
    "robots style=points": Asked(("robots",), style="points"),
    "robots, style deep": Asked(("robots",), style="deep"),
    "--style brief cs.CV": Asked(categories=("cs.CV",), style="brief"),
    "neural style transfer": Asked(("neural style transfer",)),
    "style deep learning": Asked(("style deep learning",)),
    "robots --language German at 9": Asked(("robots",), at=time(9), language="German"),
    "robots language=original": Asked(("robots",), language=""),
    "max=3, at=9, days=mon-fri, tz=Berlin": Asked(
        (), at=NINE, days=WEEKDAYS, timezone="Europe/Berlin", max=3
    ),
    "--topic agents --category cs.LG": Asked(("agents",), ("cs.LG",)),
    "transformers (weekdays at 9, max 3).": Asked(
        ("transformers",), at=NINE, days=WEEKDAYS, max=3
    ),
    "agents at 9 max 3 at 9 max 3": Asked(("agents",), at=NINE, max=3),
    'diffusion, "3D" -survey cs.CV 9:30 weekdays Berlin time max 4': Asked(
        ("diffusion", '"3D"'), ("cs.CV",), ("survey",), time(9, 30), WEEKDAYS, "Europe/Berlin", 4
    ),
}  # fmt: skip

REFUSED = {
    "at 9, agents at 10": "two times of day in this: write only one, as in at 9:30.",
    "weekdays, on sundays": "two sets of days in this: write only one",
    "UTC, Europe/Berlin": "two time zones in this: write only one, as in Europe/Berlin.",
    "max 3 agents max 4": "two numbers of papers in this: write only one, as in max 3.",
    "max 0": "A digest has 1 to 20 papers, not 0: write it as in max 3.",
    "max 50": "A digest has 1 to 20 papers, not 50",
    "max -3": "A digest has 1 to 20 papers, not -3",
    "at 25": "“25” is no time of day: write one as in 09:00 or 9:30 pm.",
    "at 9:75": "“9:75” is no time of day",
    "agents 13pm": "“13pm” is no time of day",
    "agents cs.XX": "arXiv has no category “cs.XX”",
    "agents -cs.XX": "arXiv has no category “cs.XX”",
    "agents Foo/Bar": "There is no time zone “Foo/Bar”",
    "agents europe/berln": "There is no time zone “europe/berln”: did you mean Europe/Berlin?",
    "at 9 Munich time": "There is no time zone “Munich”",
    "9am EST": "“EST” does not say when clocks change: name a city, as in America/New_York.",
    "9am UTC -5": "“UTC-5” does not say when clocks change",
    "--frobnicate": "There is no option “--frobnicate”: there are max, at, days, ",
    "--max many": "An option has no value that fits: write it as in max=3",
    '"gaussian splatting at 9': "The quotation mark in “\"gaussian” has no end: close it.",
    "long " * 100: "A topic is too long: write at most 400 characters",
    "-" + "long" * 100: "A word or phrase is too long: write at most 400 characters",
    "long, " * 1000: "That is too long: write at most 4000 characters.",
}  # fmt: skip


@pytest.mark.parametrize("typed", TOPICS)
def test_topics_are_kept_as_typed(typed: str) -> None:
    assert read_asked(typed) == Asked(TOPICS[typed])


@pytest.mark.parametrize("typed", READ)
def test_the_parts_are_found_in_any_order(typed: str) -> None:
    assert read_asked(typed) == READ[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_what_cannot_be_is_refused_with_the_mend(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_asked(typed)
    assert REFUSED[typed] in str(refused.value)


def test_the_table_is_as_long_as_was_asked() -> None:
    assert len(TOPICS) + len(READ) + len(REFUSED) >= 60


def test_what_was_not_named_stays_as_it_was() -> None:
    before = Subscription(
        Address("console", "default"),
        ("robots",),
        ("cs.RO",),
        ("survey",),
        max=7,
        schedule=Schedule(time(8), (0,), "Asia/Tokyo"),
    )
    assert Asked().applied_to(before) == before
    later = Asked(at=NINE, max=3).applied_to(before)
    assert later == replace(before, max=3, schedule=Schedule(NINE, (0,), "Asia/Tokyo"))
    other = Asked(categories=("cs.CV",)).applied_to(before)
    assert other == replace(before, categories=("cs.CV",))
    less = Asked(exclude=("survey",)).applied_to(before)
    assert less == replace(before, exclude=("survey",))
    moved = Asked(days=WEEKEND, timezone="UTC").applied_to(before)
    assert moved.schedule == Schedule(time(8), WEEKEND, "UTC")


VOCABULARY = ["diffusion", "agents", "Monte", "Carlo", "series", "scale", "quarks", "GPT-4", "3d",
              "1-bit", "may", "SAT", "sun", "at", "top", "max", "time", "over", "learning", "in",
              "real", "march"]  # fmt: skip
SCHEDULE = ["at 9", "9am", "mon", "fri", "on", "every", "weekdays", "-", "–", "and", "or", ",", ";",
            "\n", "to", "max", "top", "3", "papers", "Berlin", "time", "Europe/Berlin", "Foo/Bar",
            "UTC", "EST", '"', "“", "‘", "by:", "cs.CV", "cs.XX", "cat:", "--", "--max", "=", "@",
            "\x00", "\x01", "\x02", "\x03in", "\U000f0000", "\ue000", "\ud800", "\u202e", "(", ")",
            "9" * 30, "²", "٣"]  # fmt: skip


@given(st.text(max_size=300) | st.lists(st.sampled_from(SCHEDULE + VOCABULARY)).map(" ".join)
       | st.lists(st.sampled_from(SCHEDULE + VOCABULARY)).map("".join))  # fmt: skip
def test_only_a_user_error_of_one_line_is_raised(typed: str) -> None:
    said, asked = "", Asked()
    try:
        asked = read_asked(typed)
    except UserError as error:
        said = str(error)
    assert said == "" or ("\n" not in said and len(said) < 600)
    for topic in map(read_topic, asked.topics):
        assert topic != Topic()
        assert not topic.categories + topic.exclude  # they hold for all topics
    assert not any("\x00" <= each <= "\x03" for text in asked.topics for each in text)


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12))
def test_no_word_of_a_topic_is_lost(typed: list[str]) -> None:
    assert read_asked(f'"a" {" ".join(typed)}').topics == (f'"a" {" ".join(typed)}',)


names = sorted(each for each in available_timezones() if "/" in each and "Etc" not in each)
topics = st.one_of(
    st.lists(st.sampled_from(VOCABULARY[:11]), min_size=1, max_size=3).map(" ".join),
    st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4).map(
        lambda some: f'"{" ".join(some)}"'
    ),
    st.sampled_from(["by:LeCun", 'by:"Kaiming He" vision', '"at 9" sleep', "SAT solvers"]),
)  # fmt: skip
asked_for = st.builds(
    Asked,
    st.lists(topics, unique=True, max_size=3).map(tuple),
    st.lists(st.sampled_from(["cs.CV", "hep-th", "stat.ML"]), unique=True).map(tuple),
    st.lists(st.sampled_from(["survey", "in the wild", "at 9"]), unique=True).map(tuple),
    st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.none() | st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.none() | st.sampled_from([*names, "UTC"]),
    st.none() | st.integers(1, 20),
)


def spelt(asked: Asked, chance: random.Random) -> str:
    """The same in words, in any order; commas only where topics would run together."""
    parts = [*asked.categories, *(f'-"{each}"' for each in asked.exclude)]
    if asked.at is not None:
        half = f"at {asked.at.hour % 12 or 12}:{asked.at:%M} {'ap'[asked.at.hour > 11]}m"
        parts.append(chance.choice([f"at {asked.at:%H:%M}", f"{asked.at:%H:%M}", half]))
    if asked.days is not None:
        parts.append("on " + spell_schedule(Schedule(days=asked.days)).partition(" at ")[0])
    if asked.timezone is not None:
        parts.append(chance.choice(["", "in "]) + asked.timezone)
    if asked.max is not None:
        parts.append(chance.choice(["max {}", "top {}", "at most {}", "{} papers", "max={}"]))
        parts[-1] = parts[-1].format(asked.max)
    chance.shuffle(parts)
    for topic in asked.topics:
        where = chance.randint(0, len(parts))
        parts[where:where] = [chance.choice([",", ";", "\n", " or "]), topic, ","]
    return " ".join(parts)


@given(asked_for, st.integers())
def test_what_was_spelt_in_any_order_is_read_back(asked: Asked, seed: int) -> None:
    read = asdict(read_asked(spelt(asked, random.Random(seed))))
    meant = asdict(asked)
    for each in ("topics", "categories", "exclude"):
        assert sorted(read.pop(each)) == sorted(meant.pop(each))
    assert read == meant


@given(st.builds(time, st.integers(0, 23)), st.sets(st.integers(0, 6), min_size=1),
       st.sampled_from([*names, "UTC", "Japan"]))  # fmt: skip
@example(NINE, {0}, "America/Port-au-Prince")
@example(NINE, {0}, "Africa/Dar_es_Salaam")
def test_a_schedule_as_the_bot_spells_it_is_read(at: time, days: set[int], name: str) -> None:
    schedule = Schedule(at, tuple(sorted(days)), name)
    for typed in (spell_schedule(schedule), f"agents, {spell_schedule(schedule)}, max 3"):
        asked = read_asked(typed)
        assert (asked.at, asked.days, asked.timezone) == (at, schedule.days, name)
        assert asked.topics in ((), ("agents",))


def test_hostile_lines_are_read_at_once() -> None:
    for each in (
        "mon and ",
        "'a ",
        '" "',
        "9 ",
        "in ",
        "- -",
        "at 9 ",
        "Europe/",
        ",",
        "(",
        "\x03",
    ):
        for line in (each * 4000)[:4000], "x" + (each * 4000)[:3990]:
            try:
                assert isinstance(read_asked(line), Asked)
            except UserError:
                continue


def test_every_word_ends_somewhere() -> None:
    typed = 'alpha "beta gamma" -delta by:Epsilon zeta cs.CV, eta at 9 theta weekdays iota'
    asked = read_asked(typed)
    kept = words(" ".join((*asked.topics, *asked.exclude, *asked.categories)))
    assert set(words(typed)) - set(kept) == {"at", "9", "weekdays"}
