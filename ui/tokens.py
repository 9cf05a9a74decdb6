"""The two columns of colours and the two sets of sizes: every value that a screen of the program is painted with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One column of the colour table; the names are those of the design and every value is ``#RRGGBB``."""

    dark: bool
    app: str
    rail: str
    sunken: str
    surface: str
    line: str
    line2: str
    ctl: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    accent_line: str
    s1: str
    s1s: str
    s2: str
    s2s: str
    s3: str
    s3s: str
    warn: str
    warn_s: str
    err: str
    err_s: str
    info: str
    info_s: str


LIGHT = Tokens(
    dark=False,
    app="#F5F6F4",
    rail="#EDF0EC",
    sunken="#F1F3F0",
    surface="#FFFFFF",
    line="#DDE2DC",
    line2="#C3CBC4",
    ctl="#88948C",
    text="#1A211D",
    text2="#526058",
    text3="#5F6C65",
    accent="#1E6A48",
    accent_hover="#185A3C",
    accent_pressed="#124A31",
    on_accent="#FFFFFF",
    accent_soft="#E4F0E9",
    accent_line="#A9CDB9",
    s1="#C05A16",
    s1s="#F9ECE1",
    s2="#1D5C96",
    s2s="#E5EEF7",
    s3="#7A868C",
    s3s="#EEF1F2",
    warn="#8A5700",
    warn_s="#FDF3DC",
    err="#B3261E",
    err_s="#FCEDEB",
    info="#35607F",
    info_s="#E8F0F5",
)

DARK = Tokens(
    dark=True,
    app="#131714",
    rail="#171C19",
    sunken="#171C19",
    surface="#1C221E",
    line="#303833",
    line2="#47514B",
    ctl="#6E7A72",
    text="#E7ECE8",
    text2="#AAB5AE",
    text3="#8B978F",
    accent="#67C095",
    accent_hover="#7ACBA5",
    accent_pressed="#55AE83",
    on_accent="#0C1A13",
    accent_soft="#20382C",
    accent_line="#3B6B52",
    s1="#E88F4C",
    s1s="#3A2A1E",
    s2="#5E9CDB",
    s2s="#1D2B3A",
    s3="#B9C3C8",
    s3s="#2A3134",
    warn="#E5B35A",
    warn_s="#352B17",
    err="#F28B82",
    err_s="#3A211F",
    info="#8FB9D6",
    info_s="#1E2B34",
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes that change with the type size: text, line height, and the heights of what a hand must hit."""

    large: bool
    label: int
    body: int
    title: int
    page: int
    figure: int
    rail_width: int
    rail_width_narrow: int
    rail_row: int
    button: int
    button_small: int
    field: int
    grid_row: int
    grid_head: int
    table_row: int
    table_dense: int
    table_two_lines: int
    side_head: int
    page_head: int
    status_bar: int
    card_border: int
    icon: int
    mark: int


STANDARD = Metrics(
    large=False,
    label=12,
    body=14,
    title=16,
    page=20,
    figure=28,
    rail_width=216,
    rail_width_narrow=56,
    rail_row=36,
    button=32,
    button_small=24,
    field=32,
    grid_row=26,
    grid_head=32,
    table_row=32,
    table_dense=26,
    table_two_lines=48,
    side_head=40,
    page_head=64,
    status_bar=28,
    card_border=1,
    icon=16,
    mark=14,
)

LARGE = Metrics(
    large=True,
    label=16,
    body=20,
    title=24,
    page=28,
    figure=40,
    rail_width=256,
    rail_width_narrow=64,
    rail_row=52,
    button=48,
    button_small=48,
    field=48,
    grid_row=48,
    grid_head=48,
    table_row=48,
    table_dense=48,
    table_two_lines=72,
    side_head=56,
    page_head=80,
    status_bar=44,
    card_border=2,
    icon=20,
    mark=22,
)
