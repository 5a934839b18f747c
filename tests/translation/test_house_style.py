"""House style as the settings say; no value changes, no name and no quotation; one form for one name."""

import re
from typing import Literal, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.settings import DateForm, EnglishStyle
from digest.quantities import english
from digest.translation.house_style.style import headline, styled
from digest.translation.postedit.names import use_one_form

STYLES = st.builds(
    EnglishStyle,
    **{
        name: st.sampled_from([*(v for kind in get_args(hint) for v in get_args(kind)), None])
        for name, hint in get_type_hints(EnglishStyle).items()
    },
)
PIECES = """
    labor Labour organized Center don't s' " ' “ ” ’ . , : ( ) — -- - – to and the The of in A 3 5 km
    15830 8294 2026 1200000 3,500,000 3.5 22 1,000.5 12 % percent million billion yuan RMB $ people
    workers hotlines hours Nov. November May may March 22nd 1998 FM100.1 Workers Return Home two five
"""
WORDS = PIECES.split()
TEXTS = st.lists(st.sampled_from([*WORDS, " ", " ", " "]), max_size=24).map("".join) | st.lists(
    st.sampled_from(WORDS), max_size=14
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "style", "wanted"),
    [
        ("Labor was organized. The center is gray.", EnglishStyle("british"), "Labour was organised. The centre is grey."),
        ("The labour programme", EnglishStyle("american"), "The labor program"),
        ("He said “labor” is honored.", EnglishStyle("british"), "He said “labor” is honoured."),
        ("He toured Lincoln Center.", EnglishStyle("british"), "He toured Lincoln Center."),
        ("Up 5 percent and 2.5%.", EnglishStyle(percent="per cent"), "Up 5 per cent and 2.5 per cent."),
        ("Up 5 per cent.", EnglishStyle(percent="%"), "Up 5%."),
        ('"It\'s ours," they said of the workers\' "home".', EnglishStyle(quotes="typographic"),
         "“It’s ours,” they said of the workers’ “home”."),
    ],
)  # fmt: skip
def test_english_gets_the_houses_style(text: str, style: EnglishStyle, wanted: str) -> None:
    assert styled(text, style) == wanted


def test_a_name_keeps_its_spelling() -> None:
    names = (("劳动中心", "Labor Center"),)
    assert (
        styled("Labor Center labor", EnglishStyle("british"), names=names) == "Labor Center labour"
    )


DATES: tuple[DateForm, ...] = ("22 November", "November 22", "Nov. 22")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("On November 22, 2026 he left.", ("On 22 November 2026 he left.", "On November 22, 2026, he left.", "On Nov. 22, 2026, he left.")),
        ("On Jun 5, in Mar 2026", ("On 5 June, in Mar 2026", "On June 5, in Mar 2026", "On June 5, in Mar 2026")),
        ("It ended on Nov 22nd.", ("It ended on 22 November.", "It ended on November 22.", "It ended on Nov. 22.")),
        ("from the 3rd of May to 5 June 2025", ("from 3 May to 5 June 2025", "from May 3 to June 5, 2025", "from May 3 to June 5, 2025")),
        ("the 5th of June, the 5 June deadline", ("5 June, the 5 June deadline", "June 5, the June 5 deadline", "June 5, the June 5 deadline")),
        ("Left on 5 June. On 22 Nov. She, on 22 Sept. he.", ("Left on 5 June. On 22 November. She, on 22 September he.", "Left on June 5. On November 22. She, on September 22 he.", "Left on June 5. On Nov. 22. She, on Sept. 22 he.")),
        ("(March 3-5)", ("(3-5 March)", "(March 3-5)", "(March 3-5)")),
        ("Sept. 9 to 11, 1998", ("9 to 11 September 1998", "September 9 to 11, 1998", "Sept. 9 to 11, 1998")),
        *((same, (same,) * 3) for same in (
            "On May 20 percent more came.", "the July 1 Medal", "Li Jun 12", "Dec 5, 6 and 7", "“On May 3,” she said.",
            "in March 2026", "10 May 7:30",
        )),
    ],
)  # fmt: skip
def test_dates_have_one_form(text: str, forms: tuple[str, ...]) -> None:
    assert tuple(styled(text, EnglishStyle(dates=form)) for form in DATES) == forms


@pytest.mark.parametrize(
    ("text", "style", "wanted"),
    [
        ("8294 workers, 12000 new homes", EnglishStyle(thousands="1,000"), "8,294 workers, 12,000 new homes"),
        ("$1500 or RMB 23000.5", EnglishStyle(thousands="1,000"), "$1,500 or RMB 23,000.5"),
        ("2000 to 3000 people, 2000 people", EnglishStyle(thousands="1,000"), "2,000 to 3,000 people, 2,000 people"),
        ("1,234,000 yuan and 2,000,000,000", EnglishStyle(millions="words"), "1.234 million yuan and 2 billion"),
        ("3.5 million yuan, 1 billion", EnglishStyle(millions="digits"), "3,500,000 yuan, 1,000,000,000"),
        ("3 to 5 million people", EnglishStyle(millions="digits"), "3 to 5 million people"),
        ("1,117,320,768 bytes", EnglishStyle(millions="words"), "1,117,320,768 bytes"),
        ("He paid 500 yuan.", EnglishStyle(yuan="RMB 500"), "He paid RMB 500."),
        ("300 million to 500 million yuan", EnglishStyle(yuan="RMB 500"), "RMB 300 million to 500 million"),
        ("500, 600 and 700 yuan", EnglishStyle(yuan="RMB 500"), "500, 600 and 700 yuan"),
        ("a 500-yuan note, ten yuan", EnglishStyle(yuan="RMB 500"), "a 500-yuan note, ten yuan"),
        ("RMB3.5 million, CNY 20 and 7 renminbi", EnglishStyle(yuan="500 yuan"), "3.5 million yuan, 20 yuan and 7 yuan"),
        ("It is late - too late -- he said—twice — so.", EnglishStyle(dashes=" – "), "It is late – too late – he said – twice – so."),
        ("late – too late", EnglishStyle(dashes="—"), "late—too late"),
        ("2018 – 2019, 3 - 5, well-known", EnglishStyle(dashes="—"), "2018 – 2019, 3 - 5, well-known"),
    ],
)  # fmt: skip
def test_figures_have_one_form(text: str, style: EnglishStyle, wanted: str) -> None:
    assert styled(text, style) == wanted


SCALES: tuple[Literal["words", "digits"], ...] = ("words", "digits")
CURRENCIES: tuple[Literal["500 yuan", "RMB 500"], ...] = ("500 yuan", "RMB 500")
CASES: tuple[Literal["sentence", "title"], ...] = ("sentence", "title")
ALL = [
    EnglishStyle("british", "%", "typographic", form, "1,000", scale, yuan, "—", case)
    for form in DATES
    for scale in SCALES
    for yuan in CURRENCIES
    for case in CASES
]


@pytest.mark.parametrize(
    "label",
    [
        "the 15830 system", "FM100.1", "the 12345 hotline", "Call 12351 services", "a Boeing 737-800",
        "in 2008 protests", "GB/T 19001", "Room 1203", "ISO 45001 rules", "1720 hours", "https://a.org/20261122",
        "No. 10000 customers", "after June 2018 workers", "since 1949 workers", "“8294 workers, 500 yuan – on Nov 22”", "0571-87654321",
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", ALL)
def test_labels_years_and_quotations_stay(label: str, style: EnglishStyle) -> None:
    assert styled(f"It is {label}.", style) == f"It is {label}."


@pytest.mark.parametrize(
    ("text", "case", "wanted"),
    [
        ("Union of riders opens a home for the night", "title", "Union of Riders Opens a Home for the Night"),
        ("iPhone and GDP: the 5 km of Jin'an", "title", "iPhone and GDP: The 5 km of Jin'an"),
        ("Of The People For", "title", "Of the People For"),
        ("Jin'an Workers Are Helped By Their Local Union", "sentence", "Jin'an Workers are helped by their local Union"),
        ("SCIO Says GDP Is Growing While Others Were Falling", "sentence", "SCIO says GDP is growing while others were falling"),
        ("Seven: Families Were Helped “In The Cold”", "sentence", "Seven: Families were helped “In The Cold”"),
        ("Workers of Huangyan and Pan Xiande", "sentence", "Workers of Huangyan and Pan Xiande"),
    ],
)  # fmt: skip
def test_headlines_have_the_houses_case(text: str, case: str, wanted: str) -> None:
    style = EnglishStyle(headlines="title" if case == "title" else "sentence")
    assert headline(text, style) == wanted
    assert styled(text, style) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from one person to many", "From one person to many"),
        ("iPhone users join the union", "iPhone users join the union"),
        ("“one card” for all", "“one card” for all"),
    ],
)
def test_a_headline_begins_with_a_capital(text: str, wanted: str) -> None:
    assert headline(text, EnglishStyle()) == wanted


def test_a_name_of_the_term_base_keeps_its_case_in_a_headline() -> None:
    names = (("家园", "Families Home"), ("甬江", "River of Yong"))
    style = EnglishStyle(headlines="sentence")
    assert (
        headline("Families Home Helped Many While Others Fell", style, names=names)
        == "Families Home helped many while others fell"
    )
    text = headline("by the River of Yong", EnglishStyle(headlines="title"), names=names)
    assert text == "By the River of Yong"


@given(TEXTS | st.text(max_size=40), STYLES)
def test_style_done_twice_is_style_done_once(text: str, style: EnglishStyle) -> None:
    for put in (styled, headline):
        once = put(text, style)
        assert put(once, style) == once


@given(TEXTS, STYLES)
def test_style_changes_no_value(text: str, style: EnglishStyle) -> None:
    def values(text: str) -> list[tuple[object, ...]]:
        digits = [n for n in english.numbers(text) if re.search(r"\d", text[slice(*n.span)])]
        return sorted(n.values for n in digits)

    assert values(styled(text, style)) == values(text)
    assert values(headline(text, style)) == values(text)


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
def test_another_form_of_a_name_is_replaced_where_it_is_plain(en: str, wanted: str) -> None:
    assert use_one_form(en, NAMES) == wanted


@given(st.text(max_size=60))
def test_replacing_forms_of_names_twice_changes_nothing_more(en: str) -> None:
    once = use_one_form(en, NAMES)
    assert use_one_form(once, NAMES) == once


def test_an_ordinal_ends_as_it_is_said() -> None:
    en = "On the 22th, the 3th, 11st and 112nd of 1st and 20th, 4th Road, 1.2th"
    wanted = "On the 22nd, the 3rd, 11th and 112th of 1st and 20th, 4th Road, 1.2th"
    assert use_one_form(en, ()) == wanted
    assert use_one_form(wanted, ()) == wanted
