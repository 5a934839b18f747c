"""Saved pages in the manner of Chinese news sites: what is the article's stays, the site's goes."""

import json
from pathlib import Path

import pytest

from digest import ingest
from digest.records import Article

FIRST = "昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水，管网延伸到每一个村。"
SECOND = "县水务局局长单立说，今后三年全县还要再建五座水厂，水价三年不变，困难家庭减半。"
THIRD = "记者在现场看到，居民们提着水桶排队接水，脸上都是笑容，大家说这一天等了很久。"
NAV = '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/n">新闻</a></li><li><a href="/s">体育</a></li></ul></div>'
TAIL = """<div class="share">分享到：<a>微信</a> <a>微博</a></div><div class="rel"><h3>相关阅读</h3><ul>
<li><a href="/1">江口县去年新增绿地三十公顷市民出门见园</a></li><li><a href="/2">江口大桥今天通车两岸居民走上桥面</a></li></ul></div>
<div class="foot">版权所有 江口在线 未经授权不得转载 浙ICP备00000000号</div>"""


def page(body: str, head: str = "<title>山泉入户_江口在线</title>") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{NAV}{body}{TAIL}</body></html>'


def read(tmp_path: Path, html: str, name: str = "page.html") -> Article:
    path = tmp_path / name
    path.write_text(html, encoding="utf-8")
    (made,) = (item for item in ingest.read([str(path)]) if isinstance(item, Article))
    return made


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in article.blocks]


def test_sub_headings_lists_and_tables_stay_where_they_stand(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        page(
            f"<div class='content'><h1>山泉入户</h1><p>{FIRST}</p><h2>水价三年不变</h2><p>{SECOND}</p>"
            "<ul><li>北片：云溪、青禾两个镇先通水</li><li>南片：石桥镇明年通水</li></ul><h2>等了很久</h2>"
            f"<p>{THIRD}</p><table><tr><th>水厂</th><th>每天供水</th></tr><tr><td>第三水厂</td><td>五万吨</td></tr></table>"
            f"<p>{SECOND}</p></div>"
        ),
    )
    assert blocks(made) == [
        ("p", FIRST),
        ("h", "水价三年不变"),
        ("p", SECOND),
        ("p", "北片：云溪、青禾两个镇先通水"),
        ("p", "南片：石桥镇明年通水"),
        ("h", "等了很久"),
        ("p", THIRD),
        ("p", "水厂 | 每天供水"),
        ("p", "第三水厂 | 五万吨"),
        ("p", SECOND),
    ]


def test_the_line_under_the_headline_is_read_and_is_no_text(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        page(
            "<h1>山泉入户</h1><div class='info'><span>2026-07-04 08:30</span> <span>来源：江口日报</span> "
            f"<span>作者：王立</span> <span>编辑：李岚</span></div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
        ),
    )
    assert (made.title, made.source, str(made.date)) == ("山泉入户", "江口日报", "2026-07-04")
    assert [byline.names for byline in made.bylines] == [("王立",)]
    assert [credit.names for credit in made.credits] == [("李岚",)]
    assert [text for _, text in blocks(made)] == [FIRST, SECOND, THIRD]


def test_an_e_papers_kicker_and_subtitle_are_no_sub_headings(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        page(
            "<div class='article'><h3>两万户居民喝上好水</h3><h1>山泉入户</h1><h2>水价三年不变</h2>"
            f"<div id='ozoom'><founder-content><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></founder-content></div></div>"
        ),
    )
    assert (made.kicker, made.title, made.subtitle) == (
        "两万户居民喝上好水",
        "山泉入户",
        "水价三年不变",
    )
    assert [text for _, text in blocks(made)] == [FIRST, SECOND, THIRD]


def test_what_json_ld_states_comes_first(tmp_path: Path) -> None:
    news = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "江口在线"},
            {
                "@type": "NewsArticle",
                "headline": "山泉入户",
                "datePublished": "2026-07-03T23:30:00Z",
                "author": [{"@type": "Person", "name": "王立"}, {"name": "单岚"}],
                "publisher": {"name": "江口日报"},
                "articleSection": "民生",
                "url": "https://example.org/7",
            },
        ],
    }
    head = (
        '<title>山泉入户</title><meta name="author" content="admin"><script type="application/ld+json">'
        + json.dumps(news, ensure_ascii=False)
        + "</script>"
    )
    made = read(tmp_path, page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>", head))
    assert (made.title, made.section, made.url) == ("山泉入户", "民生", "https://example.org/7")
    assert (made.source, str(made.date)) == ("江口日报", "2026-07-04")
    assert [byline.names for byline in made.bylines] == [("王立", "单岚")]


def test_what_government_sites_state_in_meta_elements_is_read(tmp_path: Path) -> None:
    head = (
        '<title>山泉入户-通知公告-江口县人民政府</title><meta name="ArticleTitle" content="山泉入户">'
        '<meta name="PubDate" content="2026/07/04 08:30"><meta name="ContentSource" content="县水务局">'
        '<meta name="ColumnName" content="要闻动态"><meta name="SiteName" content="江口县人民政府">'
    )
    made = read(tmp_path, page(f"<form><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></form>", head))
    assert (made.title, made.section, made.source) == ("山泉入户", "要闻动态", "县水务局")
    assert str(made.date) == "2026-07-04"


def test_a_page_without_a_headline_element_is_titled_without_its_site(tmp_path: Path) -> None:
    made = read(tmp_path, page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"))
    assert made.title == "山泉入户"
    assert [text for _, text in blocks(made)] == [FIRST, SECOND, THIRD]


def test_links_and_controls_between_paragraphs_are_the_sites(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        page(
            f"<h1>山泉入户</h1><p>{FIRST}</p><p><a href='/9'>推荐：江口大桥今天通车两岸居民走上桥面</a></p>"
            f"<p>扫一扫 分享到微信</p><p>{SECOND}</p><p>{THIRD[:-1]}，<a href='/8'>单立</a>也来了。</p>"
        ),
    )
    assert [text for _, text in blocks(made)] == [FIRST, SECOND, f"{THIRD[:-1]}，单立也来了。"]


def test_paragraphs_set_with_line_breaks_are_paragraphs(tmp_path: Path) -> None:
    made = read(
        tmp_path, page(f"<h1>山泉入户</h1><div>　　{FIRST}<br>　　{SECOND}<br/>{THIRD}</div>")
    )
    assert [text for _, text in blocks(made)] == [FIRST, SECOND, THIRD]


def test_a_short_notice_is_an_article_too(tmp_path: Path) -> None:
    notice = "今天下午三点到五点，云溪镇停水两小时。"
    made = read(tmp_path, page(f"<h1>停水通知</h1><p>{notice}</p>"))
    assert (made.title, made.text) == ("停水通知", notice)


@pytest.mark.parametrize("body", ["", "<div id='app'></div>"])
def test_a_page_without_text_says_so(tmp_path: Path, body: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<!DOCTYPE html><html><body>{body}</body></html>", encoding="utf-8")
    assert [type(item).__name__ for item in ingest.read([str(path)])] == ["Failure"]
