"""Made-up Chinese news, the same for the same seed: varied names, numbers, places and sentences.

python -m tests.support.articles 10000 --weeks 4 > articles.jsonl
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

MONDAY = date(2026, 9, 21)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "立明晓岚志强海燕文博春生丽娟建国雪梅永康思远佳怡大勇秀英子轩浩然玉兰少军庆丰乐天"
_PLACES = (
    "安吉县", "余姚市", "黄岩区", "龙泉市", "桐乡市", "慈溪市", "义乌市", "诸暨市", "嵊州市", "临海市",
    "德清县", "长兴县", "海宁市", "平湖市", "兰溪市", "东阳市", "江山市", "玉环市", "温岭市", "瑞安市",
)  # fmt: skip
_BODIES = (
    "总工会",
    "教育局",
    "水利局",
    "文化馆",
    "图书馆",
    "人民医院",
    "交通运输局",
    "农业农村局",
    "档案馆",
)
_THINGS = (
    "水厂", "灯光球场", "老年食堂", "货运码头", "冷链仓库", "蓝莓大棚", "自行车道", "地铁支线", "中医夜诊", "公共浴室",
    "社区书房", "焊接实训基地", "江堤步道", "无人机航线", "托育中心", "茶叶市场", "污水管网", "戏曲剧团", "消防站", "充电桩",
)  # fmt: skip
_DOINGS = (
    "正式投入使用", "开始试运行", "迎来首批用户", "完成主体结构", "通过竣工验收", "公开征求意见", "延长开放时间", "更换全部设备",
    "减免半年租金", "招募志愿者", "调整收费办法", "启动二期工程",
)  # fmt: skip
_WHO = (
    "居民",
    "职工",
    "农户",
    "司机",
    "学生",
    "游客",
    "医生",
    "护林员",
    "船员",
    "退休教师",
    "外卖骑手",
    "木匠",
)
_FEELINGS = (
    "方便多了",
    "省下不少时间",
    "心里踏实",
    "没想到这么快",
    "还想带家里人来",
    "希望一直办下去",
)
_SENTENCES = (
    "{day}，{place}的{thing}{doing}，{number}名{who}成为第一批受益者。",
    "{person}在{place}生活了{years}年，提起{thing}，这位{who}说{feeling}。",
    "据{place}{body}统计，今年前{months}个月，当地新增{thing}{count}处，总投资{money}万元。",
    "{body}负责人{person}介绍，{thing}占地{area}平方米，每天可以服务{number}人次。",
    "从{place}到{place2}的路程因此缩短了{minutes}分钟，运费下降{percent}%。",
    "记者在现场看到，{who}们排着队，{years}岁的{person}正忙着登记姓名和电话。",
    "“以前要跑{minutes}公里，现在家门口就有{thing}。”{who}{person}{feeling}。",
    "去年秋天，{body}牵头走访了{count}个村，收到意见{number}条，其中{percent}%与{thing}有关。",
    "按照计划，{place2}将在明年{months}月前再建{count}座{thing}，预算为{money}万元。",
    "{thing}的图纸改了{months}遍，最后一稿由{person}带着{count}名年轻人画成。",
    "下雨天最难，{person}和{who}们连续{months}个晚上守在工地，抢回了{minutes}小时。",
    "{place2}{body}派来{count}名技术员，帮助{place}的{who}学会使用新设备。",
    "这笔{money}万元的资金，一半来自财政，另一半由{number}名{who}自愿筹集。",
    "随着{thing}{doing}，周边{count}家店铺的营业额平均增长了{percent}%。",
    "{person}算了一笔账：每月少花{minutes}元，一年下来就是一笔不小的数目。",
    "也有{who}提出，{thing}夜间噪声偏大，{body}答应在{months}周之内答复。",
)  # fmt: skip


def articles(count: int, *, seed: int = 7, weeks: int = 1) -> Iterator[dict[str, Any]]:
    """So many articles as a scraper would write them, spread over weeks from MONDAY on."""
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        day = MONDAY + timedelta(days=7 * (number % weeks) + chance.randrange(7))
        place, thing = chance.choice(_PLACES), chance.choice(_THINGS)
        paragraphs = [
            "".join(_sentence(chance, day) for _ in range(chance.randint(2, 4)))
            for _ in range(chance.randint(3, 8))
        ]
        yield {
            "id": f"n{number}",
            "title": f"{place}{thing}{chance.choice(_DOINGS)}",
            "date": day.isoformat(),
            "section": chance.choice(("要闻", "民生", "经济", "文化", "科技")),
            "source": f"{chance.choice(_PLACES)[:2]}日报",
            "author": _person(chance),
            "text": "\n".join(paragraphs),
        }


def _sentence(chance: random.Random, day: date) -> str:
    return chance.choice(_SENTENCES).format(
        day=f"{day.month}月{day.day}日",
        place=chance.choice(_PLACES),
        place2=chance.choice(_PLACES),
        thing=chance.choice(_THINGS),
        doing=chance.choice(_DOINGS),
        body=chance.choice(_BODIES),
        who=chance.choice(_WHO),
        feeling=chance.choice(_FEELINGS),
        person=_person(chance),
        number=chance.randint(120, 98_000),
        years=chance.randint(18, 79),
        months=chance.randint(2, 11),
        count=chance.randint(3, 96),
        money=round(chance.uniform(12, 9_000), 1),
        area=chance.randint(80, 30_000),
        minutes=chance.randint(5, 90),
        percent=round(chance.uniform(1, 60), 1),
    )


def _person(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.randint(1, 2)))


def main() -> None:
    """Print the articles, a JSON object a line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int)
    options.add_argument("--weeks", type=int, default=1)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    for article in articles(chosen.count, seed=chosen.seed, weeks=chosen.weeks):
        sys.stdout.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
