#!/bin/sh
# Exports, audits and compares every network of the matrix. See README.md beside this file.
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd -P)
here=$home/bench/compatibility
python=${PYTHON:-python3}
[ $# -ge 1 ] || { echo "usage: run.sh FOLDER [MODELS...]" >&2; exit 2; }
folder=$1
shift
"$python" "$here/export.py" --out "$folder/matrix" --keep
"$python" "$here/sweep.py" --models "$folder/matrix" "$@" --out "$folder/results" --keep
"$python" "$here/matrix.py" --results "$folder/results" --exports "$folder/matrix" \
    --write "$home/docs/COMPATIBILITY.md"
