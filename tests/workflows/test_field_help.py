"""The map of F1: what is nearest answers, in both languages; a broken map is named with its table and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import FileError
from core.i18n import _, use_language
from core.workflows import field_help, knowing
from core.workflows.field_help import Answer, Asked, Nearness
from core.workflows.workspace import reference_data

ARTICLES = ("one", "two", "three")


def asked(*words: str, cards: tuple[str, ...] = (), page: str = "overview") -> Answer:
    return field_help.explain(Asked(words, cards, page))


@pytest.fixture
def english() -> object:
    use_language("en")
    yield
    use_language("zh")


def _write(folder: Path, text: str) -> Path:
    path = folder / "fields.toml"
    path.write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------- what ships


def test_the_map_names_articles_and_the_kinds_of_rows_the_catalogue_knows() -> None:
    known = field_help.field_map()
    assert known.named() <= {one.id for one in knowing.articles()}
    catalogue = reference_data()
    venues = catalogue.venue_types.values()
    wanted = {f"sources.{code}" for code in catalogue.source_types}
    wanted |= {f"outputs.{one.code}" for kind in venues for one in kind.outputs}
    wanted |= {f"profile.{one.code}" for kind in venues for one in kind.profile}
    assert wanted - set(known.codes) == set(), "add these to resources/knowledge/fields.toml"
    assert set(known.codes) - wanted == set(), "the catalogue has no such rows any more"


def test_every_label_of_the_map_is_a_text_of_the_program_that_has_a_translation(english: None) -> None:
    known = field_help.field_map()
    labels = {*known.labels, *(label for card in known.cards.values() for label in card.labels)}
    assert sorted(label for label in labels if _(label) == label) == []


def test_the_nearest_answers_field_then_card_then_page() -> None:
    assert asked("年份", cards=("LotForm",)) == Answer(knowing.article("offset-vintage"), Nearness.FIELD)
    assert asked("备注", cards=("LotForm", "Card")) == Answer(knowing.article("offset-lots"), Nearness.CARD)
    assert asked("年份", page="profile") == Answer(knowing.article("term-boundary"), Nearness.PAGE)
    assert asked(page=field_help.START).nearness is Nearness.PAGE
    with pytest.raises(LookupError, match="nowhere"):
        asked(page="nowhere")


def test_a_card_goes_before_the_labels_that_hold_everywhere_and_a_code_before_both() -> None:
    assert asked("原因").article.id == "submit-states"
    assert asked("原因", cards=("AdjustmentDialog", "FormDialog")).article.id == "term-base-year"
    assert asked("倍率", "sources.natural_gas_boiler", cards=("BillParts",)).article.id == "rule-meter-ratio"
    assert asked("数量", "sources.natural_gas_boiler", cards=("BillParts",)).article.id == "bill-gas"


def test_a_label_with_a_gap_stands_for_any_text_in_it() -> None:
    assert asked("「外购电力·主楼户」所用因子").article.id == "term-factor"
    assert asked("「」所用因子").nearness is Nearness.PAGE
    assert asked("或填一年的用量（kWh）", cards=("SourceBlock",)).nearness is Nearness.FIELD


def test_the_same_fields_are_found_in_english(english: None) -> None:
    assert _("序列号起") != "序列号起"
    assert asked(_("序列号起"), cards=("LotForm",)).article.id == "offset-serials"
    assert asked(_("「{name}」所用因子").format(name="Power"), cards=()).article.id == "term-factor"
    assert asked("序列号起", cards=("LotForm",)).nearness is Nearness.CARD


# ---------------------------------------------------------------- reading


def test_a_map_is_read_table_by_table(tmp_path: Path) -> None:
    text = '[pages]\nstart = "one"\n[sources]\nlpg = "two"\n[labels]\n"数量" = "three"\n'
    found = field_help.read(_write(tmp_path, text + '[cards.Form]\narticle = "one"\n[cards.Form.labels]\n"名称" = "two"\n'), ARTICLES)
    assert (found.pages, found.codes, found.labels) == ({"start": "one"}, {"sources.lpg": "two"}, {"数量": "three"})
    assert (found.cards["Form"].article, found.cards["Form"].labels) == ("one", {"名称": "two"})
    assert found.named() == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[pages]\nstart = "gone"\n', ("pages", "start", "gone")),
        ('[labels]\n"数量" = 3\n', ("labels", "数量")),
        ('[cards.Form]\narticle = "one"\nfields = "two"\n', ("cards.Form", "fields")),
        ("[cards.Form.labels]\n", ("cards.Form", "article")),
        ('[cards.Form]\narticle = "one"\nlabels = "two"\n', ("cards.Form", "labels")),
        ('[field]\nx = "one"\n', ("field",)),
        ('[labels]\n"数量" = "one"\n"数量" = "two"\n', ("fields.toml",)),
        ("no toml", ("fields.toml",)),
    ],
    ids=str,
)
def test_a_broken_map_is_named_with_its_table_and_key(tmp_path: Path, text: str, named: tuple[str, ...]) -> None:
    with pytest.raises(FileError, match=r"fields\.toml") as caught:
        field_help.read(_write(tmp_path, text), ARTICLES)
    assert all(word in str(caught.value) for word in named)
