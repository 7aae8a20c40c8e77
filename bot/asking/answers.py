"""The JSON in what a model says: some put it between fences, some talk around it. Pure."""

import json

_STARTS = 64  # places to look at: what a model says may hold any number of braces
_DECODER = json.JSONDecoder()


def cut_json(text: str) -> str:
    """The JSON object in a text, without what stands around it.

    Where none can be read: what may have been meant to be one, for whoever reads it to complain.
    """
    text = text.strip()
    if text.startswith("<think>"):  # models that reason aloud, on servers that let it pass
        text = text.rpartition("</think>")[2].strip()
    first, last = text.find("{"), text.rfind("}")
    if first < 0 or last < first:
        return text
    meant = text[first : last + 1]
    return _largest_object(meant) or meant


def _largest_object(text: str) -> str:
    """Of the objects that can be read. One inside another that cannot is not the answer."""
    found, start = "", -1
    for _ in range(_STARTS):
        start = text.find("{", start + 1)
        if start < 0:
            break
        if text.count("{", 0, start) > text.count("}", 0, start):
            continue
        try:
            _, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        found = max(found, text[start:end], key=len)
        start = end - 1
    return found
