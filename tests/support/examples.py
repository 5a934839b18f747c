"""A digest in which every field is filled, for tests of renderers, storage and mail."""

from datetime import date

from digest.records import (
    Digest,
    Entry,
    Failure,
    Finding,
    Mention,
    ModelInfo,
    Pair,
    PairBlock,
    PairByline,
    PairCredit,
    Provenance,
    Term,
    Week,
)

WARNING = Finding("number_missing", "warning", "72 is not in the English")
ERROR = Finding("number_power_of_ten", "error", "380,000,000 is wrong by a power of ten")


def an_entry(name: str = "one", section: str | None = "要闻") -> Entry:
    return Entry(
        id=name,
        kind="article",
        section=Pair(section, "Top news") if section else None,
        kicker=Pair("“匠心”在一线", "“Craft” on the front line"),
        title=Pair(f"一把焊枪 <{name}> & 十项专利", f"One welding gun <{name}> & ten *patents*"),
        subtitle=Pair("1. 云溪市总工会搭台", "1. A stage for the skilled"),
        bylines=(PairByline("记者", "记者 方晓岚", "By Fang Xiaolan, staff reporter"),),
        credits=(PairCredit("通讯员", "摄", "通讯员吕青青 摄", "Photo by Lü Qingqing"),),
        date=date(2026, 9, 22),
        source="云溪日报",
        source_en="Yunxi Daily",
        page="03",
        url="https://example.org/a?b=1&c=2",
        summary=(
            Pair("他获得专利10项。", "He holds 10 patents."),
            Pair("节约380万元。", "380 million.", (ERROR,)),
        ),
        blocks=(
            PairBlock("p", Pair("清晨，车间里亮起弧光。", "At dawn the arcs light up.")),
            PairBlock("h", Pair("从一个人到一群人", "From one to many")),
            PairBlock("p", Pair("- 今年建成72家", "- This year", (WARNING,)), incomplete=True),
        ),
        findings=(),
        also=(Mention("一把焊枪", "青禾晚报", "b.txt"),),
        provenance=Provenance("pages/a.txt", (7, 27)),
    )


def a_digest(*entries: Entry) -> Digest:
    return Digest(
        Week(2026, 39),
        Pair("一周要闻", "The Week"),
        entries or (an_entry(), an_entry("two", None), an_entry("three")),
        (Failure("translate", "b.txt: 标题", "the model's context is too small for it"),),
        ModelInfo("m", "int8", "int8", "m/int8"),
        terms=(Term("专利", "patent"), Term("弧光", "arc")),
    )
