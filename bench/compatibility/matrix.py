"""Writes the compatibility matrix, as Markdown, from the results that sweep.py kept."""

import argparse
import difflib
import json
import pathlib
from collections import Counter

# Scores in units of loss: shares of the expected squared distance between two images' outputs.
COMPARED = ["invariance", "equivariance", "loss", "lossClean", "lossUnclean"]
FORMS = {
    "": "as exported", "fixed": "batch fixed at 1", "half": "float16", "opset11": "opset 11",
    "basic": "ONNX Runtime's basic optimisation", "extended": "ONNX Runtime's extended optimisation",
}


class Audit:
    """One audit: its messages, its exit code and, if it got so far, its result."""

    def __init__(self, text):
        self.source, _, self.name = text.stem.partition(".")
        first, _, self.words = text.read_text().partition("\n")
        self.exit = int(first.split()[1])
        result = text.with_suffix(".json")
        self.result = json.loads(result.read_text()) if self.exit == 0 else None

    def layers(self):
        return self.result["layers"]

    def watched(self):
        return f"{len(self.layers())}" if self.result else ""

    def reasons(self):
        """Skipped layers and maps without geometry, with how many share a reason."""
        words = []
        skipped = Counter(s["reason"] for s in self.result["skipped"])
        unknown = Counter(layer["gridNote"] for layer in self.layers() if is_unknown(layer))
        for label, reasons in [("skipped", skipped), ("no geometry", unknown)]:
            words += [f"{count} {label}: {reason}" for reason, count in reasons.most_common(2)]
        return "; ".join(words)

    def violations(self):
        found = [f for f in self.result["findings"] if f["id"] == "instrument-error"]
        return found[0]["evidence"] if found else "none"

    def proved(self):
        """Clean on-grid losses of local layers that were measured: how often the theorem was tried."""
        local = {i for i, layer in enumerate(self.layers())
                 if layer["ancestry"] == "local" and layer.get("grid")}
        on_grid = {(s["layer"], s["probe"]) for s in self.result["scores"]
                   if s["score"] == "equivariance" and s["status"] == "measured"}
        return sum(1 for s in self.result["scores"]
                   if s["score"] == "lossClean" and s["status"] == "measured"
                   and s["layer"] in local and (s["layer"], s["probe"]) in on_grid)

    def refusal(self):
        lines = [line for line in self.words.splitlines() if line.startswith("gimbal:")]
        return (lines[0] if lines else self.words.strip()[:120]).removeprefix("gimbal: ")


def is_unknown(layer):
    """Only what lost its places on the way: vectors and tokens have none by their nature."""
    return layer["ancestry"] == "unknown"


def structure(layer):
    grid = layer.get("grid") or {}
    return (layer["kind"], tuple(layer["shape"]), tuple(grid.get("jump", [])),
            tuple(grid.get("startLow", [])), tuple(grid.get("period", [])), layer["ancestry"])


def matched(one, other):
    """Pairs of layer numbers alike in structure: first those of one name, then in order."""
    a, b = one.layers(), other.layers()
    names = {layer["name"]: i for i, layer in enumerate(b)}
    pairs = [(i, names[layer["name"]]) for i, layer in enumerate(a)
             if layer["name"] in names and structure(layer) == structure(b[names[layer["name"]]])]
    mine, theirs = {i for i, _ in pairs}, {j for _, j in pairs}
    left = [i for i in range(len(a)) if i not in mine]
    right = [j for j in range(len(b)) if j not in theirs]
    matcher = difflib.SequenceMatcher(None, [structure(a[i]) for i in left],
                                      [structure(b[j]) for j in right], autojunk=False)
    return pairs + [(left[m.a + k], right[m.b + k])
                    for m in matcher.get_matching_blocks() for k in range(m.size)]


def scores(audit):
    table = {}
    for row in audit.result["scores"]:
        table[row["layer"], audit.result["probes"][row["probe"]]["id"], row["score"]] = row
    return table


def difference(one, other):
    """Matched layers; the largest difference of a score, and where; how many are beyond the bar."""
    pairs, a, b = matched(one, other), scores(one), scores(other)
    largest, where, beyond, states = 0.0, "", 0, 0
    for mine, theirs in pairs:
        for probe in (p["id"] for p in one.result["probes"]):
            floors = [t.get((i, probe, "noiseFloor"), {}).get("value", 0)
                      for t, i in ((a, mine), (b, theirs))]
            for score in COMPARED:
                left, right = a.get((mine, probe, score)), b.get((theirs, probe, score))
                if (left or {}).get("status") != (right or {}).get("status"):
                    states += 1
                elif left and left["status"] == "measured":
                    apart = abs(left["value"] - right["value"])
                    beyond += apart > 3 * max(floors) + 1e-4
                    if apart > largest:
                        largest = apart
                        where = f"{score}, layer {mine} ({one.layers()[mine]['op']})"
    return len(pairs), largest, where, beyond, states


def consistencies(audit):
    """Top-1 consistency or, of maps, agreement of cells: one row an output and probe."""
    rows = []
    for output in audit.result["outputs"]:
        rows += [(r["probe"], r["score"], r["status"], r.get("value")) for r in output["perProbe"]
                 if r["score"] in ("consistency", "argmaxAgreement")]
    return rows


def consistent(one, other):
    a, b = consistencies(one), consistencies(other)
    if not a:
        return "no classes"
    if a == b:
        return "equal"
    apart = [abs((x[3] or 0) - (y[3] or 0)) for x, y in zip(a, b) if x != y]
    return f"{len(apart)} of {len(a)} differ, by at most {max(apart):.1e}"


def exports_table(audits):
    lines = ["| network | exporter | opset | layers | left out or unplaced | theorem tried / violated | exit |",
             "|---|---|---|---|---|---|---|"]
    for audit in audits:
        name, exporter, form = parts(audit)
        label = f"{name}{', ' + FORMS[form] if form else ''}"
        if audit.result is None:
            lines.append(f"| {label} | {exporter} | | | {audit.refusal()} | | {audit.exit} |")
            continue
        model = audit.result["model"]
        lines.append(f"| {label} | {exporter} | {model['opset']} | {audit.watched()} | "
                     f"{audit.reasons() or 'none'} | {audit.proved()} / {audit.violations()} | "
                     f"{audit.exit} |")
    return lines


def parts(audit):
    name, exporter, *form = audit.name.split(".")
    return name, exporter, form[0] if form else ""


def pairs_table(audits):
    by_name = {parts(audit): audit for audit in audits if audit.result}
    lines = ["| network | compared | layers | matched | largest difference | of | beyond the bar "
             "| outputs |", "|---|---|---|---|---|---|---|---|"]
    for (name, exporter, form), audit in sorted(by_name.items()):
        if form:
            against, what = (name, exporter, ""), f"{exporter}: {FORMS[form]}"
        elif exporter == "dynamo":
            against, what = (name, "torchscript", ""), "dynamo against TorchScript"
        else:
            continue
        if against not in by_name:
            continue
        reference = by_name[against]
        count, largest, where, beyond, states = difference(reference, audit)
        note = f", {states} in another state" if states else ""
        lines.append(f"| {name} | {what} | {reference.watched()} / {audit.watched()} | {count} | "
                     f"{largest:.1e} | {where or 'none'} | {beyond}{note} | "
                     f"{consistent(reference, audit)} |")
    return lines


def models_table(audits):
    lines = ["| model | opset | layers | left out or unplaced | theorem tried / violated | exit |",
             "|---|---|---|---|---|---|"]
    for audit in audits:
        if audit.result is None:
            lines.append(f"| {audit.name} | | | {audit.refusal()} | | {audit.exit} |")
        else:
            lines.append(f"| {audit.name} | {audit.result['model']['opset']} | {audit.watched()} | "
                         f"{audit.reasons() or 'none'} | {audit.proved()} / {audit.violations()} | "
                         f"{audit.exit} |")
    return lines


def failures(exports):
    """Networks that an exporter refused, with its first words."""
    lines = ["| export | refused by the exporter |", "|---|---|"]
    for note in sorted(exports.glob("*.failed")):
        lines.append(f"| {note.stem} | {note.read_text().strip().replace('|', '/')} |")
    return lines if len(lines) > 2 else ["None: every export was written."]


def versions():
    pinned = pathlib.Path(__file__).with_name("requirements.txt").read_text().split()
    return ", ".join(line.replace("==", " ") for line in pinned if "==" in line)


def document(options):
    audits = [Audit(text) for text in sorted(options.results.glob("*.txt"))]
    own = [audit for audit in audits if audit.source == options.exports.name]
    others = [audit for audit in audits if audit.source != options.exports.name]
    environment = next(audit.result["environment"] for audit in audits if audit.result)
    parts = [f"Exported with {versions()}; audited with ONNX Runtime "
             f"{environment['onnxRuntime']} on Java {environment['java']}, {environment['platform']}.",
             "### Same function, exported differently", "\n".join(pairs_table(own)),
             "### Every export", "\n".join(exports_table(own)),
             "### Exports that failed", "\n".join(failures(options.exports))]
    if others:
        parts += ["### Models of other origin", "\n".join(models_table(others))]
    return "\n\n".join(parts)


def write(path, text):
    """Replaces what stands between the document's two marks."""
    begin, end = "<!-- begin matrix -->", "<!-- end matrix -->"
    old = path.read_text()
    head, tail = old[:old.index(begin) + len(begin)], old[old.index(end):]
    path.write_text(f"{head}\n\n{text}\n\n{tail}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--exports", type=pathlib.Path, required=True, help="folder of our exports")
    parser.add_argument("--write", type=pathlib.Path, help="a document with the two marks in it")
    options = parser.parse_args()
    text = document(options)
    if options.write:
        write(options.write, text)
    else:
        print(text)


if __name__ == "__main__":
    main()
