"""How well and how fast papers are found: `search.py [quality|titles|…|million|embeddings]…`.

Without a part: all but the million, which first has to be made (a quarter of an hour, 6 GB), and
embeddings, which ask the endpoint that `--url` names for vectors of the model that `--model` names.
`--folder` keeps the stores for the next time, in the temporary directory where none is named;
`--share 0.1` asks a tenth of the questions, while something is tried out.
"""

import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from figures import SHARED

USUAL = ("quality", "titles", "speed", "refit", "fuzz")
PARTS = (*USUAL, "million", "embeddings")


def main() -> None:
    """Measure the parts that are named."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir(), "paperboy-bench-search")
    )
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--url")
    parser.add_argument("--model")
    given = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("the real papers are not beside this checkout (../shared)")
    given.folder.mkdir(exist_ok=True)
    for part in given.parts or USUAL:
        if part != "embeddings":
            _measure(part, given.folder, given.share)
        elif given.url and given.model:
            _measure_embeddings(given.folder, given.url, given.model)
        else:
            sys.exit("embeddings: name their endpoint, --url http://127.0.0.1:8080/v1 --model name")


def _measure(part: str, folder: Path, share: float) -> None:
    from searching import fuzz, quality, refit, speed, stores, titles

    if part == "quality":
        quality.measure("topics of curated lists", stores.real(folder), "topics")
        quality.measure("experts' questions", stores.experts(folder), "spar_bench")
    elif part == "titles":
        titles.measure(stores.real(folder), int(2000 * share))
    elif part == "speed":
        speed.measure(stores.real(folder), int(2000 * share), 12.0, 40.0)
    elif part == "refit":
        refit.measure(stores.real(folder))
    elif part == "fuzz":
        fuzz.measure(stores.real(folder), int(100_000 * share))
    else:
        speed.measure(stores.million(folder), int(500 * share), 100.0, 100.0)
        speed.overlap(stores.million(folder), int(200 * share))


def _measure_embeddings(folder: Path, url: str, model: str) -> None:
    from searching import embedded, quality, stores

    known = stores.experts(folder)
    with tempfile.TemporaryDirectory() as its:
        words = embedded.unplaced(known, Path(its))
        quality.measure("experts' questions, words alone", words, "spar_bench")
        other = embedded.embedded(known, Path(its), url, model)
        quality.measure(f"experts' questions, {model}", other, "spar_bench")


if __name__ == "__main__":
    main()
