"""Names of languages. They go into what a model is told: nothing in one could tell it more."""

import unicodedata
from collections.abc import Mapping

import regex

_LONGEST = 40  # characters
_WORD = r"\(?[\p{L}\p{M}]+\)?"
_NAME = regex.compile(rf"{_WORD}(?:[ -]{_WORD}){{0,2}}")


def language_named(text: str) -> str | None:
    """“German”, “pt-BR” or “Chinese (Simplified)”; None where it is no name of three words.

    A common language has one name, its English one, whether it was typed so, as a code or as its
    own speakers call it: what is written for one place is there for the others.
    """
    name = text.strip(" ")
    if not name:
        return ""
    if not (2 <= len(name) <= _LONGEST and _NAME.fullmatch(name)):
        return None
    return _ENGLISH.get(_key(name), name)


def _key(name: str) -> str:
    """Without capitals and accents: they are left out in a hurry."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


# Code, English name, own name.
_COMMON = """
ar Arabic العربية
bg Bulgarian български
bn Bengali বাংলা
ca Catalan català
cs Czech čeština
da Danish dansk
de German Deutsch
el Greek ελληνικά
en English English
es Spanish español
et Estonian eesti
eu Basque euskara
fa Persian فارسی
fi Finnish suomi
fr French français
ga Irish Gaeilge
gl Galician galego
he Hebrew עברית
hi Hindi हिन्दी
hr Croatian hrvatski
hu Hungarian magyar
id Indonesian Indonesia
is Icelandic íslenska
it Italian italiano
ja Japanese 日本語
ko Korean 한국어
lt Lithuanian lietuvių
lv Latvian latviešu
ms Malay Melayu
nl Dutch Nederlands
no Norwegian norsk
pl Polish polski
pt Portuguese português
ro Romanian română
ru Russian русский
sk Slovak slovenčina
sl Slovenian slovenščina
sr Serbian српски
sv Swedish svenska
sw Swahili Kiswahili
ta Tamil தமிழ்
te Telugu తెలుగు
th Thai ไทย
tr Turkish Türkçe
uk Ukrainian українська
ur Urdu اردو
vi Vietnamese Việt
zh Chinese 中文
"""
_ENGLISH: Mapping[str, str] = {
    _key(name): line.split()[1] for line in _COMMON.strip().splitlines() for name in line.split()
} | {_key("Bahasa Indonesia"): "Indonesian", _key("tiếng Việt"): "Vietnamese"}
