"""arXiv's identifiers, as people paste them."""

import re
from urllib.parse import unquote

_MONTH = r"\d{2}(?:0[1-9]|1[0-2])"
_NEW = rf"{_MONTH}\.\d{{4,5}}"
_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas "
    "cond-mat cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin "
    "nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio quant-ph solv-int supr-con"
)
_OLD = rf"(?:{'|'.join(_ARCHIVES.split())})(?:\.[a-z]{{2,8}}(?:-[a-z]{{2,8}})?)?/{_MONTH}\d{{3}}"
_ID = rf"(?P<id>{_NEW}|{_OLD})(?:v\d+)?(?!\d)"
_HOSTS = (
    "arxiv.org ar5iv.org ar5iv.labs.arxiv.org lanl.gov alphaxiv.org huggingface.co hf.co doi.org "
    "scirate.com semanticscholar.org papers.cool emergentmind.com inspirehep.net "
    "adsabs.harvard.edu connectedpapers.com scholar.google.com scholar.google.de"
)
# Looked up rather than linked to: scholar.google.com/scholar?hl=en&q=arXiv:1706.03762
_LOOKED_UP = (
    r"[\w.-]*\?(?:[\w.-]+=[^&#\s]*&)*(?:q|query|p|search_query|arxiv_?id|id|id_list|term)=[\"“]?"
)
_LINK = (
    rf"(?:https?://)?(?:[\w-]+\.)*(?:{'|'.join(map(re.escape, _HOSTS.split()))})"
    rf"/+(?:[\w.:-]+/+)*(?:{_LOOKED_UP})?"
)
_PATH = r"/?(?:abs|pdf|html|ps|format|e-print)/"  # without its host
_SAID = r"(?:arxiv\s+(?:e-?print|preprint)[\s,:]*)?(?:arxiv(?:\.org)?[.:=\s-]\s*)?"
_SIGNS = r"[\s()<>\[\]{}\"'“”‘’«»`*_.,;:!?\u200b\ufeff]*"
_STAMP = r"(?:\s*\[[\w-]+(?:\.[\w-]+)?\](?:\s+\d{1,2} [A-Za-z]{3} \d{4})?)?"  # as on page one
_TYPED = re.compile(
    rf"{_SIGNS}(?:{_LINK}|{_PATH})?(?:doi:\s*)?(?:10\.48550/)?{_SAID}"
    rf"{_ID}(?:\.pdf|\.ps(?:\.gz)?)?/*(?:[?#|&]\S*)?{_STAMP}{_SIGNS}",
    re.IGNORECASE,
)
_NAMED_LINK = re.compile(
    r"[^\w\[<]*(?:<(?P<slack>https?://[^<>|\s]+)\|[^<>]*>"  # as Slack sends it
    r"|\[[^\[\]]*\]\(<?(?P<markdown>https?://[^()<>\s]+)>?\))\W*",
    re.IGNORECASE,
)
_BIBCODE = re.compile(  # of the Astrophysics Data System
    r"\W*(?:\S*adsabs\.harvard\.edu/\S*?)?\d{4}arXiv(?P<month>\d{4})\.?(?P<number>\d{4,5})[a-z.]"
    r"(?:/\S*)?\W*",
    re.IGNORECASE,
)
_LONGEST = 500  # characters of a link
_LONGEST_CITED = 2000  # characters of a citation
_FIELDS = re.compile(r"[={},]")  # of BibTeX


def read_id(typed: str) -> str | None:
    """The base id, without a version, of an arXiv id or a link to a paper.

    Reads ids of every style (2504.02507v2, arXiv:hep-th/9711200, math.GT/0309136), as they are
    cited (arXiv:1706.03762 [cs.CL]), and links of the sites that have an arXiv id in the path.
    `None` where anything else is said, or an id that arXiv cannot have given.
    """
    text = typed.strip()
    if len(text) > _LONGEST:
        return None
    if named := _NAMED_LINK.fullmatch(text):
        text = named["slack"] or named["markdown"]
    text = unquote(text) if "%" in text else text
    match = _TYPED.fullmatch(text)
    if match is None:
        return _of_bibcode(text)
    if not _given(match["id"]):
        return None
    archive, slash, number = match["id"].rpartition("/")
    return f"{archive.split('.')[0].lower()}{slash}{number}"


def named_in(text: str) -> tuple[str, ...]:
    """The base ids of the papers that a longer text names, by id or link, each once, in order."""
    found = map(read_id, re.split(r"[\s<>|]+", text))
    return tuple(dict.fromkeys(each for each in found if each))


def asked_id(typed: str) -> str | None:
    """Like `read_id`, but also where a sentence, a citation or a BibTeX entry names one paper."""
    if found := read_id(typed):
        return found
    text = typed[:_LONGEST_CITED]
    named = named_in(text) or named_in(_FIELDS.sub(" ", text))
    return named[0] if len(named) == 1 else None


def listed_ids(typed: str) -> tuple[str, ...]:
    """The base ids, each once, where two or more ids or links were typed and nothing else."""
    parts = re.split(r"[\s,;]+", typed[:_LONGEST_CITED].strip(" \n\t,;"))
    named = [each for part in parts if (each := read_id(part))]
    return tuple(dict.fromkeys(named)) if len(named) == len(parts) > 1 else ()


def _of_bibcode(text: str) -> str | None:
    match = _BIBCODE.fullmatch(text)
    paper_id = f"{match['month']}.{match['number']}" if match else ""
    return paper_id if re.fullmatch(_NEW, paper_id) and _given(paper_id) else None


def _given(paper_id: str) -> bool:
    """Ids had an archive until March 2007, then four digits until the end of 2014, then five."""
    month = paper_id.rpartition("/")[2][:4]
    if "/" in paper_id:
        return month >= "9107" or month <= "0703"
    return month >= "0704" and len(paper_id) == (9 if month < "1501" else 10)
