"""Measures Gimbal beside the two rivals, in turn, and prints Markdown. See bench/README.md."""

import argparse
import dataclasses
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

import pictures
from audit_result import AuditResult

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
GIMBAL = "Gimbal"
TOLERANCE = 1e-3
PREPROCESSING = ["--preprocess", "imagenet"]


@dataclasses.dataclass(frozen=True)
class Rival:
    """A rival and the ways to run it from which the fastest is taken."""

    title: str
    script: str
    ways: tuple


RIVALS = (
    Rival(
        "PyTorch hooks, `grid_sample`",
        "hooks.py",
        (("--batch", "1"), ("--batch", "8"), ("--batch", "16")),
    ),
    Rival(
        "Python onnxruntime, NumPy",
        "outputs.py",
        (("--batch", "4"), ("--batch", "8"), ("--batch", "16")),
    ),
    Rival(
        "the same, NumPy tuned",
        "outputs.py",
        (
            ("--batch", "1", "--tuned"),
            ("--batch", "4", "--tuned", "--pool"),
            ("--batch", "8", "--tuned", "--pool"),
        ),
    ),
)


@dataclasses.dataclass(frozen=True)
class Run:
    """One finished run: seconds of both passes over the images, without starting and loading."""

    seconds: float
    passes: int
    probes: int
    peak_mebibytes: float

    def milliseconds_per_pass(self):
        return 1000 * self.seconds / self.passes

    def milliseconds_per_probe(self):
        return 1000 * self.seconds / self.probes


class Comparison:
    """One network: its files, and the runs on them."""

    def __init__(self, options, name):
        self.options = options
        self.name = name
        self.networks = options.folder / "networks"
        self.work = options.folder / name
        self.images = self.work / "images"
        self.result = self.work / "gimbal.json"
        self.work.mkdir(parents=True, exist_ok=True)
        python(["networks.py", self.networks, name])
        found = pictures.prepare(options.images, self.images, options.max_images)
        if found < 2:
            raise SystemExit(f"{options.images}: {found} images, at least 2 are needed")
        self.count = found

    def gimbal(self):
        """The audit as a user starts it."""
        command = [HOME / "gimbal", "audit", self.networks / f"{self.name}.onnx"]
        command += ["--images", self.images, *PREPROCESSING, "--probes", self.options.probes]
        command += ["--max-images", self.count, "--threads", self.options.threads]
        command += ["--provider", "cpu", "--quiet", "-o", f"json={self.result}"]
        command += self.options.audit
        peak = watched([str(part) for part in command])
        result = AuditResult(self.result)
        if result.images != self.count:
            raise SystemExit(f"the audit measured {result.images} images, not {self.count}")
        return Run(result.seconds(), result.passes(), self.count * len(result.probes), peak)

    def match(self):
        python(["match.py", self.networks, self.name, self.result, *self._matched()])

    def _matched(self):
        return [self.work / "exposed.onnx", self.work / "layers.json"]

    def rival(self, rival, way, count, scores=None):
        exposed, layers = self._matched()
        command = [rival.script, "--folder", self.networks, "--name", self.name, *way]
        command += ["--exposed", exposed, "--layers", layers, "--result", self.result]
        command += ["--images", self.images, "--count", count, "--threads", self.options.threads]
        if scores:
            command += ["--scores", scores]
        said = json.loads(python(command, self.options.threads).strip().splitlines()[-1])
        return Run(said["seconds"], said["passes"], said["probes"], said["peakMebibytes"])

    def scores_file(self, number):
        return self.work / f"rival-{number}.npz"


def python(arguments, threads=None):
    environment = dict(os.environ)
    if threads:
        environment.update(OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    command = [sys.executable, str(HERE / arguments[0]), *(str(part) for part in arguments[1:])]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"failed with {done.returncode}: {' '.join(command)}")
    return done.stdout


def watched(command):
    """Runs a command to its end; the most resident memory in MiB, NaN where the system is mute."""
    peak = float("nan")
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        while process.poll() is None:
            try:
                status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
                lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
                peak = int(lines[0].split()[1]) / 1024 if lines else peak
            except OSError:
                pass
            time.sleep(0.02)
        if process.returncode != 0:
            log.seek(0)
            raise SystemExit(f"failed with {process.returncode}: {' '.join(command)}\n{log.read()}")
    return peak


def say(line=""):
    print(line, flush=True)


def spread(values, decimals):
    middle = statistics.median(values)
    return f"{middle:.{decimals}f} [{min(values):.{decimals}f}, {max(values):.{decimals}f}]"


def machine():
    facts = pathlib.Path("/proc/cpuinfo")
    names = []
    if facts.exists():
        lines = facts.read_text().splitlines()
        names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    say("## Machine")
    say()
    say(f"- {names[0] if names else platform.machine()}, {os.cpu_count()} processors")
    say(f"- {platform.system()} {platform.release()}, Python {platform.python_version()}")
    versions = python(["versions.py"]).strip()
    say(f"- {versions}")
    say(f"- load average at the start: {os.getloadavg()[0]:.2f}")
    say()


def chosen(comparison):
    """The way in which each rival runs; the middle one where nothing is to be tried."""
    if comparison.options.choosing_images == 0:
        return [rival.ways[1] for rival in RIVALS]
    images = min(comparison.count, comparison.options.choosing_images)
    say(f"| rival, {images} images | way | ms a pass |")
    say("|---|---|---|")
    ways = [fastest(comparison, rival) for rival in RIVALS]
    say()
    return ways


def fastest(comparison, rival):
    """The way with the least time for a pass on a few images."""
    count = min(comparison.count, comparison.options.choosing_images)
    times = {
        way: comparison.rival(rival, way, count).milliseconds_per_pass() for way in rival.ways
    }
    for way, time_taken in times.items():
        say(f"| {rival.title} | `{' '.join(way)}` | {time_taken:.1f} |")
    return min(times, key=times.get)


def compare(options, name):
    say(f"## {name}")
    say()
    comparison = Comparison(options, name)
    first = comparison.gimbal()
    result = AuditResult(comparison.result)
    say(
        f"{comparison.count} images, {len(result.probes)} probes, {len(result.layers)} layers, "
        f"{options.threads} threads. Gimbal makes {first.passes} forward passes, more than images "
        "times probes: round trips, floors and checks of the instrument."
    )
    say()
    comparison.match()
    ways = chosen(comparison)
    audits = []
    runs = [[] for _ in RIVALS]
    for _ in range(options.rounds):
        audits.append(comparison.gimbal())
        for number, rival in enumerate(RIVALS):
            runs[number].append(
                comparison.rival(
                    rival, ways[number], comparison.count, comparison.scores_file(number)
                )
            )
    table(audits, ways, runs)
    agreement(comparison)


def table(audits, ways, runs):
    say(f"{len(audits)} rounds, all in turn; median [least, most]; ratios round by round.")
    say(f"Load average at the end: {os.getloadavg()[0]:.2f}.")
    say()
    say(
        "| | way | ms a forward pass | ÷ Gimbal | ms an image and probe | ÷ Gimbal "
        "| peak memory, MiB | ÷ Gimbal |"
    )
    say("|---|---|---|---|---|---|---|---|")
    say(row(GIMBAL, "", audits, None))
    for rival, way, own in zip(RIVALS, ways, runs):
        say(row(rival.title, f"`{' '.join(way)}`", own, audits))
    say()


def row(title, way, runs, audits):
    cells = [title, way]
    for figure, decimals in (
        (Run.milliseconds_per_pass, 2),
        (Run.milliseconds_per_probe, 2),
        (lambda run: run.peak_mebibytes, 0),
    ):
        cells.append(spread([figure(run) for run in runs], decimals))
        ratios = [figure(r) / figure(a) for r, a in zip(runs, audits)] if audits else []
        cells.append(spread(ratios, 2) if ratios else "1")
    return "| " + " | ".join(cells) + " |"


def agreement(comparison):
    """Holds every score against Gimbal's and shows some; a rival that differs is no rival."""
    result = AuditResult(comparison.result)
    own = {"I": result.values("invariance"), "E": 1 - result.values("loss")}
    theirs = []
    for number in range(len(RIVALS)):
        with np.load(comparison.scores_file(number)) as file:
            theirs.append({"I": file["invariance"], "E": file["equivariance"]})
    say("### Agreement")
    say()
    say("| rival | score | compared | largest difference |")
    say("|---|---|---|---|")
    differing = []
    for rival, scores in zip(RIVALS, theirs):
        for score, values in own.items():
            both = np.isfinite(values) & np.isfinite(scores[score])
            most = np.abs(values - scores[score])[both].max() if both.any() else np.inf
            if most > TOLERANCE:
                differing.append(f"{rival.title}: {score} differs by {most:.1e}")
            say(f"| {rival.title} | {score} | {both.sum()} | {most:.1e} |")
    say()
    say("I is Gimbal's `invariance`, E is 1 − `loss`, on and off the grid.")
    say()
    say("| layer | probe | score | Gimbal | " + " | ".join(r.title for r in RIVALS) + " |")
    say("|---|---|---|---|" + "---|" * len(RIVALS))
    for layer in shown_layers(result):
        for probe in shown_probes(result):
            for score, values in own.items():
                numbers = [s[layer, probe] for s in (values, *(t[score] for t in theirs))]
                texts = ["–" if np.isnan(n) else f"{n:.5f}" for n in numbers]
                say(
                    f"| `{result.layers[layer].name}` | {result.probes[probe]['id']} | {score} | "
                    + " | ".join(texts)
                    + " |"
                )
    say()
    if differing:
        raise SystemExit("not the same measurement: " + "; ".join(differing))


def shown_layers(result):
    """First, middle and last map, and the last layer."""
    maps = [row for row, layer in enumerate(result.layers) if layer.grid]
    return dict.fromkeys([maps[0], maps[len(maps) // 2], maps[-1], len(result.layers) - 1])


def shown_probes(result):
    """The middle probe of each family."""
    families = {}
    for index, probe in enumerate(result.probes):
        families.setdefault(probe["family"], []).append(index)
    return [indices[len(indices) // 2] for indices in families.values()]


def arguments():
    parser = argparse.ArgumentParser(prog="bench/rivals.sh", description=__doc__)
    parser.add_argument("--images", type=pathlib.Path, required=True, help="folder of photographs")
    parser.add_argument("--network", action="append", help="of torchvision; repeatable")
    parser.add_argument("--max-images", type=int, default=8, help="default: 8")
    parser.add_argument(
        "--choosing-images", type=int, default=2, help="0 tries no other batch sizes; default: 2"
    )
    parser.add_argument("--probes", default="standard", help="as for gimbal audit")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="default: all")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument(
        "--quick", action="store_true", help="2 images, quick probes, one round: does it work?"
    )
    parser.add_argument("--folder", type=pathlib.Path, default=HOME / "target" / "bench-rivals")
    parser.add_argument("audit", nargs="*", help="behind --: further arguments of gimbal audit")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    if options.quick:
        options.max_images, options.choosing_images = 2, 0
        options.probes, options.rounds = "quick", 1
    if not options.images.is_dir():
        parser.error(f"--images {options.images}: there is no such folder")
    if options.choosing_images == 1 or options.max_images < 2:
        parser.error("a score needs at least 2 images")
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    return options


def main():
    options = arguments()
    machine()
    for name in options.network or ["resnet50", "mobilenet_v2"]:
        compare(options, name)


if __name__ == "__main__":
    main()
