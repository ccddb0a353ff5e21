#!/bin/sh
# Compares an audit with bare ONNX Runtime inference and prints Markdown. See bench/README.md.
exec "$(dirname -- "$0")/run-class.sh" Comparison "$@"
