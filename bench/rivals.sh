#!/bin/sh
# Compares an audit with what one would write in Python instead; prints Markdown. See
# bench/README.md. PYTHON names the interpreter that has bench/rivals/requirements.txt.
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
python=${PYTHON:-python3}
if ! "$python" -c 'import PIL, numpy, onnx, onnxruntime, torch' 2> /dev/null; then
  echo "$python lacks what the rivals need: pip install -r $home/bench/rivals/requirements.txt" >&2
  echo "in a virtual environment, then PYTHON=that/bin/python $0 ..." >&2
  exit 2
fi
# Builds Gimbal, and the archive of classes for its start, before anything is timed.
"$home/gimbal" version > /dev/null
PYTHONDONTWRITEBYTECODE=1 exec "$python" "$home/bench/rivals/compare.py" "$@"
