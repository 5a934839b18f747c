"""What stands on a page and belongs to no article: mastheads, page heads, site noise. Rules as data."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from digest.ingest.page.lines import Line
from digest.text.hanzi import fold

FurnitureRole = Literal[
    "masthead",
    "page-head",
    "column",
    "meta",
    "page-foot",
    "site-noise",
    "continued",
    "contents",
    "notice",
]

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_DATE = re.compile(
    r"((?:19|20)\d\d)\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})(?!\d)日?"
    r"|([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,3})日"
)
_NAME = r"(?:[\u3400-\u9fff]{2,10}?(?:日报|晚报|早报|时报|晨报|商报|快报|都市报|法制报|法治报|工人报|青年报|农民报|(?<![预通捷喜公汇举情申填战])报|周刊)|新闻联播)"
_PAPER = re.compile(rf"《?({_NAME})》?(?=$|[\s\u3000（(\d]|数字报|电子|官方|多媒体)")
_SOURCE = re.compile(r"(?:来源|稿源|出处)\s*[:：]\s*([\u3400-\u9fffA-Za-z·]{2,20})")
_AUTHOR = re.compile(r"作者\s*[:：]\s*(.{2,40}?)(?=\s{2,}|\s*(?:编辑|责编|来源|$))")
_WEEKDAY = r"(?:星期[一二三四五六日天]|周[一二三四五六日])"
_DAY = (
    r"(?:(?:19|20)\d\d\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}\s*日?"
    r"|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿卅]{1,3}日)"
)
# 第12期（总第356期）, 今日八版, 内部资料: what stands beside or below the paper's name.
_ISSUE = (
    r"(?:[（(]?总?第\s*\d{1,6}\s*期[）)]?|今[日天]\s*[\d一二三四五六七八九十]{1,3}\s*版|农历\S{2,12}"
    r"|(?:内部资料|免费(?:交流|赠阅)|每份|零?售价|定价|月刊|半月刊|周报|旬报)\S{0,12})"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of line that is no article: what it looks like, its role, and why, for the reader."""

    role: FurnitureRole
    pattern: re.Pattern[str]
    reason: str


def _rule(role: FurnitureRole, pattern: str, reason: str) -> Rule:
    return Rule(role, re.compile(pattern, re.IGNORECASE), reason)


BOX = "the name of a box of notices"
ADDRESS = "an address"
RULES: tuple[Rule, ...] = (
    _rule(
        "page-foot",
        rf"^{_NAME}[\s　]+\S.*\s0*\d{{1,5}}\s.*{_DAY}.*$",
        "the page's own record: paper, page, title and date",
    ),
    _rule(
        "masthead",
        rf"^[《〈]?{_NAME}[》〉]?[\s　]*[（(]?[\s　]*{_DAY}.{{0,40}}$",
        "the paper's name with a date",
    ),
    _rule(
        "masthead",
        rf"^[《〈]?{_NAME}[》〉]?[\s　]*(?:数字报纸?|数字版|电子版|电子报|官方网站|多媒体数字报).{{0,40}}$",
        "the paper's name",
    ),
    _rule("masthead", rf"^《?(?:{_NAME})》?(?:客户端|电子版)?$", "the paper's name alone"),
    _rule(
        "masthead",
        rf"^(?:出版日期|发布时间|发布日期|发表时间|时间|日期|更新时间)?\s*[:：]?\s*{_DAY}(?:日)?[\s　]*{_WEEKDAY}?[\s　]*(?:农历.{{0,12}})?(?:\d{{1,2}}:\d\d(?::\d\d)?)?(?:[\s　]*{_ISSUE})*(?:[\s　]*第?\s*\d+\s*版?)?$",
        "a date",
    ),
    _rule(
        "masthead",
        rf"^{_ISSUE}(?:[\s　]*{_ISSUE})*$"
        r"|^[^。！？]{0,40}(?:国内统一(?:连续出版物|刊)号|CN\s*\d\d\s*[-—－/]\s*\d{4}|邮发代号|准印(?:证|字)|报刊登记证)[^。！？]{0,60}$"
        r"|^[^。！？]{2,30}(?:出版社?|主办|主管|承印|编印)[\s　]+[^。！？]{0,30}(?:零?售价|定价|每份|印刷)[^。！？]{0,20}$"
        r"|^(?:主办|主管|承办|出版|编印|承印)(?:单位)?\s*[:：][^。！？]{2,60}$",
        "how the paper is published",
    ),
    _rule(
        "notice",
        r"^[（(][^（）()。]{2,30}(?:供稿|来稿|投稿|提供)[)）]$",
        "who sent the text in",
    ),
    _rule(
        "notice",
        r"^(?:天气预报|今日天气|明日天气|(?:遗失|挂失)(?:声明|启事)|(?:分类)?广告)$",
        BOX,
    ),
    _rule(
        "notice",
        r"^[^。]{0,60}遗失[^。]{2,80}(?:作废|挂失)。?$",
        "a notice of loss",
    ),
    _rule(
        "masthead",
        r"^[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿卅]{1,3}日[\s　]*(?:星期.)?$",
        "a date",
    ),
    _rule(
        "meta",
        rf"^(?=.*(?:来源|作者|稿源)\s*[:：])(?:{_DAY}.{{0,12}})?[\s　]*(?:来源|作者|稿源).{{2,80}}$",
        "where it was published, by whom and when",
    ),
    _rule(
        "page-head",
        r"^0*\d{1,5}\s*版\s*[:：]?.{0,14}$|^第\s*[A-Z]?\d{1,4}\s*版[:：\s　]?\s*(?:[（(][^（）()]{0,14}[)）])?.{0,10}$",
        "the page's number and name",
    ),
    _rule(
        "page-head",
        r"^(?:总)?第\s*\d{2,6}\s*期.{0,20}$|^[A-Z]?\d{1,3}(?:版)?$|^(?:头版|首版|本版|[一二三四五六七八九十]版(?:要闻)?)$|^第[一二三四五六七八九十]{1,3}版.{0,8}$",
        "the page's number or name",
    ),
    _rule("page-head", r"^[\s　—–·-]*[A-Z]?\d{1,3}[\s　—–·-]*$", "the page's number"),
    _rule(
        "page-head",
        r"^(?:[A-D]0?\d{1,2}|0\d)[\s　·:：|]*(?:版[\s　·:：|]*)?[\u3400-\u9fff]{2,6}(?:[\s　]+[\u3400-\u9fff]{2,4})?$",
        "the page's number and name",
    ),
    _rule(
        "page-foot",
        r"^(?:本版|值班)(?:责任编辑|责编|编辑|编委|美编|校对|版式|视觉).{2,60}$"
        r"|^(?:责任编辑|责编|编辑)[\s　:：]*\S{2,4}[\s　]+(?:美编|校对|版式|视觉).{2,40}$",
        "who made the page",
    ),
    _rule(
        "page-foot",
        r"^(?:本报|报社|社|编辑部)?(?:地)?址\s*[:：].{4,}$|邮(?:政)?编(?:码)?\s*[:：]\s*\d{6}",
        "the paper's address",
    ),
    _rule(
        "continued",
        r"^[（(【]?\s*(?:紧接|上接|下转|转|接)\s*第?\s*[A-Z]?[\d一二三四五六七八九十]{1,3}\s*版[^）)】。]{0,16}[）)】]?$",
        "a note on which page the text goes on",
    ),
    _rule(
        "contents",
        r"^(?:本版|今日|本期|本报|今天)?(?:导读|要目|看点|提要)\s*[:：]?$",
        "the name of a list of contents",
    ),
    _rule("column", r"^专栏\s*[:：].{0,40}$", "the column that the article stands in"),
    _rule(
        "site-noise",
        r"^(?:上一篇|下一篇|上一版|下一版|上一页|下一页|上一期|下一期|返回(?:首页|目录|顶部|列表)?|首页|打印|打印本页|关闭|关闭窗口|收藏|评论|分享|点赞|目录|本版导航|版面导航|版面概览|往期回顾|标题导航|放大|缩小|默认|大|中|小|朗读|复制|更多|详细|显示全部|TOP|PDF|[+＋\-－=×✕xX·•|>]|\s)+$",
        "buttons of the site",
    ),
    _rule(
        "site-noise",
        r"^(?:【?字[号体]|\[?字号|语音播报|扫[码一]|扫描?.{0,6}二维码|分享到|分享至|我要评论|网友评论|发表评论|跟帖评论|跟贴评论|相关阅读|相关新闻|相关链接[:：]?$|相关报道$|延伸阅读$|推荐阅读|热门推荐|精彩推荐|猜你喜欢|更多精彩|阅读排行|热点新闻|点击排行|媒体矩阵|友情链接|网站地图|网站声明|关于我们|联系我们|版权声明|版权所有|法律声明|广告服务|投稿|举报电话|违法和不良|不良信息|技术支持|无障碍|手机版|电脑版|新闻热线[:：]|报料热线|您?当前的?位置|你的位置|今天是|设为首页|加入收藏|用户登录|登录|注册|您是第\d|访问量|阅读量|浏览次数|浏览[:：]\d|点击[:：]?\d|阅读[:：]?\d|转发[:：]?\d|责任声明|免责声明|特别声明|本网声明|本文来源|原标题[:：]|关键词[:：]|标签[:：]|编辑推荐).{0,120}$",
        "text of the site",
    ),
    _rule(
        "site-noise",
        r"copyright|all rights reserved|©|ICP[备证]|公网安备|许可证(?:编?号)?\s*[:：]|网络视听许可|广播电视节目制作|举报(?:电话|邮箱)|未经.{0,12}(?:授权|许可).{0,30}(?:转载|复制|使用)|版权所有",
        "legal notice of the site",
    ),
    _rule(
        "site-noise",
        r"^.{0,20}(?:官方网站|首页).{0,6}[|｜].{0,40}$|^.{0,30}(?:技术支持|老版入口|主办\s.*网站).{0,20}$|^.{0,40}(?:加盟单位|主管主办|承办)\s*$|^[^。]{0,24}(?:关注|下载|扫描).{0,20}(?:微信|公众号|微博|客户端|APP|二维码).{0,24}$",
        "text of the site",
    ),
    _rule(
        "site-noise",
        r"^[\s　•·●|]*[\u3400-\u9fffA-Za-z]{0,12}(?:微信|微博|抖音|快手|客户端|公众号|视频号|头条号|二维码|官方微信|官方微博|手机报|网群)[\s　|]*$",
        "channel of the site",
    ),
    _rule(
        "site-noise",
        r"^(?:(?:[^\s，。|｜>＞»/]{1,10}\s*[|｜>＞»/]\s*){2,}[^\s，。|]{0,40}|(?:[^\s|｜]{1,8}\s*[|｜]\s*)+[^\s|｜]{0,8})$",
        "a row of links",
    ),
    _rule("site-noise", r"^[\W_]{1,40}$", "punctuation only"),
    _rule("site-noise", r"^https?://\S+$|^www\.\S+$", ADDRESS),
)
_NAV_WORDS = re.compile(
    r"新闻中心|图库|专题|国内新闻|国际新闻|首页|视频|论坛|博客|网站|频道|娱乐|体育|财经|旅游|房产|汽车|官网|新闻连线|国内|国际|教育|健康|党建|时评|评论|理论"
)
_CHANNEL = re.compile(
    r"^[\u3400-\u9fff]{0,4}(?:娱乐|要闻|新闻|频道|时政|财经|首页|网|在线|资讯|维权|时评|生活|健康|体育|文体)$"
)
# The longest line of a real page's foot has 67 characters; a paragraph that speaks of a copyright has more.
_LONGEST = 120


def rule_for(line: Line, *, first: bool) -> Rule | None:
    """The rule that makes `line` furniture, if any; `first` for the first line of a page."""
    text = line.folded
    if len(text) <= _LONGEST:
        for rule in RULES:
            if rule.pattern.search(text):
                return rule
    if first and _CHANNEL.match(text) and len(text) <= 6:
        return Rule("site-noise", _CHANNEL, "the name of a site's channel")
    if "。" not in text and len(text) >= 12 and len(_NAV_WORDS.findall(text)) >= 4:
        return Rule("site-noise", _NAV_WORDS, "a row of links")
    return None


def date_in(text: str) -> date | None:
    """The first full date in `text`, written in figures or in Chinese."""
    for match in _DATE.finditer(text):
        groups = match.groups()
        values = (
            [int(group) for group in groups[:3]]
            if groups[0]
            else [_digits(groups[3]), _counted(groups[4]), _counted(groups[5])]
        )
        try:
            return date(*values)
        except ValueError:
            continue
    return None


def source_in(text: str) -> str | None:
    """The paper or site that a masthead or meta line names."""
    folded = fold(text)
    match = _SOURCE.search(folded) or _PAPER.search(folded)
    return text[slice(*match.span(1))] if match else None


def author_in(text: str) -> str | None:
    """What a meta line says after 作者."""
    match = _AUTHOR.search(fold(text))
    return text[slice(*match.span(1))].strip() if match else None


def _digits(text: str) -> int:
    return int("".join(str(_DIGITS[char]) for char in text))


def _counted(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)
