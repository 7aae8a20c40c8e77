"""Settings: defaults that work, the environment wins, every mistake is one line with its mend."""

from datetime import time
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.config import Settings, SlackMode, SubscriptionSection, Tokens, read_settings
from bot.errors import ConfigError
from bot.messages import Address
from bot.models import WEEKDAYS, Schedule


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
    sections = _sections(Settings())
    assert {name for name, _ in sections} == {
        *("bot", "storage", "sources.arxiv", "sources.huggingface"),
        *("llm", "chat.console", "chat.slack", "chat.discord"),
    }
    for name, section in sections:
        (below,) = [each for each in text.split("\n[")[1:] if each.startswith(f"{name}]")]
        assert all(f"\n{key} = " in below for key in type(section).model_fields)
    (_, subscription) = text.split("# [[subscriptions]]\n")
    assert all(f"# {key} = " in subscription for key in SubscriptionSection.model_fields)


def _sections(section: BaseModel, name: str = "") -> list[tuple[str, BaseModel]]:
    """The sections that hold keys of their own, below each other."""
    inner = {key: its for key in type(section).model_fields if (its := getattr(section, key)) != ()}
    if not all(isinstance(each, BaseModel) for each in inner.values()):
        return [(name, section)]
    return [
        found
        for key, each in inner.items()
        for found in _sections(each, f"{name}.{key}".removeprefix("."))
    ]


def test_the_example_of_a_subscription_in_the_shipped_file_is_one(tmp_path: Path) -> None:
    shipped = (Path(__file__).parents[2] / "config.toml").read_text(encoding="utf-8")
    example = shipped[shipped.index("# [[subscriptions]]") :].replace("\n# ", "\n")[2:]
    (its,) = settings(tmp_path, example).wanted
    defaults = SubscriptionSection(place="console:default").subscription("Europe/Berlin")
    assert (its.place, its.max, its.schedule) == (defaults.place, defaults.max, defaults.schedule)
    assert its.topics
    assert its.exclude


def test_a_subscription_in_the_cores_words(tmp_path: Path) -> None:
    text = """
    [[subscriptions]]
    place = "console:default"
    topics = ['"gaussian splatting"']
    categories = ["cs.cv"]
    max = 3
    """
    (its,) = settings(tmp_path, text).wanted
    assert its.place == Address("console", "default")
    assert (its.topics, its.categories, its.max) == (('"gaussian splatting"',), ("cs.CV",), 3)
    assert its.configured
    assert its.schedule == Schedule(time(9), WEEKDAYS, "UTC")


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("at = '8:30'", Schedule(time(8, 30), WEEKDAYS, "Asia/Tokyo")),
        ("at = 9", Schedule(time(9), WEEKDAYS, "Asia/Tokyo")),
        ("at = 16:05:00", Schedule(time(16, 5), WEEKDAYS, "Asia/Tokyo")),
        ("at = 16:05:09.5", Schedule(time(16, 5), WEEKDAYS, "Asia/Tokyo")),
        ("at = 9.35", Schedule(time(9, 35), WEEKDAYS, "Asia/Tokyo")),
        ("days = 'daily'", Schedule(time(9), (0, 1, 2, 3, 4, 5, 6), "Asia/Tokyo")),
        ("days = ['friday', 'monday']", Schedule(time(9), (0, 4), "Asia/Tokyo")),
        ("days = 'mon, wed and fri'", Schedule(time(9), (0, 2, 4), "Asia/Tokyo")),
        ("timezone = 'europe/berlin'", Schedule(time(9), WEEKDAYS, "Europe/Berlin")),
    ],
)
def test_when_a_subscription_is_due(tmp_path: Path, text: str, schedule: Schedule) -> None:
    bot = "[bot]\ntimezone = 'tokyo'\n"
    (its,) = settings(tmp_path, f"{bot}[[subscriptions]]\nplace = 'a:b'\n{text}").wanted
    assert its.schedule == schedule


def test_what_holds_for_every_place(tmp_path: Path) -> None:
    text = """
    [bot]
    admins = ["slack:U01", "discord:1"]
    on_unsure = "resend"
    grace_hours = 2
    receipts = false
    [chat.console]
    enabled = false
    [chat.slack]
    api_url = "http://127.0.0.1:1/api/"
    """
    its = settings(tmp_path, text, PAPERBOY_CHAT__DISCORD__GATEWAY_URL="ws://127.0.0.1:2")
    assert its.bot.admins == ("slack:U01", "discord:1")
    assert (its.bot.on_unsure, its.bot.grace_hours, its.bot.receipts) == ("resend", 2.0, False)
    assert not its.chat.console.enabled
    assert its.chat.slack.api_url == "http://127.0.0.1:1/api"
    assert its.chat.discord.gateway_url == "ws://127.0.0.1:2"


def test_tokens_come_from_the_environment_alone(tmp_path: Path) -> None:
    assert Tokens.read({}).all == ()
    given = {"SLACK_BOT_TOKEN": " xoxb-1\n", "SLACK_APP_TOKEN": "xapp-1", "DISCORD_TOKEN": "d"}
    tokens = Tokens.read(given)
    assert (tokens.slack_bot, tokens.slack_app, tokens.discord) == ("xoxb-1", "xapp-1", "d")
    assert tokens.all == ("xoxb-1", "xapp-1", "d")
    with pytest.raises(ConfigError, match="there is no such key"):
        settings(tmp_path, "[chat.slack]\nbot_token = 'xoxb-1'")


BOT, APP, SIGNING = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"


@pytest.mark.parametrize(
    ("mode", "there", "missing"),
    [
        ("socket", BOT, APP),
        ("socket", APP, BOT),
        ("http", BOT, SIGNING),
        ("http", SIGNING, BOT),
    ],
)
def test_half_a_pair_of_tokens_is_named_without_the_other_half(
    mode: SlackMode, there: str, missing: str
) -> None:
    said = f'^{missing} is missing in the environment: Slack with mode = "{mode}" needs'
    with pytest.raises(ConfigError, match=said) as error:
        Tokens.read({there: "xsecret", missing: " "}, mode)
    assert "xsecret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_what_the_other_way_of_slack_needs_is_no_mistake() -> None:
    over_http = {BOT: "xoxb-1", SIGNING: "0a1b"}
    assert Tokens.read(over_http, "http").all == ("xoxb-1", "0a1b")
    assert Tokens.read({**over_http, APP: "xapp-1"}, "socket").slack_app == "xapp-1"
    assert Tokens.read({SIGNING: "0a1b"}, "socket").slack_bot == ""
    with pytest.raises(ConfigError, match=r'or set \[chat\.slack\] mode = "http"\.$'):
        Tokens.read(over_http, "socket")
    with pytest.raises(ConfigError, match=r'or set \[chat\.slack\] mode = "socket"\.$'):
        Tokens.read({BOT: "xoxb-1", APP: "xapp-1"}, "http")


@pytest.mark.parametrize(
    ("mode", "bot", "beside", "said"),
    [
        ("socket", "xapp-secret", "xoxb-secret", f"^{BOT} and {APP} are swapped"),
        ("socket", "xoxp-secret", "xapp-secret", f"^{BOT} holds a token of a person: .* xoxb-"),
        ("socket", "xoxe.xoxb-secret", "xapp-secret", f"^{BOT} holds a token that expires"),
        ("socket", "secret", "xapp-secret", f"^{BOT} holds no token of that kind"),
        ("socket", "xapp-secret", "xapp-secret", f"^{BOT} holds an app-level token"),
        ("socket", "xoxb-secret", "xoxb-secret", f"^{APP} holds a bot token: .* xapp-"),
        ("http", "xoxb-secret", "xapp-secret", f"^{SIGNING} holds an app-level token"),
        ("http", "secret", "xoxb-secret", f"^{BOT} holds no token of that kind"),
    ],
)
def test_a_token_of_the_wrong_kind_is_said_at_once(
    mode: SlackMode, bot: str, beside: str, said: str
) -> None:
    given = {BOT: bot, APP if mode == "socket" else SIGNING: beside}
    with pytest.raises(ConfigError, match=said) as error:
        Tokens.read(given, mode)
    assert "secret" not in str(error.value).replace("the signing secret", "")


def test_no_token_is_in_the_words_of_the_tokens() -> None:
    assert "secret" not in repr(Tokens("xoxb-secret", "xapp-secret", "secret", "secret"))


def test_how_slack_reaches_us_is_set_like_everything_else(tmp_path: Path) -> None:
    text = "[chat.slack]\nmode = 'http'\nhost = '0.0.0.0'\nport = 8080"
    slack = settings(tmp_path, text, PAPERBOY_CHAT__SLACK__PORT="9000").chat.slack
    assert (slack.mode, slack.host, slack.port) == ("http", "0.0.0.0", 9000)


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
        ("[bot]\ntimezone = 'Mars/Base'", r"\[bot\] timezone: There is no time zone “Mars/Base”: "),
        ("[bot]\ntimezone = 'Europe/Berln'", r"no time zone “Europe/Berln”: did .*Europe/Berlin\?"),
        ("[bot]\ntimezone = 'CET'", r"\[bot\] timezone: “CET” does not say when clocks change: .*"),
        ("[bot]\ntimezone = ''", r"\[bot\] timezone: There is no time zone “”"),
        ("[bot]\ntimezone = '../../etc/passwd'", "There is no time zone “../../etc/passwd”"),
        ("[bot]\nadmins = 'slack:U1'", r'admins: write a list: admins = \["slack:U1"\]'),
        ("[bot]\nadmins = ['U1']", r"\[bot\] admins: “U1” names nobody: write chat:id"),
        ("[bot]\non_unsure = 'guess'", r"\[bot\] on_unsure: .*'hold' or 'resend', not 'guess'"),
        ("[bot]\ngrace_hours = 0", r"\[bot\] grace_hours: .*greater than 0, not 0"),
        ("[bot]\ngrace_hours = 200", r"\[bot\] grace_hours: .*less than or equal to 168"),
        ("[bot]\nreceipts = 'perhaps'", r"\[bot\] receipts: .*boolean"),
        ("[chat.slak]", r"\[chat\] slak: there is no such key; did you mean slack\?"),
        ("[chat.slack]\nurl = 'x'", r"\[chat\.slack\] url: .*did you mean api_url\?"),
        ("[chat.discord]\napi_url = 'discord.com'", r"“discord\.com” is no address"),
        ("[chat.discord]\ngateway_url = 'https://x'", r"\[chat\.discord\] gateway_url: .*wss://"),
        ("[[subscriptions]]\nplace='a:b'\nauthors = ['…']", r"number 1, authors: “…” names nobody"),
        ("[[subscriptions]]\nplace='a:b'\ntopics = ['…']", r"number 1, topics: “…” names nothing"),
        ("[[subscriptions]]\nplace='a:b'\nexclude = ['cs.XX']", r"exclude: arXiv has no category"),
        ("[[subscriptions]]\nplace = 'a:b'\nat = 25", r"number 1, at: “25” is no time of day"),
        ("[[subscriptions]]\nplace = 'a:b'\nat = 9.3", r"number 1, at: “9\.3” is no time of day"),
        ("[[subscriptions]]\nplace = 'a:b'\nat = []", r"number 1, at: .*not \[\]"),
        ("[[subscriptions]]\nplace = 'a:b'\ndays = 'always'", r"number 1, days: “always” names no"),
        ("[[subscriptions]]\nplace = 'a:b'\ndays = []", r"number 1, days: .* names no days"),
        ("[[subscriptions]]\nplace = 'a:b'\ndays = 3", r"number 1, days: “3” names no days"),
        ("[[subscriptions]]\nplace = 'a:b'\ntimezone = 'x'", r"number 1, timezone: There is no"),
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
        ("[chat.slack]\nmode = 'sockets'", r"\[chat\.slack\] mode: input should be 'socket' or "),
        ("[chat.slack]\nport = 0", r"\[chat\.slack\] port: .* greater than or equal to 1, not 0"),
        ("[chat.slack]\nport = '3000'", r"\[chat\.slack\] port: .*valid integer, not '3000'"),
        ("[chat.slack]\nhost = 'http://x'", r"\[chat\.slack\] host: “http://x” is no host: write"),
        ("[chat.slack]\nadress = 'x'", r"\[chat\.slack\] adress: there is no such key"),
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
            "PAPERBOY_BOT__TIMEZONE in the environment: There is no time zone “Nowhere”",
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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1234567890", "1234567890"),
        ("<@&1234567890>", "1234567890"),
        ("@here", "here"),
        ("<!subteam^S012AB3CD|@readers>", "S012AB3CD"),
        ("S012AB3CD", "S012AB3CD"),
        ("", ""),
    ],
)
def test_a_mention_may_be_written_as_it_is_copied(tmp_path: Path, written: str, read: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[[subscriptions]]\nplace = "discord:1/2"\nmention = "{written}"\n')
    assert read_settings(file, {}).wanted[0].mention == read


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[chat.discord]\nshards = "AUTO"', 'write one from 1, or "auto"'),
        ("[chat.discord]\nshards = 0", 'write one from 1, or "auto"'),
        ('[[subscriptions]]\nplace = "discord:1/2"\nmention = "HERETO"', "notifies nobody"),
    ],
)
def test_connections_and_mentions_that_cannot_be_say_what_can(
    tmp_path: Path, line: str, said: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(line + "\n")
    with pytest.raises(ConfigError, match=said):
        read_settings(file, {})


@pytest.mark.parametrize("token", ["Bot abc.def", '"abc.def"', "abc\ndef"])
def test_a_token_of_discord_is_one_word(token: str) -> None:
    with pytest.raises(ConfigError, match="holds more than a token") as raised:
        Tokens.read({"DISCORD_TOKEN": token})
    assert "abc" not in str(raised.value)
