"""Cuts a chart out of a report as an SVG file of its own, for the documents.

python chart.py REPORT.html 'chart title' FILE.svg
"""

import re
import sys
from pathlib import Path

# The report's light colours: a file of its own does not see the page's style sheet.
STYLE = """
svg { background: #ffffff; font-family: system-ui, "Segoe UI", Roboto, Arial, sans-serif;
  --paper: #ffffff; --card: #ffffff; --ink: #1c2126; --soft: #565e67; --grid: #e4e6e8;
  --hatch: #ffffff; --s0: #0064a6; --s1: #b34700; --s2: #00795a; --s3: #96467a; --s4: #7a6400;
  --s5: #3d4650; }
"""
RULES = re.compile(r"^\s*(?:\.t\b|\.mid|\.end|\.soft|text|path\.|\.grid path|\.s0 |\.line|\.band|\.dot"
                   r"|\.ring)[^\n]*$", re.M)


def main(report, title, target):
    page = Path(report).read_text(encoding="utf-8")
    charts = [svg for svg in re.findall(r"<svg.*?</svg>", page, re.S)
              if f">{title}</title>" in svg]
    if len(charts) != 1:
        sys.exit(f"{report}: {len(charts)} charts have the title {title!r}, expected one")
    head, _, body = charts[0].partition(">")
    rules = "\n".join(RULES.findall(page[:page.index("</style>")]))
    if "xmlns=" not in head:
        head += ' xmlns="http://www.w3.org/2000/svg"'
    Path(target).write_text(f"{head}><style>{STYLE}{rules}\n</style>{body}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
