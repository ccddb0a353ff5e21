#!/bin/sh
# Times the commands that only read results, and prints Markdown. See bench/README.md.
exec "$(dirname -- "$0")/run-class.sh" Results "$@"
