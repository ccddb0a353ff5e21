#!/bin/sh
# Compares audits of four networks with bare inference, one after the other; prints Markdown. See
# bench/README.md. PYTHON names the interpreter that has bench/rivals/requirements.txt.
set -eu
bench=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
models=
images=
quick=
all="resnet50 mobilenet_v2 vgg16 lenet"
usage() {
  echo "usage: networks.sh --images FOLDER [--models FOLDER] [--only NAME] [--quick] \\" >&2
  echo "           [-- AUDIT ARGUMENTS]" >&2
  echo "  $1" >&2
  exit 2
}
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=1 ;;
    --) shift; break ;;
    --images | --models | --only)
      [ $# -ge 2 ] || usage "$1 needs a value"
      case $1 in --images) images=$2 ;; --models) models=$2 ;; --only) all=$2 ;; esac
      shift ;;
    *) usage "unknown option $1" ;;
  esac
  shift
done
[ -d "$images" ] || usage "--images $images: there is no such folder"

if [ -z "$models" ]; then
  models=$bench/../target/bench-networks
  export PYTHONDONTWRITEBYTECODE=1
  for name in $all; do
    [ "$name" = lenet ] || "${PYTHON:-python3}" "$bench/rivals/networks.py" "$models" "$name" \
      || usage "cannot export $name: install bench/rivals/requirements.txt, or name --models"
  done
fi

# Images of an audit, passes of a bare run and rounds of the search, so that no run takes more than
# a few minutes on two cores.
small=5
for name in $all; do
  case $name in
    resnet50) set_of="--max-images 8" ;;
    mobilenet_v2) set_of="--max-images 16" ;;
    vgg16) set_of="--max-images 2 --passes 32 --choosing-rounds 1" ;;
    lenet) set_of="--max-images 100 --choosing-images 20000" ;;
    *) usage "unknown network $name; there are resnet50, mobilenet_v2, vgg16 and lenet" ;;
  esac
  preset=standard
  if [ -n "$quick" ]; then
    set_of="--max-images 2 --passes 16 --choosing-rounds 1 --rounds 1"
    preset=quick
    small=0
  fi
  if [ "$name" = lenet ]; then
    # The sample brings its own images and preprocessing.
    "$bench/run.sh" $set_of --small-runs "$small" -- --probes $preset "$@"
  else
    "$bench/run.sh" --model "$models/$name.onnx" --images "$images" $set_of \
      --small-runs "$small" -- --preprocess imagenet --probes $preset "$@"
  fi
  small=0
done
