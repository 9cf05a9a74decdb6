"""`report --copy`: the addressed sheets of 附表1 and the blank forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_claim_commands import call, document, ledger, venue_of
from tests.documents.paper_case import pages_of
from tests.workflows.test_events import event_file

__all__ = ["ledger"]


def test_form1_goes_to_the_authority_and_to_the_platform_and_forms_are_printed_blank(
    ledger: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    venue = venue_of(capsys, ledger)
    made = document(capsys, "dossier", "new", ledger, "--venue", venue, "--event", event_file(tmp_path))
    event = next(one["id"] for one in made if one["kind"] == "event")
    pages = {}
    for copy in ("plain", "report", "platform", "both", "blank"):
        out = tmp_path / f"{copy}.pdf"
        code, _said, err = call(capsys, "report", ledger, "--dossier", event, "--kind", "form1", "--copy", copy, "--out", out)
        assert code == 0, err
        pages[copy] = ["".join(page.split()) for page in pages_of(out.read_bytes())]
    assert {copy: len(found) for copy, found in pages.items()} == {"plain": 1, "report": 1, "platform": 1, "both": 2, "blank": 1}
    assert pages["both"] == [*pages["report"], *pages["platform"]]
    assert "报送件报送：成都市生态环境局" in pages["report"][0]
    assert "抄送件抄送：碳中和创新服务平台" in pages["platform"][0]
    assert "送件" not in pages["plain"][0]
    assert "示例年会" not in pages["blank"][0]
    assert call(capsys, "report", ledger, "--kind", "form2", "--copy", "blank", "--out", tmp_path / "2.xlsx")[0] == 0
    code, _out, err = call(capsys, "report", ledger, "--dossier", event, "--kind", "form2", "--copy", "both", "--out", tmp_path / "2.pdf")
    assert (code, "只有附表1" in err) == (2, True)
    code, _out, err = call(capsys, "report", ledger, "--kind", "statement", "--copy", "blank", "--out", tmp_path / "3.pdf")
    assert (code, "空白表" in err) == (2, True)
