"""The map of a county is drawn with its symbols; the picture is looked at by its colours."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from qgis.core import QgsApplication, QgsRectangle
from qgis.PyQt.QtGui import QColor, QImage

from plugin.qgis_bridge import demo_map, symbols
from plugin.qgis_bridge.errors import PictureError
from plugin.qgis_bridge.map_layout import map_crs
from plugin.qgis_bridge.map_picture import draw_map
from plugin.qgis_bridge.symbols import looks
from plugin.store.errors import NotAWorkspaceError
from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.schema import read_csv
from plugin.store.workspace import open_workspace

SYMBOLS = Path(symbols.__file__).parents[2] / "resources" / "styles" / "symbols.csv"
COUNTY = shapely.box(110.70, 37.30, 111.10, 37.60)
RECORDS = (
    ("county", {"code": "141125", "name": "柳林县"}, shapely.MultiPolygon([COUNTY])),
    ("problem_area", {"type": "P104", "grade": "YZ"}, shapely.box(110.75, 37.35, 110.85, 37.40)),
    ("problem_point", {"type": "P6", "grade": "JQ"}, shapely.Point(110.95, 37.45)),
    ("mine", {"name": "沙曲一矿", "status": "SC"}, shapely.Point(110.90, 37.50)),
    (
        "protected_line",
        {"class": "X1A", "name": "G307"},
        shapely.LineString([(110.7, 37.42), (111.1, 37.42)]),
    ),
)


@pytest.fixture
def filled(workspace_path: Path) -> Path:
    with open_workspace(workspace_path).write() as connection:
        insert_records(connection, [Record(t, new_uuid(), values, shape) for t, values, shape in RECORDS])
    return workspace_path


def has_colour(image: QImage, name: str) -> bool:
    """Return whether the image has a pixel of the colour."""
    wanted = QColor(name).rgb()
    return any(
        image.pixel(x, y) == wanted for y in range(0, image.height(), 2) for x in range(0, image.width(), 2)
    )


def test_the_demonstration_leaves_a_picture_a_pdf_and_a_project(filled: Path) -> None:
    picture = demo_map.main(filled.parent)
    assert picture.pdf.read_bytes().startswith(b"%PDF")
    assert filled.with_suffix(".qgz").is_file()
    image = QImage(str(picture.png))
    assert image.width() == 2480
    small = image.scaled(1240, 877)
    styles = {(row["style"], row["code"]): row["fill"] for row in read_csv(SYMBOLS)}
    assert has_colour(small, styles["mine_status", "SC"])
    assert has_colour(small, styles["protected_class", "X1A"])
    assert picture.scale in (150_000, 175_000, 200_000)


def test_a_map_that_cannot_be_written_is_one_sentence(filled: Path) -> None:
    with pytest.raises(PictureError, match="cannot be written"):
        draw_map(open_workspace(filled), filled / "map.png", dpi=40)


def test_a_folder_without_a_workspace_is_named(qgis_app: QgsApplication, tmp_path: Path) -> None:
    with pytest.raises(NotAWorkspaceError):
        demo_map.main(tmp_path)


def test_the_map_is_drawn_in_metres_around_its_own_middle(qgis_app: QgsApplication) -> None:
    crs = map_crs(QgsRectangle(110.7, 37.3, 111.1, 37.6))
    assert crs.isValid() and not crs.isGeographic()
    assert "+lon_0=111" in crs.toProj()


@pytest.mark.parametrize(
    ("style", "codes"),
    [
        ("impact_grade", "impact_grade"),
        ("mine_status", "mine_status"),
        ("protected_class", "protected_class"),
        ("zone_type", "zone_type"),
    ],
)
def test_every_code_has_a_symbol_with_the_lists_own_names(style: str, codes: str, repository: Path) -> None:
    expected = {
        row["code"]: row["name_zh"] for row in read_csv(repository / "resources" / "codes" / f"{codes}.csv")
    }
    drawn = {look.code: look.name_zh for look in looks(style)}
    assert drawn.keys() == expected.keys() | {""}
    assert {code: drawn[code] for code in expected} == expected
