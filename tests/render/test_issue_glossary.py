"""The glossary at the end of an issue: what was really used, where it occurs first, in bounds."""

from dataclasses import replace

import pytest

from digest.config.settings import EnglishStyle, PageStyle
from digest.desk import ArticleEdits, Edits, PassageEdit, apply, passage_key
from digest.pipeline.used_terms import used_terms
from digest.records import Entry, Layout, Pair, PairBlock, Term
from digest.render import (
    render_epub,
    render_html,
    render_mail_html,
    render_markdown,
    render_text,
)
from digest.render.issue_glossary import Glossary, make_glossary
from digest.terminology import TermBase
from digest.text.phrases import as_words
from tests.render.test_render import FORMS, pages
from tests.support.examples import a_digest, an_entry

CANAL = Pair(
    "运河昨天通航。“白沙港很忙，”王立说。白沙港有工会。", 'The canal opened. "Baisha Port is busy," Wang Li said. Baisha Port has trade unions.'
)  # fmt: skip


def an_article(name: str, *pairs: Pair) -> Entry:
    blank = replace(an_entry(name), kicker=None, subtitle=None, summary=())
    return replace(
        blank, title=Pair("标题", "Title"), blocks=tuple(PairBlock("p", pair) for pair in pairs)
    )


def glossary(*entries: Entry, terms: dict[str, str], most: int = 100) -> Glossary:
    known = [Term(zh, en) for zh, en in terms.items()]
    return make_glossary(entries, known, lambda e: [b.pair for b in e.blocks], most=most)


def test_a_term_has_the_sentence_that_has_it_first_in_both_languages() -> None:
    one, two = an_article("one", Pair("别的。", "Else.")), an_article("two", CANAL)
    port, union = glossary(one, two, terms={"工会": "trade union", "白沙港": "Baisha Port"}).lines
    assert (port.term.en, port.entry) == ("Baisha Port", two)
    assert port.sentence == Pair("“白沙港很忙，”王立说。", '"Baisha Port is busy," Wang Li said.')
    assert union.sentence == Pair("白沙港有工会。", "Baisha Port has trade unions.")


def test_sentences_that_were_joined_are_found_by_their_words() -> None:
    joined = Pair(
        "路通了。车多了。白沙港忙了。", "The road is open and there are cars. Baisha Port is busy."
    )
    (line,) = glossary(an_article("one", joined), terms={"白沙港": "Baisha Port"}).lines
    assert line.sentence == Pair("白沙港忙了。", "Baisha Port is busy.")


def test_a_title_and_an_initial_end_no_sentence() -> None:
    said = Pair("王先生住5号。", "Mr. Wang of No. 5 met J. Smith. He left.")
    (line,) = glossary(an_article("one", said), terms={"王先生": "Smith"}).lines
    assert line.sentence.en == "Mr. Wang of No. 5 met J. Smith."


def test_a_term_without_its_english_or_within_a_longer_one_is_left_out() -> None:
    pair = Pair("云溪市总工会开会。", "The Yunxi Federation of Trade Unions met.")
    terms = {
        "云溪市总工会": "Yunxi Federation of Trade Unions",
        "总工会": "Federation of Trade Unions",
    }
    found = glossary(an_article("one", pair), terms={**terms, "开会": "assemble"})
    assert [line.term.zh for line in found.lines] == ["云溪市总工会"]
    assert found.total == 1


def test_a_term_that_an_editor_emptied_is_left_out() -> None:
    found = glossary(an_article("one", CANAL), terms={"白沙港": " ", "": "Baisha Port"})
    assert found == Glossary()


def test_of_too_many_terms_those_of_most_articles_are_kept_and_counted() -> None:
    names = {f"{chr(0x4E00 + n)}村": f"Village {n:02}" for n in range(30)}
    whole = [an_article(str(n), Pair(zh, en)) for n, (zh, en) in enumerate(names.items())]
    again = an_article("again", Pair("一村", "x"), Pair(list(names)[25], "Village 25"))
    found = glossary(*whole, again, terms=names, most=2)
    assert [line.term.en for line in found.lines] == ["Village 00", "Village 25"]
    assert (found.total, found.cut) == (30, True)


def test_an_endless_sentence_is_cut_around_its_term() -> None:
    pair = Pair("甲" * 5000 + "白沙港" + "乙" * 5000, "so " * 5000 + "Baisha Port" + " on" * 5000)
    (line,) = glossary(an_article("one", pair), terms={"白沙港": "Baisha Port"}).lines
    assert "白沙港" in line.sentence.zh
    assert "Baisha Port" in line.sentence.en
    assert len(line.sentence.zh) < 210
    assert len(line.sentence.en) < 610


def test_an_english_term_is_found_inflected_but_not_inside_a_word() -> None:
    for text in ("a trade union", "Trade Unions", "the trade unions’ hall", "trade union's"):
        assert as_words("trade union").search(text), text
    assert as_words("Xi'an").search("in Xi’an.")
    assert not as_words("union").search("a reunion, unionised")


def test_only_terms_whose_english_was_used_are_kept_with_the_issue() -> None:
    base = TermBase(
        (("白沙港", "Baisha Port"), ("通航", "open to traffic"), ("工会", "labour union"))
    )
    entry = an_article("one", replace(CANAL, en=CANAL.en.replace("trade", "labor")))
    found = used_terms([entry], base, EnglishStyle(spelling="american"))
    assert found == (Term("白沙港", "Baisha Port"), Term("工会", "labor union"))


def test_the_glossary_ends_the_issue_and_leads_to_the_articles() -> None:
    digest = a_digest(an_entry())
    markdown = render_markdown(digest)
    assert "- [词汇表 Glossary](#glossary)" in markdown
    line = (
        "**弧光 arc**\\\n清晨，车间里亮起弧光。\\\nAt dawn the arcs light up.\\\n[One welding gun"
    )
    assert line in markdown[markdown.index("## 词汇表 Glossary") :]
    page = render_html(digest)
    section = page[page.index('<section class="glossary"') : page.index("</main>")]
    assert '<a href="#glossary">' in page
    for part in ("弧光", ">arc<", "At dawn the arcs light up.", 'href="#a-one"'):
        assert part in section, part
    book = pages(render_epub(digest))
    for part in ("弧光", ">arc<", "At dawn the arcs light up.", 'href="article-0001.xhtml"'):
        assert part in book["EPUB/glossary.xhtml"], part
    for name in ("EPUB/nav.xhtml", "EPUB/toc.ncx", "EPUB/content.opf"):
        assert "glossary.xhtml" in book[name], name


@pytest.mark.parametrize("layout", ["zh", "summaries"])
def test_a_layout_shows_terms_of_what_it_prints_only(layout: Layout) -> None:
    rendered = render_markdown(a_digest(), PageStyle(layout))
    assert ("Glossary" in rendered) == (layout == "summaries")
    assert "弧光 arc" not in rendered


def test_an_issue_without_terms_has_no_glossary() -> None:
    for form in FORMS.values():
        assert "Glossary" not in form(replace(a_digest(), terms=()), PageStyle())


def test_the_mail_is_short_and_has_no_glossary() -> None:
    assert "Glossary" not in (render_mail_html(a_digest(), PageStyle()) or "")
    assert "Glossary" not in render_text(a_digest(), PageStyle())


def test_corrections_reach_the_glossary() -> None:
    digest = a_digest(an_article("one", CANAL))
    digest = replace(digest, terms=(Term("白沙港", "Baisha Port"), Term("工会", "trade union")))
    corrected = CANAL.en.replace("trade unions", "a guild")
    edits = Edits(
        names={"Baisha": "Whitesand"},
        articles={"one": ArticleEdits(passages={passage_key(CANAL.zh): PassageEdit(en=corrected)})},
    )
    rendered = render_markdown(apply(digest, edits).digest)
    assert "**白沙港 Whitesand Port**" in rendered
    assert "工会 trade union" not in rendered
