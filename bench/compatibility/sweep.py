"""Audits every model of some folders with Gimbal, one after the other, and keeps the results."""

import argparse
import pathlib
import subprocess
import time

HOME = pathlib.Path(__file__).resolve().parents[2]


def audit(model, target, images, seconds):
    """Runs one audit; its messages and its exit code stand beside the result."""
    command = [str(HOME / "gimbal"), "audit", str(model), "--probes", "quick", "--quiet",
               "--max-images", str(images), "--no-timings", "-o", f"json={target}"]
    if not sidecar(model):
        command += ["--preprocess", "imagenet"]
    started = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
        code, words = done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        code, words = -1, f"stopped after {seconds} s"
    target.with_suffix(".txt").write_text(f"exit {code}\n{words}")
    return code, time.monotonic() - started


def sidecar(model):
    return any(model.with_name(f"{model.name}{end}").exists()
               or model.with_suffix(end).exists() for end in (".gimbal.yaml", ".gimbal.yml"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=pathlib.Path, nargs="+", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="", help="a part of the file's name")
    parser.add_argument("--images", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=200, help="at most so long a model")
    parser.add_argument("--keep", action="store_true", help="leave out what has a result already")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for folder in options.models:
        for model in sorted(folder.rglob("*.onnx")):
            target = options.out / f"{folder.name}.{model.stem}.json"
            if options.only not in model.name or options.keep and target.with_suffix(".txt").exists():
                continue
            code, seconds = audit(model, target, options.images, options.seconds)
            print(f"{model.name}: exit {code}, {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
