"""Use cases of the editor's desk: review a week, exchange it, and the translation memory."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from digest import desk, storage
from digest.config.settings import Settings
from digest.desk import Edits, Memory, Remembered
from digest.errors import InputError
from digest.records import Digest
from digest.render import render_docx, with_doubt_marks

MEMORY = "memory.sqlite"
REVIEW_PAGE = "review.html"


def review_server(folder: Path, today: date) -> desk.ReviewServer:
    """A server of the week's review page; what is saved goes to edits.yaml and to the memory."""
    digest = storage.read_week(folder)
    desk.load_edits(folder)  # a mistake in it is reported now, not when the page is opened

    def page(token: str) -> str:
        with _memory(folder) as memory:
            return desk.review_page(digest, desk.load_edits(folder), memory, token=token)

    def save(edits: Edits) -> None:
        _keep(folder, digest, edits, today)

    return desk.ReviewServer(page, save)


def write_review_page(folder: Path) -> Path:
    """The week's review page as a file in its folder."""
    with _memory(folder) as memory:
        page = desk.review_page(storage.read_week(folder), desk.load_edits(folder), memory)
    storage.save(folder / REVIEW_PAGE, page.encode())
    return folder / REVIEW_PAGE


def export_week(folder: Path, file: Path, settings: Settings) -> None:
    """Write the week, corrections included, as DOCX or XLIFF 2.1, by the ending of the file's name.

    InputError for any other ending, or if DOCX is wanted and its extra is missing.
    """
    kind = file.suffix.lower()
    if kind not in (".docx", ".xlf", ".xliff"):
        raise InputError(f"{file}: name it .xlf for a translator's tool, or .docx for Word")
    digest = storage.read_edited(folder).digest
    if kind == ".docx":
        style = settings.with_layout(digest.layout).page_style
        storage.save(file, render_docx(with_doubt_marks(digest, style), style))
    else:
        storage.save(file, desk.to_xliff(digest).encode())


def import_week(folder: Path, file: Path, today: date) -> int:
    """Take a translator's XLIFF as corrections of the week; gives how many passages changed."""
    digest = storage.read_week(folder)
    found = desk.from_xliff(_bytes(file), digest, str(file))
    _keep(folder, digest, desk.merged(desk.load_edits(folder), found), today)
    return sum(len(one.passages) + bool(one.headline) for one in found.articles.values())


def remember_weeks(outputs: Path, memory: Memory, today: date) -> Iterator[str]:
    """Take the corrections of all weeks into the memory; a line for each week that has a mistake."""
    for file in sorted(outputs.glob(f"*/{desk.EDITS}")):
        try:
            edits = desk.load_edits(file.parent)
            if edits:
                memory.add(decided(storage.read_week(file.parent), edits, today))
        except InputError as error:
            yield str(error)


def import_memory(file: Path, memory: Path) -> int:
    """Add a TMX or TSV file to the memory; gives how many passages changed it."""
    data = _bytes(file)
    if file.suffix.lower() == ".tsv":
        try:
            found = list(desk.from_tsv(data.decode("utf-8-sig"), str(file)))
        except UnicodeDecodeError as error:
            raise InputError(f"{file}: not UTF-8 text: save it as UTF-8") from error
    else:
        found = list(desk.from_tmx(data, str(file)))
    with Memory(memory) as kept:
        return kept.add(found)


def export_memory(memory: Path, file: Path) -> int:
    """Write the memory as TMX or TSV, by the file's ending; gives how many passages it holds."""
    if file.suffix.lower() not in (".tmx", ".tsv"):
        raise InputError(f"{file}: name it .tmx for a translation tool, or .tsv for a table")
    with Memory(memory) as kept:
        passages = list(kept)
    write: Callable[..., str] = desk.to_tsv if file.suffix.lower() == ".tsv" else desk.to_tmx
    storage.save(file, write(passages).encode())
    return len(passages)


def decided(digest: Digest, edits: Edits, today: date) -> Iterator[Remembered]:
    """The passages of an issue that an editor corrected or accepted, with their English."""
    issue = desk.apply(digest, edits).digest
    entries = {entry.id: entry for entry in issue.entries}
    origin, day = str(digest.week), today.isoformat()
    for name, article in edits.articles.items():
        if name not in entries:
            continue
        passages = desk.pairs_by_key(entries[name])
        yield from (
            Remembered(passages[key].zh, passages[key].en, origin, day)
            for key, edit in article.passages.items()
            if key in passages and (edit.en or edit.accepted)
        )
        if article.headline:
            title = entries[name].title
            yield Remembered(title.zh, title.en, origin, day)


def _memory(week: Path) -> Memory:
    """The memory of the outputs folder in which a week's folder lies."""
    return Memory(week.resolve().parent / MEMORY)  # the parent of "." is "."


def _keep(folder: Path, digest: Digest, edits: Edits, today: date) -> None:
    storage.save(folder / desk.EDITS, desk.dump_edits(edits).encode())
    with _memory(folder) as memory:
        memory.add(decided(digest, edits, today))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from error
