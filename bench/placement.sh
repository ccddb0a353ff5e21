#!/usr/bin/env bash
# Which nodes of a model the CUDA provider would leave to the CPU, asked on a machine without a GPU: the CUDA 13
# natives are loaded over stubs of NVIDIA's libraries (stubs/cuda.c), which gcc builds in target/stubs.
#   bench/placement.sh MODEL [options of gimbal doctor]
# The self-test of gimbal doctor fails, as it must: stubs compute nothing. Read the rows Nodes and on the CPU.
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
stubs=$home/target/stubs
gimbal=("${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar "$home/target/gimbal.jar")
natives=$(GIMBAL_NATIVES=cuda13 "${gimbal[@]}" doctor --provider cpu | sed -n 's/^Natives  *\([^,]*\),.*/\1/p')
provider=$natives/libonnxruntime_providers_cuda.so

mkdir -p "$stubs"
symbol='^(cuda|cublas|cublasLt|cudnn|__cuda)[A-Za-z0-9_]+$'
# What the provider links against, and what it looks up by name in cuDNN.
{ nm -D --undefined-only "$provider" | awk '{print $NF}' | cut -d@ -f1
  strings -n 6 "$provider" | grep -E '^cudnn[A-Z][A-Za-z0-9_]+$'; } | grep -E "$symbol" | sort -u > "$stubs/wanted"
gcc -w -O1 -fPIC -c "$home/bench/stubs/cuda.c" -o "$stubs/cuda.o"
nm --defined-only "$stubs/cuda.o" | awk '$2 == "T" {print $3}' | sort -u > "$stubs/written"
comm -23 "$stubs/wanted" "$stubs/written" | sed 's/.*/int &(void) { return 0; }/' > "$stubs/rest.c"
gcc -w -O1 -fPIC -fno-builtin -c "$stubs/rest.c" -o "$stubs/rest.o"
for library in libcudart.so.13 libcublas.so.13 libcublasLt.so.13 libcudnn.so.9 libcuda.so.1; do
  printf '%s { global: *; };\n' "$library" > "$stubs/versions"
  gcc -shared -o "$stubs/$library" "$stubs/cuda.o" "$stubs/rest.o" \
    -Wl,-soname,"$library" -Wl,--version-script="$stubs/versions"
done

export GIMBAL_NATIVES=cuda13 LD_LIBRARY_PATH=$stubs
"${gimbal[@]}" doctor --provider cuda "$@" || [ $? = 3 ]
