"""House style: spelling, per cent and quotes as the settings say; one form for one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.house import Style, consistent, styled

STYLES = st.builds(
    Style,
    st.sampled_from(["british", "american", None]),
    st.sampled_from(["percent", "per cent", "%", None]),
    st.sampled_from(["typographic", "plain", None]),
)
TEXTS = st.lists(
    st.sampled_from(
        [
            "labor",
            "Labour",
            "organized",
            '"',
            "'",
            "“",
            "”",
            "’",
            " ",
            ". ",
            "5%",
            "5 percent",
            "Center",
            "s'",
            "don't",
        ]
    ),
    max_size=20,
).map("".join)


@pytest.mark.parametrize(
    ("text", "style", "wanted"),
    [
        ("Labor was organized. The center is gray.", Style("british"), "Labour was organised. The centre is grey."),
        ("The labour programme", Style("american"), "The labor program"),
        ("He said “labor” is honored.", Style("british"), "He said “labor” is honoured."),
        ("He toured Lincoln Center.", Style("british"), "He toured Lincoln Center."),
        ("Up 5 percent and 2.5%.", Style(percent="per cent"), "Up 5 per cent and 2.5 per cent."),
        ("Up 5 per cent.", Style(percent="%"), "Up 5%."),
        ('"It\'s ours," they said of the workers\' "home".', Style(quotes="typographic"),
         "“It’s ours,” they said of the workers’ “home”."),
    ],
)  # fmt: skip
def test_english_is_put_into_the_houses_style(text: str, style: Style, wanted: str) -> None:
    assert styled(text, style) == wanted


def test_a_name_keeps_its_spelling() -> None:
    names = (("劳动中心", "Labor Center"),)
    assert styled("Labor Center labor", Style("british"), names=names) == "Labor Center labour"


@given(TEXTS | st.text(max_size=40), STYLES)
def test_style_done_twice_is_style_done_once(text: str, style: Style) -> None:
    once = styled(text, style)
    assert styled(once, style) == once


NAMES = (
    ("潘仙德", "Pan Xiande"),
    ("黄岩区", "Huangyan District"),
    ("西安", "Xi'an City"),
    ("大亭", "Dating"),
)


@pytest.mark.parametrize(
    ("en", "wanted"),
    [
        ("Pan Xian De said.", "Pan Xiande said."),
        ("Pan Xian-de's home", "Pan Xiande's home"),
        ("PAN XIANDE left.", "Pan Xiande left."),
        ("Xiande Pan left.", "Pan Xiande left."),
        ("the Huangyan district union", "the Huangyan District union"),
        ("in Xian city", "in Xi'an City"),
        ("Pan left for Huangyan.", "Pan left for Huangyan."),
        ("Pan Xianda left.", "Pan Xianda left."),
        ("They are dating.", "They are dating."),
    ],
)  # fmt: skip
def test_a_name_spelled_otherwise_is_put_right_where_it_is_plain(en: str, wanted: str) -> None:
    assert consistent(en, NAMES) == wanted


@given(st.text(max_size=60))
def test_names_put_right_twice_are_put_right_once(en: str) -> None:
    once = consistent(en, NAMES)
    assert consistent(once, NAMES) == once
