"""Made-up newspaper pages, each of its own words, so that no two are one story."""

import random
from pathlib import Path

_PLACES = "江河湖海山川林泉石桥村镇渡口坪坝塘堰岭峰沟洲滩湾"
_THINGS = ("水厂", "桥梁", "学校", "车站", "粮仓", "医院", "书屋", "食堂", "茶园", "果园", "码头")
_DEEDS = ("开工", "通车", "挂牌", "改建", "扩建", "迁址", "招工", "停工检修", "验收", "试运行")
_MEN = ("工人", "教师", "司机", "护士", "船工", "村民", "学徒", "木匠", "会计", "厨师")


def page(number: int) -> str:
    """The page of this number: a headline and eight sentences."""
    draw = random.Random(number)
    place = "".join(draw.sample(_PLACES, 3))
    sentences = "".join(
        f"{''.join(draw.sample(_PLACES, 2))}的{draw.choice(_THINGS)}{draw.choice(_DEEDS)}，"
        f"{draw.randrange(3, 900)}名{draw.choice(_MEN)}和{draw.choice(_MEN)}到场。"
        for _ in range(8)
    )
    headline = f"{place}{draw.choice(_THINGS)}{draw.choice(_DEEDS)}"
    return f"{headline}\n\n本报讯 记者王立报道 {sentences}\n"


def write(folder: Path, numbers: range) -> Path:
    """The folder, with a page a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:05}.txt").write_text(page(number), encoding="utf-8")
    return folder
