"""arXiv's categories, so that a misspelt one gets a kind answer instead of empty days."""

import re
from difflib import get_close_matches

from bot.errors import UserError

_SUBJECTS = {
    "astro-ph": "CO EP GA HE IM SR",
    "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
    "cs": "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE "
    "NI OH OS PF PL RO SC SD SE SI SY",
    "econ": "EM GN TH",
    "eess": "AS IV SP SY",
    "math": "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA "
    "RT SG SP ST",
    "nlin": "AO CD CG PS SI",
    "physics": "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph "
    "flu-dyn gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    "q-bio": "BM CB GN MN NC OT PE QM SC TO",
    "q-fin": "CP EC GN MF PM PR RM ST TR",
    "stat": "AP CO ME ML OT TH",
}
_WHOLE = "astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nucl-ex nucl-th quant-ph"

CATEGORIES = tuple(
    sorted(
        [f"{archive}.{each}" for archive, them in _SUBJECTS.items() for each in them.split()]
        + _WHOLE.split()
    )
)
_SPELLED = {each.lower(): each for each in CATEGORIES}
_LIKE_ONE = re.compile(rf"cat:.+|(?:{'|'.join(_SUBJECTS)})\.[a-z][a-z-]+")


def like_category(typed: str) -> bool:
    """Whether a word is meant for a category, as cs.CV, cs.XX and cat:anything are."""
    return bool(_LIKE_ONE.fullmatch(_bare(typed.lower())))


def read_category(typed: str) -> str | None:
    """`cs.cv` or `cat:cs.CV,` as arXiv spells it, cs.CV; `None` where there is no such category."""
    return _SPELLED.get(_bare(typed.lower()).removeprefix("cat:"))


def known_category(typed: str) -> str:
    """Like `read_category`, but raises `UserError` with the nearest names."""
    category = read_category(typed)
    if category is None:
        name = _bare(typed).removeprefix("cat:")
        nearest = get_close_matches(name.lower(), _SPELLED, n=3, cutoff=0.5)
        mend = f"did you mean {' or '.join(_SPELLED[each] for each in nearest)}?" if nearest else ""
        raise UserError(f"arXiv has no category “{name}”: {mend or 'write it as in cs.CV.'}")
    return category


def _bare(typed: str) -> str:
    return typed.strip().rstrip(",;.")
