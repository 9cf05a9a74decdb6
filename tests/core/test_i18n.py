"""Chinese is the source, English a catalogue, and a switch needs no restart."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from core import i18n
from core.i18n import _, current_language, mark, use_language

ROOT = Path(__file__).resolve().parent.parent.parent
PO = ROOT / "resources" / "i18n" / "en" / "LC_MESSAGES" / "tanzhangben.po"


def _catalogue() -> Catalog:
    with PO.open("rb") as stream:
        return read_po(stream)


def _translated() -> list[Message]:
    return [message for message in _catalogue() if message.id and message.string]


def test_chinese_is_spoken_first() -> None:
    assert current_language() == "zh"
    assert _("月度填报") == "月度填报"


def test_a_switch_is_heard_at_once_and_can_be_taken_back() -> None:
    message, *_others = _translated()
    use_language("en")
    assert (current_language(), _(message.id)) == ("en", message.string)
    use_language("zh")
    assert _(message.id) == message.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_text_without_translation_stays_chinese(language: i18n.Language) -> None:
    use_language(language)
    assert _("这句话没有译文") == "这句话没有译文"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_text_stays_empty(language: i18n.Language) -> None:
    use_language(language)
    assert _("") == ""


def test_a_missing_catalogue_means_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n.resources, "files", lambda _package: tmp_path)
    use_language("en")
    assert _("设置") == "设置"


def test_a_marked_constant_is_as_it_was() -> None:
    assert mark("场所档案") == "场所档案"


def test_the_catalogue_holds_every_text_of_the_program_and_is_compiled() -> None:
    script = ROOT / "packaging" / "translations.py"
    outcome = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr + "run: python packaging/translations.py"


def test_translations_keep_the_parameters_of_their_source() -> None:
    parameter = re.compile(r"{[^{}]*}|%\(\w+\)[a-z]")
    assert [
        message.id for message in _translated() if set(parameter.findall(message.id)) != set(parameter.findall(str(message.string)))
    ] == []
