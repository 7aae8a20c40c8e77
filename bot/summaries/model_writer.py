"""A model writes, code checks: what cannot be found in the paper is mended once, else dropped."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.asking import Asking, as_data
from bot.errors import WriterError
from bot.fulltext import flags_of, parts
from bot.grounding import UNFIT, Ground, is_english, says_nothing, strange_addresses
from bot.models import Field, Manner, Point, Prompt, Source, Style, Summary
from bot.summaries import prompts
from bot.summaries.beside import beside_points
from bot.summaries.merging import distinct, merged
from bot.summaries.shapes import Draft, read_draft, schema
from bot.summaries.styles import STYLES
from bot.text.sentences import sentences

_MOST = 60_000  # characters of a paper in one prompt: some 15,000 tokens
_TOKENS: Mapping[Style, int] = {"tldr": 500, "points": 2000, "brief": 1500, "deep": 5000}


class Unfounded(WriterError):
    """Nothing that a model wrote is in the paper."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft after the check: what holds, and what is wrong with the rest."""

    fields: tuple[Field, ...]
    made: int
    complaints: tuple[str, ...] = ()

    @property
    def held(self) -> int:
        return sum(len(each.points) for each in self.fields)


class ModelWriter:
    """A `Writer` that asks a model. Raises `ModelError`, and `Unfounded`."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def manner(self, style: Style, language: str = "") -> Manner:
        """See `Writer.manner`."""
        return Manner(f"{self._asking.name} {prompts.version(style)}", style, language)

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        """See `Writer.write`."""
        if not source.text.strip():
            raise Unfounded("there is no text to summarise")
        pieces = parts(source, _MOST)
        if not STYLES[style].whole:
            pieces = pieces[:1]  # what a paper says in short it says at its beginning
        asked = [_prompt(piece, style, language, place) for piece in pieces]
        drafts, lacking = await self._ask_all(asked, style)
        draft = merged(style, drafts)
        # To compare takes a whole paper a tenth of a second: others want an answer meanwhile.
        ground = await asyncio.to_thread(Ground, source, flags_of)
        found = await asyncio.to_thread(_check, draft, ground, source, style, language)
        if found.complaints:
            found = await self._mended(found, draft, asked, style, ground, source, language)
        if not found.fields:
            raise Unfounded("nothing that the model wrote could be found in the paper")
        same_language = _english(language)
        beside = await asyncio.to_thread(beside_points, draft, source, same_language=same_language)
        return Summary(
            style,
            found.fields,
            questions=beside.questions[: STYLES[style].questions],
            workflow=beside.workflow,
            language=language,
            writer=self._asking.name,
            whole=source.whole,
            dropped=max(found.made - found.held, 0),
            flags=(*source.flags, *lacking),
        )

    async def _ask_all(
        self, asked: Sequence[Prompt], style: Style
    ) -> tuple[list[Draft], tuple[str, ...]]:
        """The drafts of a paper's parts, and what to say where some could not be written."""
        tries = [self._ask(each, style, is_part=len(asked) > 1) for each in asked]
        drafts: list[Draft] = []
        failed: list[WriterError] = []
        for each in await asyncio.gather(*tries, return_exceptions=True):
            if isinstance(each, Draft):
                drafts.append(each)
            elif isinstance(each, WriterError):
                failed.append(each)
            else:
                raise each
        if not drafts:
            raise failed[0]
        lacking = f"{len(failed)} of {len(asked)} parts of the paper were not read"
        return drafts, (lacking,) if failed else ()

    async def _ask(self, prompt: Prompt, style: Style, *, is_part: bool = False) -> Draft:
        return await self._asking.ask(prompt, lambda text: read_draft(style, text, is_part=is_part))

    async def _mended(
        self,
        found: _Checked,
        draft: Draft,
        asked: list[Prompt],
        style: Style,
        ground: Ground,
        source: Source,
        language: str,
    ) -> _Checked:
        """What held before, and of the second try what holds where the first did not.

        Of a paper in parts, the second try sees the places that were quoted, not all of it.
        """
        complaint = "\n".join(("Some points do not hold:", *found.complaints, _MEND))
        said = draft.said or _as_said(draft)
        prompt = replace(asked[0], said=((said, complaint),))
        if len(asked) > 1:
            prompt = replace(prompt, material=_material(_quoted(ground, source, draft)))
        try:
            second = await self._ask(prompt, style)
        except WriterError:
            if found.fields:
                return found  # what held is worth showing
            raise
        again = await asyncio.to_thread(_check, second, ground, source, style, language)
        is_better = not again.complaints or again.held > found.held
        best, other = (again, found) if is_better else (found, again)
        fields = _filled(best.fields, other.fields, style)
        return _Checked(distinct(fields), max(found.made, again.made))


_MEND = (
    "Write the whole answer again. Mend these points, with a quote that proves each, or leave "
    "them out; keep the others as they are."
)


def _check(draft: Draft, ground: Ground, source: Source, style: Style, language: str) -> _Checked:
    same_language = _english(language)
    # Of a model that does not write the language at all, English is better than nothing.
    told = language if any(not is_english(each) for each in _texts(draft)) else ""
    fields, complaints, failed = [], [], 0
    for field in draft.fields:
        held = []
        for number, point in enumerate(field.points, 1):
            verdict = ground.check(point.text, point.quote, same_language=same_language)
            problems = dict.fromkeys((*verdict.problems, *_strange(point.text, source, told)))
            # What is true does not carry what is said behind it.
            for each in () if problems else sentences(point.text)[1:]:
                alone = ground.check(each, point.quote, same_language=same_language)
                problems |= dict.fromkeys(alone.problems)
            complaints += [f"- {field.name}, point {number}: {each}" for each in problems]
            if problems:
                failed += UNFIT not in problems  # that is in the paper, and flagged
                continue
            where = verdict.passage.where if verdict.passage else ""
            held.append(Point(point.text, verdict.quote, where))
        fields += [Field(field.name, tuple(held))] if held else []
    complaints += _lacks_a_number(draft, source, style)
    kept = distinct(fields)  # what is said twice is no point that fails
    return _Checked(kept, failed + sum(len(each.points) for each in kept), tuple(complaints))


def _texts(draft: Draft) -> Iterator[str]:
    return (point.text for field in draft.fields for point in field.points)


def _strange(text: str, source: Source, language: str) -> Iterator[str]:
    """What a point may not be, whatever it is about: empty, an advertisement, not translated."""
    there = f"{source.title}\n{source.text}"
    for each in strange_addresses(text, there):
        yield f"the address {each} is not in the paper"
    if empty := says_nothing(text):
        yield empty
    if not _english(language) and is_english(text):
        yield f"it is not in {language}: translate it"


def _english(language: str) -> bool:
    return "english" in language.lower() or language.lower().partition("-")[0] in ("", "en")


def _lacks_a_number(draft: Draft, source: Source, style: Style) -> list[str]:
    if style != "brief" or not re.search(r"\d", source.text):
        return []
    results = [
        point.text for each in draft.fields if each.name == "result" for point in each.points
    ]
    lacks = results and not re.search(r"\d", " ".join(results))
    return ["- result: it holds no number of the paper"] if lacks else []


def _filled(
    fields: tuple[Field, ...], others: tuple[Field, ...], style: Style
) -> tuple[Field, ...]:
    """The fields, and the others where they have none, in the order of the style."""
    by_name = {each.name: each for each in (*others, *fields)}
    return tuple(by_name[each.name] for each in STYLES[style].fields if each.name in by_name)


def _prompt(source: Source, style: Style, language: str, place: str) -> Prompt:
    return Prompt(
        instructions=prompts.instructions(style, language),
        material=_material(source),
        schema=schema(style),
        name=f"{style}_summary",
        most_tokens=_TOKENS[style],
        purpose=f"summary {style}",
        place=place,
    )


def _material(source: Source) -> str:
    lines, section = [f"Title: {source.title}"], ""
    for each in source.passages:
        if each.section != section:
            section = each.section
            lines.append(f"[{section}]")
        lines.append(each.text)
    return as_data("\n".join(lines))


def _quoted(ground: Ground, source: Source, draft: Draft) -> Source:
    points = (point for field in draft.fields for point in field.points)
    passages = [ground.check(each.text, each.quote).passage for each in points]
    kept = tuple(dict.fromkeys(each for each in passages if each))
    return replace(source, passages=kept or source.passages[:20])


def _as_said(draft: Draft) -> str:
    points = [
        f"{field.name}, point {number}: {point.text} (quote: {point.quote})"
        for field in draft.fields
        for number, point in enumerate(field.points, 1)
    ]
    return "\n".join(points)
