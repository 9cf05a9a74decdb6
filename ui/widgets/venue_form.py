"""The one page of questions after a venue type is picked: who, where, how large, and which emission sources there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.catalogue import Catalogue, ProfileField, ProposedSource, VenueType
from core.domain.organization import Organization, read_credit_code
from core.errors import InputError
from core.i18n import _, current_language
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule
from ui.widgets.fields import HELP_PROPERTY, Check, Choice, FieldRow, Line
from ui.widgets.text import Text

SourceAnswer = tuple[str, str, str, str]
"""Source type, name, species, and why it is left out (empty while it counts)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person answered, complete and readable."""

    organization: str
    credit_code: str
    name: str
    region: str
    year: int
    author: str
    profile: Mapping[str, str]
    sources: tuple[SourceAnswer, ...]
    folder: Path | None


def in_language(zh: str, en: str) -> str:
    """A word of the catalogue in the language in use."""
    return en if current_language() == "en" and en else zh


def unit_words(asked: ProfileField, catalogue: Catalogue) -> str:
    """The unit of a profile field in brackets; empty for fields without one."""
    if not asked.unit:
        return ""
    label = catalogue.units[asked.unit].label if asked.unit in catalogue.units else asked.unit
    return f"（{label}）"


class SourceRow(QWidget):
    """One proposed source; unticking a usual one asks why it does not exist."""

    def __init__(self, source: ProposedSource, bill: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.tick = Check(in_language(source.name_zh, source.name_en), checked=source.ticked)
        self.tick.setAccessibleName(in_language(source.name_zh, source.name_en))
        self.reason = Line(placeholder=_("为什么没有，如：无自备发电机"))
        self._row = FieldRow(_("不计入的原因，会写进边界说明"), self.reason)
        self._row.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(self.tick)
        head.addStretch(1)
        if bill:
            head.addWidget(Text(bill, "label", "text3"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(head)
        indent = QHBoxLayout()
        indent.setContentsMargins(theme.XL, 0, 0, theme.XS)
        indent.addWidget(self._row)
        column.addLayout(indent)
        if source.ticked:
            self.tick.toggled.connect(self._on_toggled)

    def answer(self) -> SourceAnswer | None:
        """What becomes of this source; None for an unusual one that is left unticked."""
        name = in_language(self.source.name_zh, self.source.name_en)
        if self.tick.isChecked():
            return (self.source.type_code, name, self.source.species, "")
        if not self.source.ticked:
            return None
        return (self.source.type_code, name, self.source.species, self.reason.text().strip())

    def lacks_reason(self) -> bool:
        """Whether a usual source was unticked without a word; says so at the field."""
        answer = self.answer()
        missing = answer is not None and not self.tick.isChecked() and not answer[3]
        self._row.set_error(_("请写一句原因；核查时会看边界是否完整。") if missing else "")
        return missing

    def _on_toggled(self, ticked: bool) -> None:
        self._row.setVisible(not ticked)
        if not ticked:
            self.reason.setFocus()


class VenueForm(QWidget):
    """The questions of one venue type. It reads answers; it saves nothing."""

    def __init__(
        self,
        kind: VenueType,
        catalogue: Catalogue,
        year: int,
        *,
        organization: Organization | None,
        home: Path | None,
        author: str,
        ask_folder: Callable[[str, str], str],
        check_profile: Callable[[VenueType, str, str], str],
    ) -> None:
        """Lay the questions out.

        Args:
            kind: venue type that was picked.
            catalogue: for regions and papers.
            year: year proposed for the first account.
            organization: the ledger's own, when a venue is added; None for a new ledger.
            home: folder proposed for the new ledger; None when a venue is added.
            author: name already kept in the settings.
            ask_folder: asks for a folder with title and start.
            check_profile: brings a profile value into its stored form or raises InputError.
        """
        super().__init__()
        self._kind = kind
        self._catalogue = catalogue
        self._home = home
        self._ask_folder = ask_folder
        self._check_profile = check_profile
        self._folder_touched = False
        self.name = Line(placeholder=_("如：竹溪酒店"))
        self.organization = Line(organization.name if organization else "", placeholder=_("营业执照上的名称"))
        self.code = Line(organization.credit_code if organization else "", placeholder=_("18 位统一社会信用代码"))
        regions = [(r.code, r.name) for r in catalogue.regions.values() if not r.code.endswith("0000")]
        self.region = Choice(regions)
        self.year = Choice([(str(y), _("{year} 年").format(year=y)) for y in range(year + 1, year - 5, -1)])
        self.year.set_value(str(year))
        self.author = Line(author, placeholder=_("可以以后再填"))
        self.folder = Line()
        self._profile = [(f, self._editor(f)) for f in kind.profile if f.first_run]
        self._rows: dict[str, FieldRow] = {}
        self._sources = [SourceRow(s, catalogue.source_types[s.type_code].bill) for s in kind.sources]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XL)
        row.addWidget(self._make_fields(), 6)
        row.addWidget(self._make_sources(), 5)
        self.code.kept.connect(lambda _text: self._check_code())
        self.name.textEdited.connect(lambda _text: self._follow_name())
        self.folder.textEdited.connect(lambda _text: self._touch_folder())
        self._follow_name()

    # ---- laying out -------------------------------------------------------------------------------------------------

    def _editor(self, asked: ProfileField) -> QWidget:
        if asked.kind == "choice":
            return Choice([("", _("请选择")), *((code, in_language(zh, en)) for code, zh, en in asked.choices)])
        return Line(placeholder=in_language(asked.help_zh, asked.help_en))

    def _add(self, column: QVBoxLayout, key: str, label: str, editor: QWidget, hint: str = "", *, required: bool = False) -> None:
        row = FieldRow(label, editor, hint, required=required)
        self._rows[key] = row
        column.addWidget(row)

    def _make_fields(self) -> QWidget:
        card = Card(padding=theme.XL)
        column = card.body
        column.setSpacing(theme.M)
        column.addWidget(Text(_("场所与单位"), "title", bold=True))
        self._add(column, "name", _("场所名称"), self.name, required=True)
        self._add(column, "organization", _("单位名称"), self.organization, required=True)
        self._add(column, "credit_code", _("统一社会信用代码"), self.code, _("在营业执照右上方；程序会核对末位校验码。"), required=True)
        pair = QHBoxLayout()
        pair.setSpacing(theme.L)
        left, right = QVBoxLayout(), QVBoxLayout()
        self._add(left, "region", _("所在市（州）"), self.region, _("决定采用哪个电网因子。"), required=True)
        self._add(right, "year", _("从哪一年开始"), self.year)
        for half in (left, right):
            half.addStretch(1)
            pair.addLayout(half, 1)
        column.addLayout(pair)
        if self._profile:
            column.addSpacing(theme.S)
            column.addWidget(Rule())
            column.addSpacing(theme.S)
            self._add_profile(column)
        column.addSpacing(theme.S)
        column.addWidget(Rule())
        column.addSpacing(theme.S)
        self._add(column, "author", _("您的姓名"), self.author, _("写在每次改动旁，便于以后核对。"))
        if self._home is not None:
            self._add_folder(column)
        column.addStretch(1)
        return card

    def _add_profile(self, column: QVBoxLayout) -> None:
        columns = (QVBoxLayout(), QVBoxLayout())
        for index, (asked, editor) in enumerate(self._profile):
            label = in_language(asked.zh, asked.en) + unit_words(asked, self._catalogue)
            self._add(columns[index % 2], asked.code, label, editor, required=asked.required)
            editor.setProperty(HELP_PROPERTY, f"profile.{asked.code}")
            if isinstance(editor, Line):
                editor.kept.connect(lambda _text, field=asked: self._check_field(field))
        pair = QHBoxLayout()
        pair.setSpacing(theme.L)
        for half in columns:
            half.setSpacing(theme.M)
            half.addStretch(1)
            pair.addLayout(half, 1)
        column.addLayout(pair)

    def _add_folder(self, column: QVBoxLayout) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.folder, 1)
        browse = Button(_("浏览"), icon="folder")
        browse.clicked.connect(self._browse)
        row.addWidget(browse)
        holder.setFocusProxy(self.folder)
        self._add(column, "folder", _("账本保存在"), holder, _("一个文件夹就是一本账，备份时整个复制。"))
        self.folder.setAccessibleName(_("账本保存在"))

    def _make_sources(self) -> QWidget:
        card = Card(padding=theme.XL)
        column = card.body
        column.setSpacing(theme.HAIR)
        column.addWidget(Text(_("要填的排放源"), "title", bold=True))
        hint = Text(_("这类场所通常有这些。没有的去掉并写明原因，其余可在下面补选；以后随时能改。"), "label", "text2", wrap=True)
        column.addWidget(hint)
        column.addSpacing(theme.S)
        usual = [row for row in self._sources if row.source.ticked]
        rare = [row for row in self._sources if not row.source.ticked]
        for row in usual:
            column.addWidget(row)
        if rare:
            column.addSpacing(theme.S)
            column.addWidget(Rule())
            column.addSpacing(theme.S)
            column.addWidget(Text(_("有的场所还有"), "label", "text2"))
            for row in rare:
                column.addWidget(row)
        column.addStretch(1)
        return card

    # ---- answering --------------------------------------------------------------------------------------------------

    def answers(self) -> Answers | None:
        """The answers, or None after saying at each field what is wrong; the first of them gets the keyboard."""
        bad: list[QWidget] = []
        for key, line, words in (
            ("name", self.name, _("请填场所名称。")),
            ("organization", self.organization, _("请填营业执照上的名称。")),
        ):
            empty = not line.text().strip()
            self._rows[key].set_error(words if empty else "")
            if empty:
                bad.append(line)
        if not self._check_code():
            bad.append(self.code)
        profile: dict[str, str] = {}
        for asked, editor in self._profile:
            if not self._check_field(asked, complete=True):
                bad.append(editor)
            profile[asked.code] = self._text(editor)
        bad.extend(row.reason for row in self._sources if row.lacks_reason())
        if bad:
            bad[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return Answers(
            self.organization.text().strip(),
            self.code.text().strip(),
            self.name.text().strip(),
            self.region.value(),
            int(self.year.value()),
            self.author.text().strip(),
            {key: text for key, text in profile.items() if text},
            tuple(answer for row in self._sources if (answer := row.answer()) is not None),
            Path(self.folder.text().strip()) if self._home is not None else None,
        )

    def show_error(self, key: str, words: str) -> bool:
        """Say what a workflow refused at the field it concerns; False when no field has that name."""
        if key not in self._rows:
            return False
        self._rows[key].set_error(words)
        self._rows[key].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @staticmethod
    def _text(editor: QWidget) -> str:
        if isinstance(editor, Choice):
            return editor.value()
        return editor.text().strip() if isinstance(editor, Line) else ""

    def _check_code(self) -> bool:
        try:
            code = read_credit_code(self.code.text())
        except InputError as error:
            self._rows["credit_code"].set_error(str(error) if self.code.text().strip() else _("请填 18 位统一社会信用代码。"))
            return False
        good = code.check_digit_good
        self._rows["credit_code"].set_error("" if good else _("末位校验码不对，请对照营业执照重新输入；常见的错是相邻两位写反。"))
        return good

    def _check_field(self, asked: ProfileField, *, complete: bool = False) -> bool:
        editor = next(editor for field, editor in self._profile if field.code == asked.code)
        text = self._text(editor)
        words = ""
        if complete and asked.required and not text:
            words = _("请填写{label}。").format(label=in_language(asked.zh, asked.en))
        else:
            try:
                self._check_profile(self._kind, asked.code, text)
            except InputError as error:
                words = str(error)
        self._rows[asked.code].set_error(words)
        return not words

    def _follow_name(self) -> None:
        if self._home is not None and not self._folder_touched:
            name = "".join(char for char in self.name.text().strip() if char not in '\\/:*?"<>|') or _("我的账本")
            self.folder.setText(str(self._home / f"{name}.tanzhang"))

    def _touch_folder(self) -> None:
        self._folder_touched = True

    def _browse(self) -> None:
        start = str(Path(self.folder.text()).parent)
        chosen = self._ask_folder(_("账本放在哪个文件夹里"), start)
        if chosen:
            self._folder_touched = True
            self.folder.setText(str(Path(chosen) / Path(self.folder.text()).name))
