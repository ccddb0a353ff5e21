#!/bin/sh
# Builds Gimbal and the benchmarks and starts one of them: run-class.sh CLASS ARGUMENTS...
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
class=$1
shift
# Builds Gimbal, and the archive of classes for its start, before anything is timed.
"$home/gimbal" version > /dev/null
classes=$home/target/bench-classes
mkdir -p "$classes"
path=$classes:$home/target/gimbal.jar:$home/target/lib/*
jdk=${JAVA_HOME:+$JAVA_HOME/bin/}
"${jdk}javac" --release 17 -cp "$path" -d "$classes" "$home"/bench/src/dev/gimbal/bench/*.java
exec "${jdk}java" -Djava.awt.headless=true -cp "$path" "dev.gimbal.bench.$class" "$home" "$@"
