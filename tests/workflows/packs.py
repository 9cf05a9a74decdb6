"""Publishers of factor packs for tests: a trial platform and a real one, and packs of a few rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.catalogue_loader.extending import BLENDS, EXTENDABLE, FACTORS, GWP
from core.domain.submission import Environment
from core.workflows import identifying, publishing, reviewing
from core.workflows.trying import PASSPHRASE

GRID = (
    "grid_prov_sichuan_{year},四川电力{year},sichuan grid {year},electricity,2,{value},kgCO2/kWh,kg,kWh,CO2,,,,,"
    "grid_prov_sichuan,{year},{year},四川,示例公告,表3,unchecked,yes"
)
METHANE = "gwp_ch4_fossil_ar5,CH4-fossil,CH4,AR5,30,化石甲烷 AR5,fossil CH4 AR5,2013,全球,示例,表1,unchecked"


def grid(year: int, value: str = "0.2") -> str:
    """A vintage of the provincial grid factor."""
    return GRID.format(year=year, value=value)


@dataclass(frozen=True, slots=True)
class Publisher:
    """A platform that signs packs, and what others trust it by."""

    folder: Path
    at: datetime

    @property
    def profile(self) -> Path:
        return self.folder / "profile.zip"

    @property
    def trust(self) -> Any:
        return identifying.trust((self.profile,), None, at=self.at)

    def pack(self, out: Path, name: str, *, factors: tuple[str, ...] = (), gwp: tuple[str, ...] = (), based_on: str = "") -> Path:
        """A signed pack of these rows."""
        rows = out.with_suffix(".rows")
        rows.mkdir()
        for table, own in ((FACTORS, factors), (GWP, gwp), (BLENDS, ())):
            if own:
                (rows / table).write_text("\n".join((EXTENDABLE[table].replace(" ", ","), *own)), encoding="utf-8")
        draft = publishing.PackDraft(rows, name, "示例因子", "sample factors", based_on)
        return publishing.publish_pack(self.folder, PASSPHRASE, draft, out, now=self.at).path


def found(folder: Path, environment: Environment, at: datetime) -> Publisher:
    """Found a platform; the caller has seen to few rounds."""
    reviewing.init_desk(folder, name=f"示例平台{environment.value}", environment=environment, passphrase=PASSPHRASE, now=at)
    return Publisher(folder, at)
