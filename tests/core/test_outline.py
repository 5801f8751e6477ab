"""Outlines of municipalities as a drawing."""

import re

import pytest

from teilhabe.core.outline import Around, Mark, Shape, draw

# One degree of longitude is shorter than one of latitude: this box is about square on the ground at 60° north.
BOX = [(6.0, 60.0), (8.0, 60.0), (8.0, 61.0), (6.0, 61.0)]


def test_a_box_that_is_square_on_the_ground_is_square_on_the_page() -> None:
    drawing = draw([Shape(name="Nordhain", rings=[BOX])], width=108, margin=4)
    _, _, width, height = map(int, drawing.viewbox.split())
    assert width == 108
    assert 105 <= height <= 113


def test_north_is_up_and_the_name_stands_in_the_middle() -> None:
    area = draw([Shape(name="Nordhain", rings=[BOX])], width=108).areas[0]
    first_x, first_y = map(float, re.match(r"M([\d.]+) ([\d.]+)", area.path).groups())  # type: ignore[union-attr]  # the path begins so
    assert first_x == 4
    assert first_y > 100
    assert abs(float(area.x) - 54) <= 1


def test_the_name_stands_in_the_largest_part() -> None:
    island = [(6.0, 60.0), (6.1, 60.0), (6.1, 60.05), (6.0, 60.05)]
    mainland = [(7.0, 60.0), (8.0, 60.0), (8.0, 61.0), (7.0, 61.0)]
    area = draw([Shape(name="Talau", rings=[island, mainland])], width=208).areas[0]
    assert float(area.x) > 104
    assert area.path.count("Z") == 2


def test_a_mark_lies_where_its_place_is() -> None:
    mark = Mark(number=1, longitude=8.0, latitude=61.0, kind="rat", label="Schule", url="#1")
    (pin,) = draw([Shape(name="Nordhain", rings=[BOX])], marks=[mark], width=108).pins
    assert (pin.x, pin.y) == ("104.0", "4.0")


def test_a_line_without_an_area_is_drawn_all_the_same() -> None:
    assert draw([Shape(name="Strich", rings=[[(6.0, 50.0), (6.1, 50.1), (6.0, 50.0)]])]).areas[0].name == "Strich"


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="no shape has a point"):
        draw([Shape(name="leer", rings=[])])


def test_a_circle_fills_the_sheet_and_is_round_on_the_ground() -> None:
    edge = Mark(number=1, longitude=7.0, latitude=60.5 + 1000 / 111_195, kind="rat", label="Schule", url="#1")
    around = Around(longitude=7.0, latitude=60.5, metres=1000)
    drawing = draw([Shape(name="Nordhain", rings=[BOX])], marks=[edge], around=around, width=208)
    circle = drawing.circle
    assert circle
    assert (circle.x, circle.y) == ("104.0", "104.0")
    assert 85 <= float(circle.radius) <= 95
    (pin,) = drawing.pins
    assert abs(float(circle.y) - float(pin.y) - float(circle.radius)) < 0.2, "a kilometre to the north is on the line"
    assert drawing.viewbox == "0 0 208 208"
