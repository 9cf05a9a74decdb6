"""The knowledge base: reads the articles that ship with the program, and searches them."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from core import resources
from core.errors import FileError
from core.i18n import _, mark

FOLDER = "knowledge"
"""Where the articles lie under `resources/`; each is a file `<id>.md`."""

GROUPS = {
    "policy": mark("政策与流程"),
    "terms": mark("术语"),
    "bills": mark("怎样读票据"),
    "rules": mark("核算规则"),
    "claims": mark("抵消与声明"),
    "submission": mark("递交与回执"),
}
"""The groups in the order of the list."""

_HEAD = ("id", "title", "group", "order", "source", "edition", "keywords", "basis", "related")
_FENCE = "---"
_CODE = "```"
_NUMBERED = re.compile(r"\d+\. (.+)")
_EXCERPT, _LEAD = 48, 6
_Lines = deque[tuple[int, str]]
_Value = TypeVar("_Value")


class Basis(Enum):
    """What an article rests on; the value is how it is said to a person."""

    POLICY = mark("政策条文")
    COPIES = mark("转录一致")
    UNCHECKED = mark("未与原件核对")
    OURS = mark("本程序的建议")

    @property
    def words(self) -> str:
        """The basis in the language in use."""
        return _(self.value)


BlockKind = Literal["heading", "paragraph", "bullet", "number", "note", "code", "table"]
_STARTS: dict[str, BlockKind] = {"## ": "heading", "- ": "bullet", "> ": "note"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one manner."""

    text: str
    bold: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article.

    Attributes:
        spans: its text; empty for a table.
        rows: the cells of a table, the head first; empty otherwise.
    """

    kind: BlockKind
    spans: Spans = ()
    rows: tuple[tuple[Spans, ...], ...] = ()

    @property
    def text(self) -> str:
        """What is read, without manners; the cells of a table parted by wide spaces."""
        cells = (_plain(cell) for row in self.rows for cell in row)
        return _plain(self.spans) + "　".join(cells)


@dataclass(frozen=True, slots=True)
class Article:
    """One article.

    Attributes:
        id: name in links and in `Place.subject`.
        group: a key of `GROUPS`.
        order: place within its group.
        source: the documents it follows, as they are cited.
        edition: day of this wording.
        basis: how far it has been checked; several where its parts differ.
        related: ids of articles to read next.
    """

    id: str
    title: str
    group: str
    order: int
    source: str
    edition: date
    keywords: tuple[str, ...]
    basis: tuple[Basis, ...]
    related: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The body as one text, for the search."""
        return "　".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that holds every word searched for.

    Attributes:
        excerpt: a line of its text around the first word found there, else its opening.
        matches: (start, end) of each word found in `excerpt`.
        title_matches: the same in the title.
    """

    article: Article
    excerpt: str
    matches: tuple[tuple[int, int], ...]
    title_matches: tuple[tuple[int, int], ...]


# ---------------------------------------------------------------- asking


@lru_cache(maxsize=1)
def articles() -> tuple[Article, ...]:
    """All articles in the order of the list.

    Raises:
        FileError: an article is not what it should be; names file and line.
        EnvironmentFault: the articles are not there; the installation is damaged.
    """
    return read(resources.folder(FOLDER))


def article(article_id: str) -> Article:
    """One article by its id.

    Raises:
        LookupError: there is no such article.
        FileError, EnvironmentFault: as in `articles`.
    """
    for one in articles():
        if one.id == article_id:
            return one
    raise LookupError(f"no article {article_id!r}")


def group_name(group: str) -> str:
    """A group in the language in use."""
    return _(GROUPS[group])


def search(text: str, among: Sequence[Article] | None = None) -> tuple[Hit, ...]:
    """The articles that hold every typed word in title, keywords or body; words found in titles count most, then keywords, then body.

    Width, case and the 2 of CO₂ make no difference (NFKC, case-folded). An empty text finds nothing.

    Args:
        text: what was typed; words are parted by spaces.
        among: where to search; all articles when left out.

    Raises:
        FileError, EnvironmentFault: as in `articles`.
    """
    words = query_words(text)
    if not words:
        return ()
    found: list[tuple[tuple[int, int, int], Hit]] = []
    for index, one in enumerate(articles() if among is None else among):
        body = one.text
        rank = _rank(words, one, body)
        if rank is not None:
            shown = excerpt(body, positions(body, text))
            found.append(((*rank, index), Hit(one, shown, positions(shown, text), positions(one.title, text))))
    return tuple(hit for _key, hit in sorted(found, key=lambda pair: pair[0]))


def positions(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each place in `text` where a word of `query` stands, in order and without overlap."""
    compared, places = _fold(text)
    found: list[tuple[int, int]] = []
    for word in query_words(query):
        at = compared.find(word)
        while at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1))
            at = compared.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _rank(words: Sequence[str], one: Article, body: str) -> tuple[int, int] | None:
    """Smaller is better; None where a word is missing."""
    title, keywords, text = _fold(one.title)[0], _fold("、".join(one.keywords))[0], _fold(body)[0]
    places = [0 if word in title else 1 if word in keywords else 2 if word in text else None for word in words]
    if None in places:
        return None
    return sum(place for place in places if place is not None), -sum(text.count(word) for word in words)


def excerpt(body: str, matches: Sequence[tuple[int, int]]) -> str:
    """A line of a text around the first of the `matches` in it, else its opening."""
    start = max(0, matches[0][0] - _LEAD) if matches else 0
    end = min(len(body), start + _EXCERPT)
    return ("…" if start else "") + body[start:end] + ("…" if end < len(body) else "")


def query_words(query: str) -> tuple[str, ...]:
    """The words of what was typed, as they are compared, each once."""
    return tuple(dict.fromkeys(folded(query).split()))


def folded(text: str) -> str:
    """A text as it is compared: one width, one case, and one spelling for characters that have two."""
    return "".join(map(_piece, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=512)
def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    """The text as it is compared, and for each of its characters the place in `text` that it came from."""
    pieces = [_piece(character) for character in text]
    return "".join(pieces), tuple(index for index, piece in enumerate(pieces) for _part in piece)


@lru_cache(maxsize=8192)
def _piece(character: str) -> str:
    return unicodedata.normalize("NFKC", character).casefold()


def _plain(spans: Spans) -> str:
    return "".join(span.text for span in spans)


# ---------------------------------------------------------------- reading


def read(folder: Path) -> tuple[Article, ...]:
    """Read the articles of a folder in the order of the list.

    Raises:
        FileError: an article is not what it should be; names file and line.
    """
    readers = [_Reader(path) for path in sorted(folder.glob("*.md"))]
    made = [reader.article() for reader in readers]
    known = {one.id for one in made}
    for reader, one in zip(readers, made, strict=True):
        for target in one.related:
            if target not in known or target == one.id:
                raise reader.wrong(reader.line_of("related"), _("没有另一篇名为「{id}」的文章").format(id=target), "、".join(sorted(known)))
    groups = list(GROUPS)
    return tuple(sorted(made, key=lambda one: (groups.index(one.group), one.order, one.id)))


class _Reader:
    """Reads one file: the head between two lines of `---`, then the body line by line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._head: dict[str, tuple[int, str]] = {}
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.wrong(data.count(b"\n", 0, error.start) + 1, _("文字编码不对"), _("UTF-8 编码")) from error
        # One spelling for characters that have two, so that the search may compare them one by one.
        self._lines: _Lines = deque(enumerate(unicodedata.normalize("NFC", text).splitlines(), start=1))

    def wrong(self, line: int, found: str, expected: str) -> FileError:
        """The error that names this file and a line of it."""
        return FileError(
            "knowledge.wrong",
            _("知识库文件 {file} 第 {line} 行：{found}。").format(file=self._path.name, line=line, found=found),
            _("应为{expected}。请重新安装本程序，您的数据不受影响。").format(expected=expected),
        )

    def line_of(self, name: str) -> int:
        """The line of a field of the head."""
        return self._head[name][0]

    def article(self) -> Article:
        """The article of the file."""
        self._read_head()
        blocks = tuple(self._blocks())
        if not blocks:
            raise self.wrong(self.line_of("id"), _("没有正文"), _("一篇文章"))
        return Article(
            id=self._value("id", lambda text: {self._path.stem: text}[text], _("与文件名相同")),
            title=self._head["title"][1],
            group=self._value("group", lambda text: {text: text for text in GROUPS}[text], "、".join(GROUPS)),
            order=self._value("order", int, _("整数")),
            source=self._head["source"][1],
            edition=self._value("edition", date.fromisoformat, _("2026-11-22 这样的日期")),
            keywords=tuple(self._head["keywords"][1].split("、")),
            basis=self._value("basis", _bases, "、".join(one.name.lower() for one in Basis)),
            related=tuple(self._head["related"][1].split(", ")),
            blocks=blocks,
        )

    def _read_head(self) -> None:
        opened, line = self._lines.popleft() if self._lines else (1, "")
        if line != _FENCE:
            raise self.wrong(opened, _("没有文件头"), _FENCE)
        while self._lines:
            number, line = self._lines.popleft()
            name, _colon, value = line.partition(": ")
            if line == _FENCE:
                missing = "、".join(name for name in _HEAD if name not in self._head)
                if missing:
                    raise self.wrong(number, _("文件头缺少 {names}").format(names=missing), "、".join(_HEAD))
                return
            if name not in _HEAD or name in self._head or not value.strip():
                raise self.wrong(number, _("文件头里看不懂「{text}」").format(text=line), _("「字段: 内容」，每个字段一次"))
            self._head[name] = (number, value.strip())
        raise self.wrong(opened, _("文件头没有结束"), _FENCE)

    def _value(self, name: str, meaning: Callable[[str], _Value], expected: str) -> _Value:
        line, text = self._head[name]
        try:
            return meaning(text)
        except (KeyError, ValueError) as error:
            raise self.wrong(line, _("{name} 写作「{text}」").format(name=name, text=text), expected) from error

    # ---- the body: one block for each line that is not empty; code and tables take the lines that belong to them

    def _blocks(self) -> Iterator[Block]:
        while self._lines:
            number, line = self._lines.popleft()
            if line == _CODE:
                yield self._code(number)
            elif line.startswith("|"):
                yield self._table(number, line)
            elif line:
                yield self._line(number, line)

    def _line(self, number: int, line: str) -> Block:
        for start, kind in _STARTS.items():
            if line.startswith(start):
                return Block(kind, self._spans(number, line.removeprefix(start)))
        numbered = _NUMBERED.fullmatch(line)
        if numbered is not None:
            return Block("number", self._spans(number, numbered[1]))
        if line[0] in "#>-<!`\\ \t":
            raise self.wrong(number, _("看不懂「{text}」").format(text=line[:20]), _("段落，或以 ##、-、1.、>、| 开头的一行"))
        return Block("paragraph", self._spans(number, line))

    def _code(self, opened: int) -> Block:
        taken: list[str] = []
        while self._lines:
            _number, line = self._lines.popleft()
            if line == _CODE:
                return Block("code", (Span("\n".join(taken)),))
            taken.append(line)
        raise self.wrong(opened, _("命令没有结束"), _CODE)

    def _table(self, number: int, line: str) -> Block:
        lines = [(number, line)]
        while self._lines and self._lines[0][1].startswith("|"):
            lines.append(self._lines.popleft())
        parted = [(row, [cell.strip() for cell in text.strip("| ").split("|")]) for row, text in lines]
        width = len(parted[0][1])
        for index, (row, cells) in enumerate(parted):
            if len(cells) != width or (index == 1) is not (set("".join(cells)) == {"-"}):
                raise self.wrong(row, _("表格的列对不上"), _("{count} 列，第二行是 ---").format(count=width))
        return Block("table", rows=tuple(tuple(self._spans(row, cell) for cell in cells) for row, cells in (parted[0], *parted[2:])))

    def _spans(self, number: int, text: str) -> Spans:
        parts = text.split("**")
        if len(parts) % 2 == 0:
            raise self.wrong(number, _("加粗没有写完整"), "**…**")
        return tuple(Span(part, bold=index % 2 == 1) for index, part in enumerate(parts) if part)


def _bases(text: str) -> tuple[Basis, ...]:
    return tuple(Basis[name.upper()] for name in text.split(", "))
