import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

import resources
from gui import images, theme

NEEDED = [
"select", "trace", "auto", "censor", "region", "colour", "undo", "redo", "zoom-in", "zoom-out",
"fit", "overlay", "blink", "loupe", "snap", "guides", "search", "plus", "close", "more",
"chevron-down", "chevron-right", "dock", "step-done", "step-now", "step-half", "step-empty",
"agree", "close-to", "differ", "unknown", "warning", "proposed", "blocked", "figure", "file",
"page", "folder", "paste", "capture", "drop", "play", "export", "report", "table", "log",
"chart", "show-on-figure", "rename", "delete", "lock", "help",
]  # fmt: skip


@pytest.fixture(params=["light", "dark"])
def scheme(request, qapp):
    theme.apply(qapp, request.param)
    yield request.param
    theme.apply(qapp, "light")


def luminance(colour: QColor) -> float:
    channels = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(theme.token(one)), luminance(theme.token(other))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("text", "window", 7),
        ("text2", "window", 7),
        ("text2", "surface", 7),
        ("accent", "window", 7),
        ("accent", "accentbg", 4.5),
        ("onaccent", "accent", 7),
        ("text", "sel", 7),
        ("field", "window", 3),
        ("agree", "agreebg", 6.5),
        ("close", "closebg", 6.5),
        ("differ", "differbg", 6.5),
        ("unknown", "unknownbg", 5.5),
        ("amber", "amberbg", 6.5),
        ("differline", "window", 3),
        ("amberline", "window", 3),
    ],
)
def test_words_and_lines_can_be_read(scheme, ink, ground, least):
    assert contrast(ink, ground) >= least


def test_surfaces_get_lighter_as_they_come_nearer_in_the_dark(qapp):
    theme.apply(qapp, "dark")
    shades = [luminance(theme.token(name)) for name in ("bench", "window", "surface", "raised")]
    theme.apply(qapp, "light")
    assert shades == sorted(shades)


def test_six_arms_differ_in_colour_marker_and_dash(scheme):
    styles = [theme.arm_style(index) for index in range(6)]
    for values in (
        {s.colour.name() for s in styles},
        {s.marker for s in styles},
        {s.dash for s in styles},
    ):
        assert len(values) == 6
    assert theme.arm_style(6) == theme.arm_style(0)


def test_the_figure_colour_of_an_arm_is_the_same_in_both_schemes(qapp):
    seen = []
    for name in ("light", "dark"):
        theme.apply(qapp, name)
        seen.append(theme.arm_style(0).colour.name())
    theme.apply(qapp, "light")
    assert seen[0] == seen[1]


def test_the_system_scheme_is_followed_only_when_wished(qapp, qtbot):
    theme.apply(qapp, "dark")
    assert theme.scheme() == "dark"
    theme.apply(qapp, "light")
    assert qapp.palette().window().color() == theme.token("window") == QColor("#F4F5F7")


def test_a_change_of_scheme_is_told(qapp, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.apply(qapp, "dark")
    theme.apply(qapp, "light")


def size_of(font):
    return font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF()


def test_every_role_is_in_proportion_to_the_system_font(qapp):
    sizes = {
        role: size_of(theme.font(role)) / size_of(QApplication.font())
        for role in ("title", "question", "body", "secondary", "pill")
    }
    assert sizes["body"] == pytest.approx(1)
    assert sizes["title"] == pytest.approx(22 / 13, rel=0.05)
    assert sizes["title"] > sizes["question"] > sizes["body"] > sizes["secondary"] > sizes["pill"]


@pytest.mark.parametrize("name", NEEDED)
def test_each_icon_is_drawn_in_one_colour_on_a_20_px_box(name):
    text = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 20 20"' in text
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', text)) <= {"none", "currentColor", "white"}


def drawn(icon: QIcon, mode=QIcon.Mode.Normal, state=QIcon.State.Off) -> QImage:
    return icon.pixmap(QSize(20, 20), 1.0, mode, state).toImage()


def colours(image: QImage) -> set[str]:
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


def test_an_icon_takes_its_colour_from_the_theme_it_is_shown_in(qapp):
    theme.apply(qapp, "light")
    icon = images.icon("table", tone="text")
    light = colours(drawn(icon))
    theme.apply(qapp, "dark")
    dark = colours(drawn(icon))
    expected = theme.token("text").name()
    theme.apply(qapp, "light")
    assert theme.token("text").name() in light
    assert expected in dark


def test_a_checked_icon_is_accented_and_a_disabled_one_fades(scheme):
    icon = images.icon("table")
    assert theme.token("accent").name() in colours(drawn(icon, state=QIcon.State.On))
    assert theme.token("field").name() in colours(drawn(icon, mode=QIcon.Mode.Disabled))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_an_icon_has_real_pixels_at_each_ratio(qapp, ratio):
    image = images.icon("trace").pixmap(QSize(20, 20), ratio)
    assert image.width() == round(20 * ratio)


@pytest.mark.parametrize("index", range(6))
def test_each_marker_stays_near_its_radius(index):
    bounds = images.marker_path(theme.arm_style(index).marker, 5.0).boundingRect()
    assert 4.0 <= bounds.width() / 2 <= 6.5
    assert abs(bounds.center().x()) < 0.01
