#!/bin/sh
# Measures how an audit's cost grows with threads, batch, probes and images; prints Markdown. See
# bench/README.md.
exec "$(dirname -- "$0")/run-class.sh" Scaling "$@"
