"""Cuts one chart out of a report, with the style it needs, as an SVG file for docs/images.

python picture.py REPORT.html "title of the chart" OUT.svg
"""

import re
import sys
from pathlib import Path


def styles(page, chart):
    """The report's light colours, and the rules for classes that the chart uses."""
    text = re.search(r"<style>(.*?)</style>", page, re.S).group(1)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)   # dark, print, narrow
    used = set(" ".join(re.findall(r'class="([^"]*)"', chart)).split())
    rules = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        names = set(re.findall(r"\.([\w-]+)", selector))
        if used & names or selector.strip() == ":root":
            rules.append(f"{selector.strip()} {{{body.replace('light dark', 'light')}}}")
    return "\n".join(rules + ["svg { background: var(--card); font-family: sans-serif }"])


def cut(page, title):
    """The first chart with this title, able to stand alone."""
    charts = re.findall(r"<svg[^>]*>.*?</svg>", page, re.S)
    chart = next(chart for chart in charts if f">{title}</title>" in chart)
    opening = chart.index(">") + 1
    patterns = re.search(r'<svg class="defs".*?(<defs>.*?</defs>)', page, re.S).group(1)
    style = styles(page, chart)
    defs = ""
    if "url(#" in chart + style:
        defs, style = patterns, styles(page, chart + patterns)
    return f"{chart[:opening]}<style>{style}</style>{defs}{chart[opening:]}\n"


if __name__ == "__main__":
    report, title, out = sys.argv[1:]
    Path(out).write_text(cut(Path(report).read_text(encoding="utf-8"), title), encoding="utf-8")
