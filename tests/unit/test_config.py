"""Settings: defaults that work, the environment wins, every mistake is one line with its mend."""

from pathlib import Path

import pytest

from bot.config import Settings, read_settings
from bot.errors import ConfigError
from bot.messages import Address


def settings(tmp_path: Path, text: str = "", **environment: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, environment)


def test_without_a_file_every_key_has_a_default(tmp_path: Path) -> None:
    defaults = read_settings(tmp_path / "none.toml", {"HOME": "/"})
    assert defaults.bot.timezone == "UTC"
    assert defaults.storage.path == Path("paperboy.db")
    assert defaults.subscriptions == ()


def test_the_shipped_file_says_what_the_defaults_are() -> None:
    shipped = Path(__file__).parents[2] / "config.toml"
    assert read_settings(shipped, {}) == Settings()


def test_every_key_is_in_the_shipped_file() -> None:
    text = (Path(__file__).parents[2] / "config.toml").read_text(encoding="utf-8")
    sources = Settings().sources
    for section in (Settings().bot, Settings().storage, sources.arxiv, sources.huggingface):
        assert all(f"{key} = " in text for key in type(section).model_fields)
    subscription = Settings.model_fields["subscriptions"].annotation.__args__[0]  # type: ignore[union-attr]
    assert all(f"{key} = " in text for key in subscription.model_fields)


def test_a_subscription_in_the_cores_words(tmp_path: Path) -> None:
    text = """
    [[subscriptions]]
    place = "console:default"
    topics = ['"gaussian splatting"']
    categories = ["cs.cv"]
    max = 3
    """
    (section,) = settings(tmp_path, text).subscriptions
    its = section.subscription
    assert its.place == Address("console", "default")
    assert (its.topics, its.categories, its.max) == (('"gaussian splatting"',), ("cs.CV",), 3)


def test_the_environment_wins(tmp_path: Path) -> None:
    its = settings(
        tmp_path,
        '[bot]\ntimezone = "UTC"',
        PAPERBOY_BOT__TIMEZONE="Europe/Berlin",
        PAPERBOY_SUBSCRIPTIONS='[{place = "console:a", max = 2}]',
    )
    assert its.bot.timezone == "Europe/Berlin"
    assert its.subscriptions[0].max == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[bot]\ntimezon = 'UTC'", r"config\.toml, \[bot\] timezon: .*did you mean timezone\?"),
        ("[bott]", r"config\.toml, bott: there is no such key; did you mean bot\?"),
        ("[bot]\ntimezone = 'Mars/Base'", r"\[bot\] timezone: “Mars/Base” is no time zone.*Berlin"),
        ("[bot]\ntimezone = ''", r"\[bot\] timezone: “” is no time zone"),
        ("[bot]\ntimezone = '../../etc/passwd'", "is no time zone"),
        ("[bot]\ntimezone = []", r"\[bot\] timezone: input should be a valid string, not \[\]"),
        ("bot = 3", r"config\.toml, bot: this is a section: write \[bot\] and its keys below"),
        ("[storage]\nurl = 'postgresql://x'", r"\[storage\] url: “postgresql://x” is no store"),
        (
            "[[subscriptions]]\nmax = 1",
            r"\[\[subscriptions\]\] number 1, place: place is missing, as in",
        ),
        ("[[subscriptions]]\nplace = 'x'", r"number 1, place: “x” names no place: write chat:chan"),
        ("[[subscriptions]]\nplace = 'a:b'\nmax = 0", r"number 1, max: .*greater than .* 1, not 0"),
        (
            "[[subscriptions]]\nplace = 'a:b'\ncategories = ['cs.CW']",
            r"number 1, categories: arXiv has no category “cs\.CW”: did you mean cs\.",
        ),
        ("[[subscriptions]]\nplace='a:b'\ntopcs=[]", r"number 1, topcs: .*did you mean topics\?"),
        ("[subscriptions]\nplace = 'a:b'", r"subscriptions: write \[\[subscriptions\]\], with two"),
        (
            "[[subscriptions]]\nplace = 'a:b'\ntopics = 'quantum'",
            r'number 1, topics: write a list: topics = \["quantum"\]',
        ),
        ("[sources.arxiv]\ndelay = 3", r"\[sources\.arxiv\] delay: .*did you mean delay_seconds\?"),
        ("[sources.arxiv]\napi_url = 'x'", r"\[sources\.arxiv\] api_url: “x” is no address"),
        ("[bot]\ntimezone = UTC", r"config\.toml is not valid TOML: .*line 2"),
    ],
)
def test_a_mistake_in_the_file_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        settings(tmp_path, text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PAPERBOY_BOT__TIMEZON", "UTC", r"PAPERBOY_BOT__TIMEZON in the environment: .*timezone\?"),
        (
            "PAPERBOY_BOT__TIMEZONE",
            "Nowhere",
            "PAPERBOY_BOT__TIMEZONE in the environment: “Nowhere”",
        ),
        ("PAPERBOY_NONSENSE", "1", r"PAPERBOY_NONSENSE in the environment: there is no such key"),
        ("PAPERBOY_BOT", "1", "PAPERBOY_BOT in the environment: this is a section"),
        ("PAPERBOY_SUBSCRIPTIONS", "[{x = 1}]", "PAPERBOY_SUBSCRIPTIONS in the environment: "),
        ("PAPERBOY_SOURCES__ARXIV__ENABLED", "perhaps", "PAPERBOY_SOURCES__ARXIV__ENABLED in the"),
    ],
)
def test_a_mistake_in_the_environment_is_named_there(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        settings(tmp_path, "", **{name: value})
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigError, match=r"config\.toml cannot be read: Is a directory"):
        read_settings(tmp_path / "config.toml", {})
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(ConfigError, match=r"latin\.toml is not text in UTF-8"):
        read_settings(tmp_path / "latin.toml", {})
