#!/bin/sh
# Compares an audit with bare ONNX Runtime inference and prints Markdown. See bench/README.md.
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
# Builds Gimbal, and the archive of classes for its start, before anything is timed.
"$home/gimbal" version > /dev/null
classes=$home/target/bench-classes
mkdir -p "$classes"
path=$classes:$home/target/lib/*
"${JAVA_HOME:+$JAVA_HOME/bin/}javac" --release 17 -cp "$path" -d "$classes" "$home"/bench/src/dev/gimbal/bench/*.java
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$path" dev.gimbal.bench.Comparison "$home" "$@"
