"""What both rivals share: arguments, the two passes over the images, the clock and the report."""

import argparse
import json
import time

import numpy as np

import pictures
from audit_result import AuditResult


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True, help="where networks.py wrote the network")
    parser.add_argument("--name", required=True, help="of the network")
    parser.add_argument("--exposed", required=True, help="the model with all layers as outputs")
    parser.add_argument("--layers", required=True, help="what match.py wrote")
    parser.add_argument("--result", required=True, help="Gimbal's, for probes and geometry")
    parser.add_argument("--images", required=True, help="prepared images")
    parser.add_argument("--count", type=int, required=True, help="images to measure")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--tuned", action="store_true", help="tuned warps (onnxruntime only)")
    parser.add_argument("--pool", action="store_true", help="layers on threads (onnxruntime only)")
    parser.add_argument("--scores", help="where to write all scores, as .npz")
    return parser.parse_args()


def peak_mebibytes():
    """The kernel's record of this process's most resident memory; NaN where there is none."""
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return float("nan")


def run(options, scorer_class):
    """Measures, and prints one line of JSON.

    Outside the clock: loading, warm-up, and everything worked out once for the probes (sampling
    grids or indices), so that few images do not count against the rival.
    """
    result = AuditResult(options.result)
    scorer = scorer_class(options, result)
    files = pictures.files(options.images, options.count)
    if len(files) < options.count:
        raise SystemExit(f"{options.images}: {len(files)} images, not {options.count}")
    scorer.warm_up(pictures.read(files[0]))
    passes = 0
    start = time.perf_counter()
    for first in range(0, len(files), options.batch):
        batch = np.stack([pictures.read(file) for file in files[first : first + options.batch]])
        scorer.add_references(batch)
        passes += len(batch)
    for file in files:
        scorer.set_reference(pictures.read(file))
        passes += 1
        for first in range(0, len(result.probes), options.batch):
            probes = range(first, min(first + options.batch, len(result.probes)))
            scorer.add_probes(probes)
            passes += len(probes)
    invariance, equivariance = scorer.scores()
    seconds = time.perf_counter() - start
    if options.scores:
        np.savez(options.scores, invariance=invariance, equivariance=equivariance)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "passes": passes,
                "probes": len(files) * len(result.probes),
                "peakMebibytes": peak_mebibytes(),
            }
        )
    )
