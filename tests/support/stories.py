"""Made-up news of any number: different stories, and the same story edited as papers do."""

import random
import re
from itertools import pairwise

_PLACES = [
    "江口",
    "云溪",
    "青禾",
    "南屏",
    "石桥",
    "白沙",
    "梅岭",
    "柳河",
    "金川",
    "松原",
    "临水",
    "望海",
    "丰谷",
    "竹山",
    "雁门",
    "清源",
]
_UNITS = [
    "水务局",
    "交通局",
    "总工会",
    "文化馆",
    "供电所",
    "卫生院",
    "中心小学",
    "合作社",
    "机械厂",
    "物流园",
    "渔业站",
    "消防队",
    "气象台",
    "图书馆",
    "社区居委会",
    "博物馆",
]
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "明伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛超霞平刚桂兰婷雪琴云莲真环凡佳嘉玉萍红娥玲芬燕彩"
_DEEDS = (
    "新建的{thing}昨天投入使用，{n}户居民当天就用上了",
    "{name}带着{n}名徒弟把{thing}拆开重装，前后用了{m}天",
    "清早{m}点，{name}已经在{thing}旁边忙开了",
    "去年这里还只有{m}处{thing}，今年增加到{n}处",
    "说起{thing}，{name}的话就多了起来，一讲就是{m}分钟",
    "为了{thing}，{unit}先后开了{m}次协调会，听取{n}条意见",
    "{name}算了一笔账：{thing}每年能省下{n}万元",
    "按照计划，{unit}还要把{thing}送到{n}个村子",
    "雨下了{m}个小时，{thing}没有出一点差错",
    "隔壁{place}的人也来看{thing}，一天来了{n}人",
    "{name}今年{m}岁，守着{thing}已经过了半辈子",
    "{unit}的{name}说，{thing}的事要一件一件办",
    "老人们坐在{thing}前晒太阳，议论着{n}元的补贴",
    "一场{m}人参加的比赛在{thing}边举行，{name}拿了第一",
    "从{place}到这里要走{n}公里，{name}骑车送来了{thing}",
    "{thing}坏了{m}回，{name}修了{m}回，没有收一分钱",
)
_THINGS = [
    "水管",
    "路灯",
    "渔网",
    "书架",
    "戏台",
    "锅炉",
    "菜棚",
    "渡船",
    "灯塔",
    "茶园",
    "电梯",
    "校车",
    "病床",
    "食堂",
    "窑炉",
    "织机",
    "桥墩",
    "果园",
    "信箱",
    "雨棚",
    "井盖",
    "热泵",
    "吊车",
    "药柜",
    "粮仓",
    "操场",
    "站台",
    "展柜",
    "焊枪",
    "水车",
    "蜂箱",
    "鱼塘",
    "石磨",
    "滑道",
    "充电桩",
    "雷达",
    "盆景",
    "蓝图",
    "屋顶",
    "竹筏",
]
_LINKS = [
    "据了解，",
    "与此同时，",
    "记者看到，",
    "另外，",
    "不过，",
    "后来，",
    "当天下午，",
    "第二天，",
]


def different(count: int, *, seed: int) -> list[str]:
    """Texts of 8 to 16 sentences in 3 to 5 paragraphs, no two about the same."""
    dice = random.Random(seed)
    return [_story(dice) for _ in range(count)]


def edited(text: str, kind: str, dice: random.Random) -> str:
    """The text as another paper prints it; `kind` is reordered, retitled, cut, renumbered or all."""
    paragraphs = text.split("\n")
    if kind in {"reordered", "all"}:
        dice.shuffle(paragraphs)
    changed = "\n".join(paragraphs)
    if kind in {"renumbered", "all"}:
        changed = re.sub(r"\d+", lambda _: str(dice.randint(2, 9999)), changed)
    if kind in {"cut", "all"}:
        changed = changed[: int(len(changed) * dice.uniform(0.5, 0.8))]
    return changed


def _story(dice: random.Random) -> str:
    place, unit = dice.choice(_PLACES), dice.choice(_UNITS)
    names = [
        dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.randint(1, 2))) for _ in range(3)
    ]
    things = dice.sample(_THINGS, 4)
    sentences = []
    for deed in dice.sample(_DEEDS, dice.randint(8, len(_DEEDS))):
        sentence = deed.format(
            place=dice.choice(_PLACES), unit=f"{place}县{unit}", name=dice.choice(names),
            thing=dice.choice(things), n=dice.randint(20, 9999), m=dice.randint(2, 19),
        )  # fmt: skip
        sentences.append(f"{dice.choice(['', '', *_LINKS])}{sentence}。")
    cuts = sorted(dice.sample(range(1, len(sentences)), dice.randint(2, 4)))
    bounds = [0, *cuts, len(sentences)]
    return "\n".join("".join(sentences[a:b]) for a, b in pairwise(bounds))
