#!/bin/sh
# Simulates the baseline gate where the truth is known; prints Markdown: gate-simulation.sh [RUNS
# [THREADS]]. See bench/README.md.
exec "$(dirname -- "$0")/run-class.sh" GateSimulation "$@"
