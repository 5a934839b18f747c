"""Invented stories of invented places: headlines, bylines and paragraphs, all from one seed."""

from dataclasses import dataclass, replace
from random import Random

_PLACES = (
    "江口",
    "白沙",
    "云溪",
    "青禾",
    "石泉",
    "松岭",
    "东湾",
    "南浦",
    "临河",
    "凤台",
    "双桥",
    "新塘",
    "长坪",
    "安澜",
    "望海",
    "北屯",
)
_BODIES = (
    "总工会",
    "水务局",
    "教育局",
    "农业农村局",
    "交通运输局",
    "文化馆",
    "供电公司",
    "人民医院",
    "消防救援大队",
    "妇联",
    "团委",
    "商务局",
)
_FIRMS = (
    "宏远机械厂",
    "星海纺织有限公司",
    "大明轴承集团",
    "瑞丰食品厂",
    "顺达物流公司",
    "金桥造船厂",
    "三阳水泥厂",
    "华茂电子公司",
    "绿原农场",
    "天成建筑公司",
)
_FAMILY = (
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "黄",
    "赵",
    "吴",
    "周",
    "徐",
    "孙",
    "马",
    "朱",
    "胡",
    "郭",
    "何",
    "高",
    "林",
    "郑",
    "罗",
    "梁",
    "宋",
    "唐",
    "许",
    "邓",
    "冯",
    "韩",
    "曹",
    "彭",
    "潘",
    "蔡",
    "蒋",
    "沈",
    "阎",
    "裘",
    "缪",
    "荣",
    "金",
    "单",
    "覃",
    "仝",
    "亓",
    "禤",
    "欧阳",
    "上官",
    "司马",
    "诸葛",
)
_GIVEN = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀英",
    "建国",
    "志刚",
    "晓岚",
    "思远",
    "雨桐",
    "立新",
    "淑华",
    "小满",
    "国平",
    "文静",
    "海燕",
    "玉兰",
    "宝山",
    "天佑",
    "佳宁",
    "春生",
    "庆和",
    "若水",
)
_MINORITY = ("阿依古丽·买买提", "扎西次仁·多吉", "巴特尔·孟和")
_THINGS = (
    "工会驿站",
    "职工书屋",
    "水库大坝",
    "乡村公路",
    "卫生服务站",
    "技能培训班",
    "劳动竞赛",
    "文化礼堂",
    "污水处理厂",
    "幼儿园",
    "农贸市场",
    "公交线路",
    "充电站",
    "灌溉渠",
    "老年食堂",
    "消防站",
)
_DEEDS = (
    "投入使用",
    "正式启用",
    "全面开工",
    "顺利完工",
    "通过验收",
    "向群众开放",
    "迎来首批学员",
    "增加到三十处",
)
_PEOPLE_KINDS = (
    "一线职工",
    "货车司机",
    "快递员",
    "环卫工人",
    "外卖骑手",
    "种粮大户",
    "留守老人",
    "乡村教师",
    "返乡青年",
    "护林员",
    "渔民",
    "焊工",
)
_QUALITIES = (
    "暖心",
    "提速",
    "升级",
    "扩面",
    "落地",
    "见效",
    "结硕果",
    "开新局",
    "添动力",
    "出实招",
)
_TIMES = (
    "日前",
    "近日",
    "昨天上午",
    "连日来",
    "3月12日",
    "9月21日下午",
    "入夏以来",
    "今年以来",
    "上周末",
    "去年底",
    "5月上旬",
    "10月8日",
)

_LEADS = (
    "{t}，{p}县{b}举办的{th}{d}，{n}名{k}参加，现场发放物资{m}份。",
    "{t}，记者从{p}市{b}获悉，全市新建的{m}处{th}已经{d}，惠及{k}{n}人。",
    "{t}，由{p}区{b}牵头、{f}承建的{th}{d}，总投资{m}万元，比计划提前{s}天。",
    "在{p}县{f}的车间里，{k}正在赶制一批出口订单，机器声此起彼伏，{th}就设在车间门口。",
    "{t}，{p}镇的{k}有了自己的{th}，首批{n}人当天就报了名，预计年内还将增加{s}处。",
    "走进{p}市的{th}，{k}三三两两坐在一起，有人读报，有人下棋，{b}的工作人员忙着登记。",
    "“{th}什么时候能用上？”{t}，{p}县{b}收到{k}的来信，当天就派人到现场查看。",
)
_MIDDLES = (
    "据了解，{p}{b}今年已投入资金{m}万元，建成{th}{s}处，服务{k}{n}人次，比去年同期增长{s}%。",
    "“过去要跑{s}公里，现在下楼就能办。”{k}{name}说，{th}建好以后，大家的日子方便了许多。",
    "{b}负责人{name}介绍，下一步将在{p}、{p2}等地推广这一做法，争取到年底覆盖{s}个乡镇。",
    "活动分为{s}个阶段，设有理论考试、实际操作、现场答辩等环节，{f}的代表队获得第一名。",
    "为解决{k}的后顾之忧，{b}联合{f}设立专项资金，每人每年最高可领{m}元，手续一次办完。",
    "{name}告诉记者，她从事这一行已有{s}年，带出徒弟{s2}名，其中多人成为{f}的技术骨干。",
    "当天，{p}县还举行了现场招聘会，{f}等{s}家单位提供岗位{n}个，达成意向的有{m}人。",
    "截至目前，{p}市共有{th}{m}处，其中城区{s}处、乡镇{s2}处，全部免费开放，夜间也有人值守。",
    "{f}工会主席{name}说：“只要{k}有需要，我们就随叫随到，决不让一个人掉队。”",
    "专家认为，{p}的做法抓住了关键：既要把{th}建起来，更要让它转起来；既要方便群众，也要算好经济账。",
    "根据计划，二期工程将于明年{s}月动工，届时可新增床位{m}张，{p2}、{p}两地群众都将受益。",
    "雨停之后，{k}又回到了工地。班长{name}一边检查设备，一边叮嘱大家注意安全，额头上全是汗珠。",
    "这笔钱从哪里来？{b}算了一笔账：节约办公经费{m}万元，企业赞助{s}万元，其余由财政补足。",
)
_ENDS = (
    "{b}表示，将继续完善制度，把好事办好、实事办实，让更多{k}共享发展成果。",
    "据悉，{p2}县、{p}县等地的{th}也将在下月陆续开放，具体时间由当地公布。",
    "夜幕降临，{th}的灯还亮着，{k}的笑声传出很远。",
    "到今年底，全市{th}将达到{m}处，{k}“家门口”的服务会越来越好。",
)
_TITLES = (
    "{p}{n}名{k}有了新“家”",
    "{p}县{th}{d}",
    "{th}{q} {k}受益",
    "让{k}的日子更有奔头",
    "{p}：{th}办到家门口",
    "一座{th}，温暖一座城",
    "{f}：小班组闯出大市场",
    "{k}的事，件件有着落",
    "{p}市{b}出台{s}条措施 服务{k}",
    "“{q}”的背后",
    "{th}建在哪儿？{k}说了算",
    "今年{p}将新建{th}{s}处",
    "《{p}县{th}管理办法》印发",
    "从“{s}个人”到“一群人”",
    "{p}{th}建设跑出“加速度”",
    "{k}点赞：这样的服务真{q}！",
)
_KICKERS = (
    "{p}县{b}",
    "“{q}行动”进行时",
    "{name}在{p}调研时强调",
    "深化改革·一线见闻之{c}",
    "{p}市委主要领导在会见{k}代表时指出",
    "走基层·看变化",
    "{p}区委、区政府",
)
_SUBTITLES = (
    "——{p}县{b}服务{k}纪实",
    "{p}{b}今年新建{th}{s}处",
    "首批{n}名{k}报名参加",
    "——来自{f}的报告",
)
_SUBHEADS = (
    "从无到有的{th}",
    "“有人管，心里踏实”",
    "{k}的新算盘",
    "把钱花在刀刃上",
    "小切口带来大变化",
    "一个都不能少",
)
# What a banner is about, in words that no story uses unless it stands below the banner.
_BANNERS = (
    "夏日送清凉",
    "争当先锋",
    "防汛抗旱",
    "文明餐桌",
    "书香润心",
    "护航高考",
    "非遗传承",
    "植树护绿",
)
_ROLES = ("记者", "通讯员", "见习记者", "实习生", "特约记者", "全媒体记者")


@dataclass(frozen=True, slots=True)
class Person:
    """A byline's role as printed and its names."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One article before it is set."""

    title: str
    paragraphs: tuple[str, ...]
    people: tuple[Person, ...] = ()
    place: str = ""
    kicker: str | None = None
    subtitle: str | None = None
    subheads: tuple[tuple[int, str], ...] = ()  # a sub-heading stands before this paragraph
    photo: bool = False


def filled(template: str, dice: Random) -> str:
    """A template with words and figures of its own."""
    words = {
        "p": dice.choice(_PLACES),
        "p2": dice.choice(_PLACES),
        "b": dice.choice(_BODIES),
        "f": dice.choice(_PLACES) + dice.choice(_FIRMS),
        "k": dice.choice(_PEOPLE_KINDS),
        "th": dice.choice(_THINGS),
        "d": dice.choice(_DEEDS),
        "q": dice.choice(_QUALITIES),
        "t": dice.choice(_TIMES),
        "n": f"{dice.randrange(30, 9000)}",
        "m": f"{dice.randrange(11, 990)}",
        "s": f"{dice.randrange(2, 40)}",
        "s2": f"{dice.randrange(2, 40)}",
        "c": dice.choice("一二三四五六七八九"),
        "name": name(dice),
    }
    return template.format(**words)


def name(dice: Random, *, minority: float = 0.0) -> str:
    """A Chinese name, sometimes of a minority's form."""
    if dice.random() < minority:
        return dice.choice(_MINORITY)
    family = dice.choice(_FAMILY)
    given = dice.choice([g for g in _GIVEN if len(family) == 1 or len(g) == 2])
    return family + given


def persons(dice: Random) -> tuple[Person, ...]:
    """Who wrote a story: a reporter, often with a correspondent or a second name."""
    people = [Person(dice.choice(_ROLES), tuple(name(dice) for _ in range(dice.choice((1, 1, 2)))))]
    if dice.random() < 0.35:
        others = [role for role in ("通讯员", "实习生", "记者") if role != people[0].role]
        people.append(Person(dice.choice(others), (name(dice),)))
    return tuple(people)


def place(dice: Random) -> str:
    """A town."""
    return dice.choice(_PLACES)


def banner(dice: Random, lines: int) -> tuple[str, ...]:
    """The lines of a banner over several stories."""
    return tuple(dice.sample(_BANNERS, lines))


def below(story: Story, banner: str) -> Story:
    """The story with a sentence that names what the banner above it is about."""
    *others, last = story.paragraphs
    return replace(story, paragraphs=(*others, f"{last}这也是“{banner}”的一项内容。"))


def story(dice: Random, *, paragraphs: tuple[int, int] = (2, 6), heads: float = 0.4) -> Story:
    """A news story; `heads` is how often it has a kicker, a subtitle and sub-headings."""
    count = dice.randint(*paragraphs)
    body = [filled(dice.choice(_LEADS), dice)]
    body += [
        "".join(filled(t, dice) for t in dice.sample(_MIDDLES, dice.choice((1, 2, 2))))
        for _ in range(count - 1)
    ]
    if dice.random() < 0.5:
        body[-1] += filled(dice.choice(_ENDS), dice)
    subheads: list[tuple[int, str]] = []
    if count >= 5 and dice.random() < heads:
        marks = sorted(dice.sample(range(2, count), 2))
        subheads = [
            (at, filled(t, dice)) for at, t in zip(marks, dice.sample(_SUBHEADS, 2), strict=True)
        ]
    return Story(
        title=filled(dice.choice(_TITLES), dice),
        paragraphs=tuple(body),
        people=persons(dice),
        place=place(dice),
        kicker=filled(dice.choice(_KICKERS), dice) if dice.random() < heads else None,
        subtitle=filled(dice.choice(_SUBTITLES), dice) if dice.random() < heads else None,
        subheads=tuple(subheads),
    )


def photo(dice: Random) -> Story:
    """A picture with its headline, caption and who took it."""
    caption = filled(dice.choice(_LEADS[:4]), dice) + dice.choice(
        (filled("图为{k}在{th}前合影。", dice), "", filled("据悉，{p}的{th}将于下月开放。", dice))
    )
    return Story(
        title=filled(dice.choice(_TITLES), dice),
        paragraphs=(caption,),
        people=(Person(dice.choice(("记者", "通讯员", "见习记者")), (name(dice),)),),
        place=place(dice),
        photo=True,
    )
