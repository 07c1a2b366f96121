#!/usr/bin/env python3
"""Writes src/Sapphire.Actors/Search/FoldingTable.cs: which characters search takes for which plain ones.

From Python's Unicode database: the compatibility decomposition without combining diacritics, in lower case, where that
differs from the lower case alone. Needed since the program runs without ICU, where .NET normalises nothing.
"""
import pathlib
import unicodedata

EXTRA = {"ß": "ss", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ς": "σ", "ĸ": "k"}
RANGES = [(0xA0, 0x590), (0x1C80, 0x2000), (0x2070, 0x20A0), (0x2100, 0x2190), (0x2460, 0x24F0), (0x2C60, 0x2C80), (0xA640, 0xA800), (0xFB00, 0xFB07), (0xFF00, 0xFFEF)]


def is_mark(c):
    return unicodedata.category(c) == "Mn"


def fold(c):
    plain = "".join(x for x in unicodedata.normalize("NFKD", c) if not is_mark(x)).lower()
    plain = "".join(x for x in unicodedata.normalize("NFKD", plain) if not is_mark(x))
    return "".join(EXTRA.get(x, x) for x in plain)


groups = {}
for start, end in RANGES:
    for code in range(start, end):
        c = chr(code)
        category = unicodedata.category(c)
        if category == "Cn" or category[0] not in "LN" or is_mark(c):
            continue
        target = fold(c)
        if target and target != c.lower() and target.isalnum():
            groups.setdefault(target, []).append(c)

lines = []
for target in sorted(groups, key=lambda t: (len(t), t)):
    lines.append(f'        "{target} {"".join(groups[target])}",')
out = pathlib.Path(__file__).parent.parent / "src/Sapphire.Actors/Search/FoldingTable.cs"
out.write_text(
    "namespace Sapphire.Actors.Search;\n\n"
    f"/// <summary>Letters and digits that are searched as plainer ones; written by scripts/unicode-folding.py from Unicode {unicodedata.unidata_version}.</summary>\n"
    "internal static class FoldingTable\n{\n"
    "    /// <summary>In each line the plain form, a space, and every character that stands for it.</summary>\n"
    "    public static readonly string[] Lines =\n    [\n" + "\n".join(lines) + "\n    ];\n}\n",
    encoding="utf-8", newline="\n")
print(len(groups), sum(map(len, groups.values())))
