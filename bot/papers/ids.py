"""arXiv's identifiers, as people paste them."""

import re

_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_ID = rf"(?P<id>{_NEW}|{_OLD})(?:v\d+)?"
_PAGES = (
    r"(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|ps|format)/",
    r"(?:www\.)?alphaxiv\.org/(?:abs|pdf|overview)/",
    r"(?:www\.)?(?:huggingface\.co|hf\.co)/papers/",
    r"(?:dx\.)?doi\.org/10\.48550/arxiv\.",
)
_TYPED = re.compile(
    rf"<?(?:(?:https?://)?(?:{'|'.join(_PAGES)})|10\.48550/arxiv\.|arxiv:\s*)?{_ID}"
    r"(?:\.pdf)?/?(?:[?#|]\S*)?>?",
    re.IGNORECASE,
)


def read_id(typed: str) -> str | None:
    """The base id, without a version, of an arXiv id or a link to a paper.

    Reads ids of every style (2504.02507v2, arXiv:hep-th/9711200, math.GT/0309136) and links of
    arXiv, alphaXiv, Hugging Face and DOI. `None` where the text is something else.
    """
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        return None
    archive, slash, number = match["id"].rpartition("/")
    return f"{archive.split('.')[0].lower()}{slash}{number}"
