"""LaTeX in titles, abstracts and names."""

import gzip
import json
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text.latex import to_unicode

PAPERS = Path(__file__).parents[3] / "shared" / "data" / "papers.jsonl.gz"


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"O(n\log n)", "O(n log n)"),
        ("$10^{-3}$", "10⁻³"),
        (r"\textit{x} and \texttt{a_b}", "x and a_b"),
        (r"Schr\"odinger, Poincar\'e, {\L}ukasz, \v{C}ech", "Schrödinger, Poincaré, Łukasz, Čech"),
        (r"Stra\ss e, S\o ren, Nguy\~ên, \c{c}, \'{\i}", "Straße, Søren, Nguyễn, ç, í"),
        (r"50\% off", "50% off"),
        ("50% off the rest", "50% off the rest"),
        (r"$\alpha$-divergence, 360{\deg}, \b{eta}-VAE", "α-divergence, 360°, β-VAE"),
        ("$x_i^2$ and $x_{max}$", "xᵢ² and x_max"),
        (r"$\mathcal{O}(n^{n/2})$", "O(n^(n/2))"),
        (r"\url{https://a.b/c_d~e}", "https://a.b/c_d~e"),
        (r"\href{https://a.b/~c}{here}", "here (https://a.b/~c)"),
        (r"as in~\cite{jones} and Fig.~3", "as in [jones] and Fig. 3"),
        ("about ~5 of 1--9 -- but --help---no", "about ~5 of 1–9 – but --help—no"),
        ("a ``quoted'' and a `single' word, isn't it", "a “quoted” and a ‘single’ word, isn't it"),
        ("costs $5 and $7", "costs $5 and $7"),
        ("from $5 million to $10 million and $x$", "from $5 million to $10 million and x"),
        (r"\$5 and $5\%$", "$5 and 5%"),
        (r"\|x\| and $\|y\|_2$", "‖x‖ and ‖y‖₂"),
        (r"$\frac{a+b}{2}$, $2\frac12$, $\sqrt{n}$", "(a+b)/2, 2 1/2, √n"),
        (r"$2\times$ and $3 \times 3$", "2× and 3 × 3"),
        (r"$90^\circ$, $x^\top y$, $\mathbb{R}^d$", "90°, xᵀy, ℝᵈ"),
        (r"T${^2}$S, UFO^3, snake_case", "T²S, UFO³, snake_case"),
        (r"{S}ignal {P}rocessing of {a, b}", "Signal Processing of {a, b}"),
        (r"\methodname{} and \ours are \textbf{new}", "methodname and ours are new"),
        (r"\eg cats, \etc.", "e.g. cats, etc."),
        (r"\(x\) by \[y\]", "x by y"),
        (r"C:\Users\me and (\n\n)", r"C:\Users\me and (\n\n)"),
        (r"$\unicode{x2014}$ \ding{183}", "— ❷"),
        (r"\textcolor{red}{warning} {\em so}", "warning so"),
    ],
)
def test_latex_reads_well(latex, shown):
    assert to_unicode(latex) == shown


@pytest.mark.parametrize(
    "broken",
    ["a {b c", "a} b", "a $ b", "end \\", "\\", "$", "{", "$x^{y$ z}", r"\frac{a", "x^", "^_^"],
)
def test_what_is_no_latex_keeps_every_word(broken):
    assert lost(broken, to_unicode(broken)) == []


def lost(latex: str, shown: str) -> list[str]:
    """Words of the source, outside of command names, that are not shown."""
    stream = "".join(re.findall(r"[^\W_]+", bare(shown)))
    spoken = re.sub(r"\\(?:unicode|begin|end|ding)\{\w+\*?\}", " ", latex)
    words = re.findall(r"[^\W_]+", bare(re.sub(r"\\(?:[A-Za-z]+|[\x00-\x7f])", " ", spoken)))
    return [word for word in words if word not in stream]


def bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each))


pieces = st.sampled_from(
    [
        "\\",
        "{",
        "}",
        "$",
        "^",
        "_",
        "~",
        "%",
        "``",
        "''",
        "--",
        " ",
        "[",
        "]",
        "(",
        "word",
        "x",
        "7",
        "é",
    ]
    + [
        rf"\{name}"
        for name in ("textit", "frac", "hat", "'", '"', "v", "ours", "alpha", "log", "(", ")")
    ]
    + ["https://a.b/c_d", r"\sqrt[", r"\cite{key}", r"\text{if so}", r"\footnote", r"\not"]
)


@given(st.lists(pieces, max_size=40).map("".join))
@example("\\" * 5)
def test_no_mixture_of_latex_loses_a_word(latex):
    assert lost(latex, to_unicode(latex)) == []


@given(st.text(max_size=60))
def test_any_text_is_converted(text):
    shown = to_unicode(text)
    assert shown == " ".join(shown.split())
    assert lost(text, shown) == []


@given(st.text(st.characters(exclude_characters="\\$^{}~`'-"), max_size=60))
def test_text_without_latex_is_only_folded(text):
    assert to_unicode(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "$",
        "\\",
        "^",
        "~",
        "`",
        "$a ",
        "{a, ",
        r"\frac",
        r"\hat",
        r"\hat{",
        r"\href{",
        "_{",
        "$x^{",
    ],
)
def test_garbage_takes_time_in_proportion_to_its_length(unit):
    garbage = (unit * 10_000)[:10_000]
    started = time.process_time()
    to_unicode(garbage + "}" * 3_000)
    assert time.process_time() - started < 0.5


def test_real_titles_and_abstracts_lose_nothing():
    if not PAPERS.exists():
        pytest.skip("the real papers of ../shared are not here")
    with gzip.open(PAPERS, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line, _ in zip(lines, range(200), strict=False)]
    for paper in papers:
        title = to_unicode(paper["title"])
        assert lost(paper["title"], title) == []
        assert not re.search(r"\\[A-Za-z]|\$\S", title)
        assert lost(paper["abstract"], to_unicode(paper["abstract"])) == []
