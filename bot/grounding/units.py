"""The lexicon of units: what is written after a number, the quantity and its size in base units."""

import re

_FOLLOWING: dict[str, tuple[str, float]] = {  # what follows -> the quantity, in base units
    r"%[ -]?(?:absolute |relative )?(?:pp?|points?)\b|p\.p\.|pp\b": ("points", 1),
    r"(?:percentage|percent|per cent)[ -]points?\b": ("points", 1),
    r"%|per ?cent\b|percentage\b|Prozent\b": ("%", 1),
    r"(?:(?!to |and |or )[A-Za-z]+[ -]){0,2}points?\b(?! (?:cloud|estimat))": ("points", 1),
    r"(?:times|fold|[x×])(?![\w×])(?!-\w)": ("×", 1),
    r"orders? of magnitude\b": ("orders", 1),
    r"(?:ns|nanoseconds?)\b": ("time", 1e-9),
    r"(?:[µμ]s|microseconds?)\b": ("time", 1e-6),
    r"(?:ms|msec|milliseconds?)\b": ("time", 1e-3),
    r"(?:s|secs?|seconds?)\b(?![/-])": ("time", 1),
    r"(?:minutes?|mins?)\b": ("time", 60),
    r"(?:(?:GPU|CPU|TPU|node|A100|H100)[ -])?(?:hours?|hrs?|h)\b": ("time", 3600),
    r"days?\b": ("time", 86400),
    r"weeks?\b": ("time", 604800),
    r"months?\b": ("time", 2629800),
    r"years?\b": ("time", 31557600),
    r"(?:fps|FPS|frames per second)\b": ("fps", 1),
    r"Hz\b": ("Hz", 1),
    r"kHz\b": ("Hz", 1e3),
    r"MHz\b": ("Hz", 1e6),
    r"GHz\b": ("Hz", 1e9),
    r"(?:bytes?)\b": ("bytes", 1),
    r"(?:KB|kB|KiB|kilobytes?)\b": ("bytes", 1e3),
    r"(?:MB|MiB|megabytes?)\b": ("bytes", 1e6),
    r"(?:GB|GiB|gigabytes?)\b": ("bytes", 1e9),
    r"(?:TB|TiB|terabytes?)\b": ("bytes", 1e12),
    r"bits?\b(?!-)": ("bits", 1),
    r"dB\b|decibels?\b": ("dB", 1),
    r"(?:nm|nanometers?|nanometres?)\b": ("length", 1e-9),
    r"(?:[µμ]m|microns?|micrometers?|micrometres?)\b": ("length", 1e-6),
    r"(?:mm|millimeters?|millimetres?)\b": ("length", 1e-3),
    r"(?:cm|centimeters?|centimetres?)\b": ("length", 1e-2),
    r"(?:km|kilometers?|kilometres?)\b(?!/)": ("length", 1e3),
    r"(?:m|meters?|metres?)\b(?!/)": ("length", 1),
    r"(?:km/h|m/s|km/s|kph|mph)\b": ("speed", 1),
    r"(?:ly|light[ -]years?)\b": ("length", 9.46e15),
    r"[kM]?pc\b": ("parsecs", 1),
    r"(?:mg|milligrams?)\b": ("mass", 1e-6),
    r"(?:kg|kilograms?)\b": ("mass", 1),
    r"(?:g|grams?)\b": ("mass", 1e-3),
    r"(?:eV|keV|MeV|GeV|TeV)\b": ("eV", 1),
    r"(?:mW|W|kW|MW|watts?)\b": ("power", 1),
    r"(?:[mk]?J|k?Wh|joules?)\b": ("energy", 1),
    r"(?:kelvin|mK)\b": ("K", 1),
    r"(?:°C|degrees? Celsius)(?!\w)": ("°C", 1),
    r"(?:degrees?\b(?! of freedom)|°)": ("°", 1),
    r"(?:σ|sigma)(?!\w)": ("σ", 1),
    r"(?:dollars?|USD|US dollars)\b": ("$", 1),
    r"(?:euros?|EUR)\b|€": ("€", 1),
    r"(?:[GMT]?FLOPs?)\b": ("FLOPs", 1),
}
_MEANINGS = tuple(_FOLLOWING.values())
_UNIT = re.compile(
    "[ -]?(?:" + "|".join(f"(?P<u{n}>{each})" for n, each in enumerate(_FOLLOWING)) + ")"
)
CURRENCIES = {"$": "$", "€": "€", "£": "£", "¥": "¥"}
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "millions": 1e6, "mio": 1e6, "mn": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12, "trillion": 1e12,
    "hundred": 1e2, "dozen": 12.0, "millionen": 1e6, "milliarden": 1e9, "mrd": 1e9,
    "mil": 1e3, "tausend": 1e3, "mille": 1e3, "millones": 1e6, "milliards": 1e9, "milliard": 1e9,
    "тысяч": 1e3, "миллион": 1e6, "миллиард": 1e9,
    "万": 1e4, "萬": 1e4, "만": 1e4, "亿": 1e8, "億": 1e8, "억": 1e8, "千": 1e3,
}  # fmt: skip


def unit_at(text: str, end: int) -> tuple[str, float, int]:
    """The unit behind a number that ends there, its size in base units, and where it ends."""
    match = _UNIT.match(text, end)
    if not match or not match.lastgroup:
        return "", 1.0, end
    name, size = _MEANINGS[int(match.lastgroup[1:])]
    return name, size, match.end()
