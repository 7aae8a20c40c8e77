"""PDFs, with pypdfium2: bytes in, passages out. Blocks, and may crash: for the child process."""

from time import monotonic

import pypdfium2
import pypdfium2.raw as pdfium

from bot.fulltext.found import Found
from bot.fulltext.layout import in_order
from bot.fulltext.letters import Page, read_page
from bot.fulltext.limits import PAGES, UnreadableText
from bot.fulltext.paper import assemble
from bot.fulltext.running import without_running_heads

_RENDERING_SECONDS = 8.0  # for looking at pages; after that hidden text is told by its colour
_DENSE = 60_000  # letters on one page, which no paper has


def parse_pdf(data: bytes) -> Found:
    """The passages of a PDF. Raises `UnreadableText` without its subject: “has a password”."""
    document = _open(data)
    count = len(document)
    pages, hidden = _pages(document, min(count, PAGES))
    if not any(page.letters for page in pages):
        raise UnreadableText(
            "has no text that can be seen"
            if hidden
            else "has no text: it is a scan, or its pages are empty"
        )
    cut = count > PAGES or any(page.cut for page in pages)
    lines = [in_order(page, number) for number, page in enumerate(pages, 1)]
    title, passages = assemble(without_running_heads(lines, [page.height for page in pages]))
    return Found.of(title, passages, hidden=hidden, cut=cut)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    if b"%PDF-" not in data[:1024]:
        raise UnreadableText("cannot be read: it is no PDF")
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableText("has a password: save it without one") from error
        raise UnreadableText("is broken") from error
    if not count:
        raise UnreadableText("is broken: it has no pages")
    return document


def _pages(document: pypdfium2.PdfDocument, count: int) -> tuple[list[Page], int]:
    """The pages that can be read, and the number of hidden letters on all of them."""
    pages, hidden, looked = [], 0, 0.0
    for number in range(count):
        began = monotonic()
        try:
            page = read_page(document[number], _DENSE, looking=looked < _RENDERING_SECONDS)
        except pypdfium2.PdfiumError:  # one broken page is no broken paper
            page = Page(1.0, 1.0, (), 0, cut=False)
        looked += monotonic() - began
        pages.append(page)
        hidden += page.hidden
    if count and not any(page.height > 1 for page in pages):
        raise UnreadableText("is broken: none of its pages can be read")
    return pages, hidden
