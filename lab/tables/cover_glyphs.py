"""Builds `digest/render/cover_glyphs.tsv`: outlines of the characters that covers are drawn with.

`python -m lab.tables.cover_glyphs FONT.ttc > digest/render/cover_glyphs.tsv` with Noto Serif CJK SC
Bold (SIL Open Font License 1.1) and fonttools. Curves become short straight lines.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

CHINESE = (
    "一周新闻双语摘要年月日至第期卷每报刊中英文国工会职人民天下世界财经科技化教育体健康农业城市社区"
    "企行海外今本地省县精选导读简讯快劳动力乡村法治民生文艺时政观察综合专公共服务产信息通"
)
LATIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,:;!?'\"()&%$-–—/·"
# Straight lines per curve.
STEPS = 4


class _Polygons:
    """A pen of fonttools that flattens curves, in units of 1/1000 em."""

    def __init__(self, scale: float) -> None:
        self.polygons: list[list[tuple[int, int]]] = []
        self._scale = scale
        self._at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - fonttools' names
        self.polygons.append([])
        self.lineTo(point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._at = point
        x, y = point
        self.polygons[-1].append((round(x * self._scale), round(y * self._scale)))

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        (x0, y0), ((x1, y1), (x2, y2), (x3, y3)) = self._at, points
        for step in range(1, STEPS + 1):
            t = step / STEPS
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            self.lineTo((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))

    def closePath(self) -> None:  # noqa: N802
        """Polygons are closed by themselves."""

    endPath = closePath  # noqa: N815


def rows(font: Any) -> Iterator[str]:
    """One line per character: itself, its advance, and its polygons."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = 1000 / font["head"].unitsPerEm
    for char in dict.fromkeys(LATIN + CHINESE):
        glyph = glyphs[names[ord(char)]]
        pen = _Polygons(scale)
        glyph.draw(pen)
        polygons = ";".join(" ".join(f"{x},{y}" for x, y in points) for points in pen.polygons)
        yield f"{char}\t{round(glyph.width * scale)}\t{polygons}"


def main() -> None:
    """Writes the table to standard output."""
    fonts = import_module("fontTools.ttLib").TTCollection(Path(sys.argv[1])).fonts
    font = next(f for f in fonts if f["name"].getDebugName(4) == "Noto Serif CJK SC Bold")
    sys.stdout.write(
        "# Noto Serif CJK SC Bold, SIL Open Font License 1.1. Built by lab.tables.cover_glyphs:\n"
    )
    sys.stdout.write(
        "# a character, its advance, and its outline as polygons of x,y; in 1/1000 em.\n"
    )
    sys.stdout.writelines(f"{row}\n" for row in rows(font))


if __name__ == "__main__":
    main()
