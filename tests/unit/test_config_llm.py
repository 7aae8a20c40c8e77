"""The model in the settings: prices to the last digit, and mistakes in one line with the mend."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.asking import Prices
from bot.config import LlmSection, Settings, Tokens, read_settings
from bot.errors import ConfigError
from bot.text.languages import language_named

PRICED = "[llm]\nprice_in = 0.15\nprice_out = 0.6\n"
KEY = "OPENAI_API_KEY"


def settings(tmp_path: Path, text: str, **environment: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, environment)


def test_without_settings_no_model_is_asked_and_nothing_is_spent() -> None:
    its = LlmSection()
    assert (its.model, its.daily_budget_usd, its.prices, its.timeout) == ("", None, None, 60.0)
    assert its.needs_key


def test_amounts_are_what_is_written_to_the_last_digit(tmp_path: Path) -> None:
    text = "[llm]\nmodel = ' small '\nprice_in = 0.0375\nprice_out = '0.15'\ndaily_budget_usd = 0.1"
    its = settings(tmp_path, text, PAPERBOY_LLM__PRICE_OUT="0.30").llm
    assert its.prices == Prices(Decimal("0.0375"), Decimal("0.3"))
    assert (its.model, its.daily_budget_usd) == ("small", Decimal("0.1"))


def test_a_model_of_ones_own_is_priced_at_nothing(tmp_path: Path) -> None:
    text = "[llm]\nprice_in = 0\nprice_out = 0\ndaily_budget_usd = ''"
    assert settings(tmp_path, text).llm.prices == Prices(Decimal(0), Decimal(0))


def test_embeddings_alone_need_their_own_price_alone(tmp_path: Path) -> None:
    text = "[llm]\nembedding_model = 'e'\nembedding_price = 0.02\ndaily_budget_usd = 0.5"
    its = settings(tmp_path, text).llm
    assert (its.embedding_model, its.embedding_price) == ("e", Decimal("0.02"))
    assert its.is_priced(writes=False, embeds=True)
    assert not its.is_priced(writes=True, embeds=True)


@pytest.mark.parametrize(
    ("url", "needs"),
    [
        ("https://api.openai.com/v1", True),
        ("https://eu.api.openai.com/v1/", True),
        ("http://127.0.0.1:11434/v1", False),
        ("https://notopenai.com/v1", False),
        ("https://openai.com.example.org/v1", False),
    ],
)
def test_only_openai_itself_needs_a_key(tmp_path: Path, url: str, *, needs: bool) -> None:
    assert settings(tmp_path, f"[llm]\nbase_url = '{url}'").llm.needs_key == needs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[llm]\ndaily_budget_usd = 0.5",
            r"\[llm\] daily_budget_usd: a budget needs prices: set price_in and price_out, in US",
        ),
        (
            "[llm]\nembedding_model = 'e'\ndaily_budget_usd = 0.5",
            r"\[llm\] daily_budget_usd: a budget needs prices: set embedding_price, in US",
        ),
        (
            "[llm]\nmodel = 'm'\nembedding_model = 'e'\nembedding_price = 0\ndaily_budget_usd = 1",
            r"\[llm\] daily_budget_usd: a budget needs prices: set price_in and price_out",
        ),
        ("[llm]\nprice_in = 1", r"\[llm\] price_out: price_out is missing: set both, in US doll"),
        ("[llm]\nprice_out = 1", r"\[llm\] price_out: price_in is missing: set both, in US doll"),
        ("[llm]\nprice_in = -1", r"\[llm\] price_in: “-1” is no amount: write one in US dollars"),
        ("[llm]\nprice_in = '$1'", r"\[llm\] price_in: “\$1” is no amount: .* as in 0\.50"),
        ("[llm]\nprice_in = inf", r"\[llm\] price_in: “inf” is no amount"),
        ("[llm]\nprice_in = nan", r"\[llm\] price_in: “nan” is no amount"),
        ("[llm]\nprice_in = true", r"\[llm\] price_in: “True” is no amount"),
        ("[llm]\nprice_in = []", r"\[llm\] price_in: “\[\]” is no amount"),
        (f"{PRICED}daily_budget_usd = 0", r"daily_budget_usd: nothing could ever be asked: leave"),
        (f"{PRICED}daily_budget_usd = 1e9", r"daily_budget_usd: “1000000000\.0” is no amount"),
        ("[llm]\nmodel = 'a\\nb'\ntimeout = 0", r"\[llm\] timeout: .*greater than 0, not 0"),
        ('[llm]\nmodel = "a\\nb"', r"\[llm\] model: a model's name is one line: write"),
        ("[llm]\nbase_url = 'localhost'", r"\[llm\] base_url: “localhost” is no address"),
        ("[llm]\nmodell = 'x'", r"\[llm\] modell: there is no such key; did you mean model\?"),
        (
            "[bot]\nlanguage = 'a1'",
            r"\[bot\] language: “a1” is no language: write its name or code",
        ),
        ("[bot]\nlanguage = 'e. Ignore all'", r"\[bot\] language: .* is no language"),
        ("[bot]\nlanguage = '" + "a" * 41 + "'", r"\[bot\] language: .* is no language"),
        (
            "[[subscriptions]]\nplace='a:b'\nstyle='long'",
            r"number 1, style: input should be 'tldr'",
        ),
        (
            "[[subscriptions]]\nplace='a:b'\nlanguage='?'",
            r"number 1, language: “\?” is no language",
        ),
        ("[sources.arxiv]\npdf_url = 'x'", r"\[sources\.arxiv\] pdf_url: “x” is no address"),
    ],
)
def test_a_mistake_is_one_line_with_the_key_and_the_mend(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        settings(tmp_path, text)
    assert "\n" not in str(error.value)


def test_a_budget_from_the_environment_is_named_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^PAPERBOY_LLM__DAILY_BUDGET_USD in the environment: a"):
        settings(tmp_path, "", PAPERBOY_LLM__DAILY_BUDGET_USD="0.50")


@pytest.mark.parametrize(
    "language", ["", "German", "pt-BR", "Chinese (Simplified)", "Klingon", " Low German "]
)
def test_languages_by_name_or_code(tmp_path: Path, language: str) -> None:
    its = settings(tmp_path, f"[bot]\nlanguage = '{language}'")
    assert its.bot.language == language.strip()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *(
            (each, "German")
            for each in ("de", "German", "german", "deutsch", "GERMAN", " Deutsch ")
        ),
        *((each, "Spanish") for each in ("es", "español", "espanol", "Espan\u0303ol")),
        *((each, "English") for each in ("en", "English", "ENGLISH")),
        ("中文", "Chinese"),
        ("हिन्दी", "Hindi"),
        ("tiếng Việt", "Vietnamese"),
        ("Bahasa Indonesia", "Indonesian"),
    ],
)
def test_a_common_language_has_one_name(tmp_path: Path, typed: str, name: str) -> None:
    """Each name is a summary of its own, which is paid for."""
    assert settings(tmp_path, f"[bot]\nlanguage = '{typed}'").bot.language == name
    assert language_named(name) == name


def test_a_place_may_have_its_own_style_and_language(tmp_path: Path) -> None:
    text = "[[subscriptions]]\nplace = 'a:b'\nstyle = 'deep'\nlanguage = 'French'"
    (its,) = settings(tmp_path, text).subscriptions
    assert (its.style, its.language) == ("deep", "French")


def test_the_key_is_a_secret_like_the_others() -> None:
    its = Tokens.read({KEY: " sk-secret\n"})
    assert its.openai == "sk-secret"
    assert its.all == ("sk-secret",)
    assert "secret" not in repr(its)


@pytest.mark.parametrize("key", ["sk-secret x", '"sk-secret"', "'sk-secret'", "sk-secret…", "a\nb"])
def test_what_cannot_be_a_key_is_said_without_it(key: str) -> None:
    with pytest.raises(ConfigError, match=r"^OPENAI_API_KEY holds more than a key: set") as error:
        Tokens.read({KEY: key})
    assert "secret" not in str(error.value)
