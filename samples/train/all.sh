#!/bin/sh
# Redraws, retrains and rewrites every sample, then the numbers that the tests hold them to.
# Usage: samples/train/all.sh [PYTHON]   (an interpreter with samples/train/requirements.txt)
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd)
python=${1:-python3}
for script in receptive equivariance corner lenet one_by_one augmentation pooling_trade twins; do
  "$python" "$home/samples/train/$script.py"
done
cd "$home"
./mvnw -q -Dfast test -Dgimbal.samples.write=true -Dtest='dev.gimbal.samples.*SampleTest'
