"""The calendar that opens at a day of a bill."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QWidget

from core.i18n import current_language
from ui import theme


class BillCalendar(QCalendarWidget):
    """In the language of the window; days off look like any other, since red is kept for what is wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFont(theme.font("label"))
        language = QLocale.Language.English if current_language() == "en" else QLocale.Language.Chinese
        self.setLocale(QLocale(language))
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        plain = QTextCharFormat()
        plain.setForeground(theme.color("text"))
        for day in Qt.DayOfWeek:
            self.setWeekdayTextFormat(day, plain)
