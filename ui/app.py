"""Makes the program: application, fonts, look, session, window; the only place where they meet."""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from core import i18n, logs
from core import settings as settings_file
from core.logs import LOG_NAME
from ui import theme
from ui.main_window import MainWindow
from ui.session import Session

logger = logging.getLogger(__name__)


class _CrashRelay(QObject):
    """Takes a bug over to the main thread, wherever it happened."""

    happened = Signal(str)


def make_application(arguments: list[str]) -> QApplication:
    """The Qt application with its name, bundled fonts and Qt's own texts in Chinese."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(arguments)
    app.setApplicationName("tanzhangben")
    app.setApplicationDisplayName("碳账本")
    theme.load_fonts()
    return app


def speak_chinese(app: QApplication) -> None:
    """Give Qt's own dialogs Chinese words."""
    words = QTranslator(app)
    if words.load(QLocale("zh_CN"), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)


def make_window(app: QApplication, folder: Path, *, language: i18n.Language | None = None) -> MainWindow:
    """The window over a fresh session whose settings lie in `folder`; no ledger is open yet."""
    settings = settings_file.load(folder)
    if language is not None:
        settings = replace(settings, language=language)
    i18n.use_language(settings.language)
    if settings.language == "zh":
        speak_chinese(app)
    theme.apply(app, settings.theme, settings.type_size)
    return MainWindow(app, Session(folder, settings))


def run_window(arguments: Sequence[str]) -> int:
    """Open the window and stay until it is closed.

    Args:
        arguments: ``--data-dir FOLDER`` for settings and logs, ``--lang zh|en``, and a ledger to open; all may be missing.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--lang", choices=("zh", "en"))
    parser.add_argument("ledger", nargs="?", type=Path)
    options = parser.parse_args(arguments)
    folder = settings_file.settings_folder(options.data_dir)
    logs.start_logging(folder)
    app = make_application(sys.argv[:1])
    window = make_window(app, folder, language=options.lang)
    _catch_bugs(lambda details: window.messages.crash(details, str(folder / LOG_NAME)))
    window.show()
    # The store and its libraries are imported only after the first paint.
    QTimer.singleShot(0, window, lambda: window.begin(options.ledger))
    return app.exec()


def _catch_bugs(show: Callable[[str], None]) -> None:
    relay = _CrashRelay(QApplication.instance())
    relay.happened.connect(show)

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.critical("bug", exc_info=(kind, error, trace))
        relay.happened.emit("".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = hook
