"""Figures from anywhere: decoded as a person would see them, or refused with a sentence."""

import struct
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from PIL import Image

from core.errors import FileError, PlaceKind, Severity
from core.figure.raster import MAX_PIXELS, figure_file, open_raster, read_figure

RNG = np.random.default_rng(7)
PICTURE = RNG.integers(0, 256, (180, 240, 3), dtype=np.uint8)
SHARED = Path(__file__).resolve().parents[4] / "shared"


def encoded(image: Any, file_format: str, **options: Any) -> bytes:
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image)
    stream = BytesIO()
    image.save(stream, file_format, **options)
    return stream.getvalue()


def refusal(data: bytes, name: str = "fig2.png") -> FileError:
    with pytest.raises(FileError) as caught:
        open_raster(data, name)
    return caught.value


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in open_raster(data, "a.png").findings]


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk


@pytest.mark.parametrize("file_format", ["PNG", "BMP", "TIFF"])
def test_lossless_formats_give_back_every_pixel(file_format: str) -> None:
    assert_array_equal(open_raster(encoded(PICTURE, file_format), "a").pixels, PICTURE)


@pytest.mark.parametrize("options", [{"compression": "tiff_lzw"}, {"compression": "jpeg"}])
def test_compressed_tiff_opens(options: dict[str, str]) -> None:
    assert open_raster(encoded(PICTURE, "TIFF", **options), "a").pixels.shape == (180, 240, 3)


def test_lossless_webp_gives_back_every_pixel() -> None:
    assert_array_equal(open_raster(encoded(PICTURE, "WEBP", lossless=True), "a").pixels, PICTURE)


@pytest.mark.parametrize("file_format", ["JPEG", "GIF", "WEBP"])
def test_lossy_formats_keep_size_and_flat_colour(file_format: str) -> None:
    flat = np.full((160, 200, 3), (200, 30, 90), dtype=np.uint8)
    pixels = open_raster(encoded(flat, file_format), "a").pixels
    assert pixels.shape == flat.shape
    assert np.abs(pixels.astype(int) - flat).max() <= 4


def test_the_content_decides_not_the_extension() -> None:
    assert open_raster(encoded(PICTURE, "JPEG"), "figure.png").pixels.shape == (180, 240, 3)


def test_pixels_cannot_be_changed() -> None:
    assert not open_raster(encoded(PICTURE, "PNG"), "a").pixels.flags.writeable


# --- refused ------------------------------------------------------------------------------------


def test_an_empty_file_is_named_as_empty() -> None:
    error = refusal(b"", "figure.png")
    assert error.code == "I1"
    assert error.message == "figure.png is empty (0 bytes). Download or export it again."


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_a_truncated_picture_is_never_shown(file_format: str, share: float) -> None:
    data = encoded(PICTURE, file_format)
    assert refusal(data[: int(share * len(data))]).code == "I2"


def test_a_web_page_named_png_is_recognised() -> None:
    error = refusal(b"\n <!DOCTYPE html><html><body>Please log in</body></html>")
    assert error.code == "I3"
    assert "web page" in error.message
    assert "login" in error.message


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"%PDF-1.7\n", "PDF"), (b"<svg xmlns='x'/>", "SVG"), (b"hello world", "not a figure")],
)
def test_other_files_are_named_for_what_they_are(data: bytes, words: str) -> None:
    error = refusal(data)
    assert error.code == "I3"
    assert words in error.message


@pytest.mark.parametrize("file_format", ["PPM", "TGA", "ICO", "PCX", "EPS"])
def test_exotic_decoders_are_never_reached(file_format: str) -> None:
    assert refusal(encoded(PICTURE[:64, :64], file_format)).code == "I3"


def test_a_bomb_is_refused_by_its_header() -> None:
    error = refusal(png_header(65_535, 65_535) + b"\0" * 100)
    assert error.code == "I4"
    assert "17 GB" in error.message
    assert "65 535 × 65 535" in error.message


def test_a_webp_bomb_is_refused_before_its_decoder_sees_it() -> None:
    size = (16_000 - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + size + size
    assert refusal(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body).code == "I4"


def test_one_side_may_not_be_absurd_either() -> None:
    error = refusal(png_header(40_000, 10))
    assert error.code == "I4"
    assert "30 000 a side" in error.message


def test_pillow_keeps_its_own_guards() -> None:
    from PIL import ImageFile

    assert Image.MAX_IMAGE_PIXELS is not None
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    assert MAX_PIXELS < Image.MAX_IMAGE_PIXELS


# --- converted, and said so ---------------------------------------------------------------------


def test_transparent_pixels_are_shown_on_white() -> None:
    rgba = np.zeros((160, 160, 4), dtype=np.uint8)
    rgba[:80, :, 3] = 255
    rgba[80:120, :, 3] = 128
    raster = open_raster(encoded(rgba, "PNG"), "a")
    assert_array_equal(raster.pixels[[0, 100, 150], 0, 0], [0, 127, 255])
    assert [(f.code, f.severity) for f in raster.findings] == [("I6", Severity.FIXED)]


def test_a_transparent_palette_is_shown_on_white() -> None:
    image = Image.new("P", (160, 160), 0)
    image.putpalette([10, 20, 30, 200, 0, 0])
    image.paste(1, (0, 0, 80, 160))
    pixels = open_raster(encoded(image, "PNG", transparency=0), "a").pixels
    assert_array_equal(pixels[5, [5, 100]], [[200, 0, 0], [255, 255, 255]])


def test_cmyk_is_converted_and_noted() -> None:
    image = Image.new("CMYK", (160, 160), (0, 255, 255, 0))
    raster = open_raster(encoded(image, "TIFF"), "a")
    assert raster.pixels[0, 0, 0] > 200
    assert raster.pixels[0, 0, 1] < 50
    assert "CMYK" in raster.findings[0].message


def test_sixteen_bits_keep_their_order_of_grey() -> None:
    levels = np.linspace(0, 65_535, 200).astype(np.uint16)[np.newaxis].repeat(160, axis=0)
    raster = open_raster(encoded(Image.fromarray(levels), "PNG"), "a")
    assert_array_equal(raster.pixels[3, [0, -1], 0], [0, 255])
    assert np.all(np.diff(raster.pixels[3, :, 0].astype(int)) >= 0)
    assert raster.findings[0].code == "I6"


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_a_float_picture_is_scaled_over_what_is_finite(hole: float) -> None:
    levels = np.linspace(-3.0, 5.0, 200, dtype=np.float32)[np.newaxis].repeat(160, axis=0)
    levels[7, 3] = hole
    pixels = open_raster(encoded(Image.fromarray(levels), "TIFF"), "a").pixels
    assert_array_equal(pixels[0, [0, -1], 0], [0, 255])
    assert pixels[7, 3, 0] == 255


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_ordinary_mode_opens(mode: str) -> None:
    image = Image.fromarray(PICTURE).convert(mode)
    assert open_raster(encoded(image, "PNG"), "a").pixels.shape == (180, 240, 3)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_rotation_by_the_camera_is_applied_once(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(PICTURE, "PNG", exif=exif)
    from PIL import ImageOps

    raster = open_raster(data, "a")
    assert_array_equal(
        raster.pixels, np.asarray(ImageOps.exif_transpose(Image.open(BytesIO(data))))
    )
    assert raster.findings[0].code == "I7"
    assert raster.findings[0].place is not None
    assert raster.findings[0].place.kind is PlaceKind.FIGURE


@pytest.mark.parametrize("file_format", ["TIFF", "GIF"])
def test_the_first_of_several_pages_is_shown_and_the_rest_counted(file_format: str) -> None:
    pages = [Image.new("RGB", (160, 160), colour) for colour in ("red", "green", "blue")]
    data = encoded(pages[0], file_format, save_all=True, append_images=pages[1:])
    raster = open_raster(data, "a")
    assert raster.pixels[0, 0, 0] > 200
    assert "3 pages" in raster.findings[-1].message


def test_a_tiny_picture_warns() -> None:
    raster = open_raster(encoded(PICTURE[:1, :1], "PNG"), "a")
    assert raster.findings[0].code == "I5"
    assert raster.findings[0].severity is Severity.WARNING


def test_an_ordinary_picture_has_nothing_to_say() -> None:
    assert codes(encoded(PICTURE, "PNG")) == []


# --- size, files, noise -------------------------------------------------------------------------


def test_a_large_figure_costs_little_more_than_its_pixels() -> None:
    data = encoded(np.full((3000, 4000, 3), 240, dtype=np.uint8), "PNG")
    tracemalloc.start()
    try:
        raster = open_raster(data, "a")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert raster.pixels.shape == (3000, 4000, 3)
    assert peak < 1.4 * raster.pixels.nbytes  # arrays only; the decoder holds 48 MB besides


@pytest.mark.parametrize("name", ["confirm_pfs", "keynote062_cps10_os"])
def test_published_figures_named_wrongly_open(name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("the published figures are not beside the repository")
    figure = read_figure(SHARED / "figures" / name / "figure.png")
    height, width = open_raster(figure.data, figure.name).pixels.shape[:2]
    assert (width, height) in {(656, 455), (623, 488)}


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"Could not read gone\.png: no such file") as caught:
        read_figure(tmp_path / "gone.png")
    assert caught.value.code == "I16"


def test_a_figure_remembers_its_bytes() -> None:
    figure = figure_file("a.png", b"abc")
    assert figure.sha256.startswith("ba7816bf8f01cfea")
    assert figure.data == b"abc"


SEEDS = [encoded(PICTURE[:32, :32], f) for f in ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_damaged_bytes_give_a_picture_or_a_sentence(
    seed: bytes, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(seed)
    for position, value in changes:
        data[position % len(data)] = value
    outcome = attempt(bytes(data))
    if isinstance(outcome, FileError):
        assert outcome.code in {"I2", "I3", "I4"}
        assert outcome.message.endswith(".")
    else:
        assert outcome.ndim == 3
        assert outcome.shape[2] == 3


def attempt(data: bytes) -> FileError | np.ndarray[Any, Any]:
    try:
        return open_raster(data, "a").pixels
    except FileError as error:
        return error


def test_a_document_of_another_program_is_answered_with_what_can_be_done_instead() -> None:
    error = refusal(b"PK\x03\x04" + b"x" * 400)
    assert error.code == "I3"
    assert "PDF or SVG" in error.message
    assert "paste" in error.message
