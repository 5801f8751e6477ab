"""Names are found however their letters are typed."""

import pytest

from teilhabe.core.text import fold, slug


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Yıldırım", "yildirim"),
        ("YILDIRIM", "yildirim"),
        ("İnci", "inci"),
        ("Đorđević", "dordevic"),
        ("Łukasz", "lukasz"),
        ("Sørensen", "sorensen"),
        ("Æbelø", "aebelo"),
        ("Œuvrard", "oeuvrard"),
        ("Müller-Weiß", "mueller-weiss"),
    ],
)
def test_a_name_is_the_same_with_and_without_its_marks(written: str, typed: str) -> None:
    assert fold(written) == typed


def test_an_address_keeps_the_letters_of_a_name() -> None:
    assert slug("Büşra Yıldırım") == "buesra-yildirim"
