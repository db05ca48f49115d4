"""Makes the letters of pictures and of pages from Inter; README.md, beside this file, says how to call it."""

import gzip
import io
import sys

from fontTools import subset
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# Latin, Greek, Cyrillic, punctuation, superscripts, currencies, fractions, arrows, mathematics, marks.
CHARACTERS = (
    "20-7E A0-24F 259 2C6-2DD 370-3FF 400-45F 490-493 49A-49B 4A2-4A3 4AE-4B1 4BA-4BB 4D8-4D9 4E8-4E9 1E00-1EFF"
    " 2010-2027 2030-203A 2044 2070-2094 20A0-20BF 2113 2116 2122 2126 212B 2150-215E 2190-21FF 2200-22FF 25A0-25CF"
    " 2713 2717"
)


def characters():
    for part in CHARACTERS.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def make(source, weight, features, flavor):
    # Written and read again, because what instancing leaves in memory cannot be subset.
    whole = io.BytesIO()
    instance = instancer.instantiateVariableFont(TTFont(source), {"opsz": 14, "wght": weight})
    instance.flavor = None
    instance.save(whole)
    font = TTFont(whole)
    subsetter = subset.Subsetter(
        subset.Options(layout_features=features, hinting=False, notdef_outline=True, name_IDs=["*"])
    )
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.flavor = flavor
    return font


class OutlinePen(BasePen):
    """Writes an outline as the path of an SVG file, with relative places: m, l, q and z."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.path = []
        self.start = self.last = (0, 0)

    def _add(self, letter, *points):
        places = " ".join(f"{round(x - self.last[0])} {round(y - self.last[1])}" for x, y in points)
        self.path.append(letter + places)
        self.last = points[-1]

    def _moveTo(self, point):
        self._add("m", point)
        self.start = point

    def _lineTo(self, point):
        self._add("l", point)

    def _qCurveToOne(self, control, point):
        self._add("q", control, point)

    def _closePath(self):
        self.path.append("z")
        self.last = self.start


def outlines(font, target):
    glyphs, metrics = font.getGlyphSet(), font["hmtx"]
    known = {0: ".notdef", **font.getBestCmap()}
    # Without a time, so that the same outlines are the same file.
    with open(target, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        out = io.TextIOWrapper(packed, encoding="ascii", newline="\n")
        print(font["head"].unitsPerEm, file=out)
        for point, name in sorted(known.items()):
            pen = OutlinePen(glyphs)
            glyphs[name].draw(pen)
            print(f"{point:x} {metrics[name][0]} {''.join(pen.path)}", file=out)
        out.flush()


source, pictures, pages = sys.argv[1:]
outlines(make(source, 400, [], None), pictures)
make(source, (400, 700), ["kern", "tnum", "mark", "mkmk", "ccmp"], "woff2").save(pages)
