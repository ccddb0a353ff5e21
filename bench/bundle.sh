#!/usr/bin/env bash
# Packs Gimbal for a Linux x64 machine that has an NVIDIA driver and the CUDA 13 libraries, but
# neither Java nor a network: a runtime image, the GPU natives from the user's cache, the jars.
#   bench/bundle.sh OUT.tar.xz        with JAVA_HOME set to a JDK whose runtime images travel
#                                     (Temurin's do; Debian's need Debian's own libraries)
# There: tar -xJf OUT.tar.xz && gimbal-gpu/run.sh doctor
set -euo pipefail
target=${1:?name the archive to write, such as gimbal-gpu.tar.xz}
: "${JAVA_HOME:?set it to a JDK}"
home=$(cd "$(dirname "$0")/.." && pwd)
[ -f "$home/target/gimbal.jar" ] || { echo "build first: ./mvnw -Dfast -DskipTests package" >&2; exit 1; }

# Asked for by name, the natives are fetched and verified on a machine without a GPU too.
natives=$(GIMBAL_NATIVES=cuda13 "$JAVA_HOME/bin/java" -jar "$home/target/gimbal.jar" doctor --provider cpu \
  | sed -n 's/^Natives  *\([^,]*\),.*/\1/p')
[ -f "$natives/libonnxruntime_providers_cuda.so" ] || { echo "no CUDA 13 natives in '$natives'" >&2; exit 1; }

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
pack=$stage/gimbal-gpu
mkdir -p "$pack/lib"
cp -r "$natives" "$pack/natives"
cp "$home"/target/lib/*.jar "$home/target/gimbal.jar" "$pack/lib/"
mkdir "$pack/samples" && cp -r "$home/samples/lenet-shifted" "$pack/samples/"
"$JAVA_HOME/bin/jlink" --output "$pack/runtime" --strip-debug --no-header-files --no-man-pages \
  --add-modules java.desktop,java.logging,java.management,java.naming,java.sql,java.xml,jdk.crypto.ec,jdk.incubator.vector,jdk.unsupported,jdk.zipfs
cat > "$pack/run.sh" <<'RUN'
#!/bin/sh
# Runs Gimbal from this folder. CUDA's libraries come from the system, from LD_LIBRARY_PATH, or from
# the nvidia-* wheels of the Python that is first on PATH.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
wheels=$(python3 -c 'import glob, sys
print(":".join(sorted({f for p in sys.path if p for f in glob.glob(p + "/nvidia/*/lib")})))' 2>/dev/null)
LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$wheels
export LD_LIBRARY_PATH
exec "$here/runtime/bin/java" -Xlog:disable --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -XX:+UseSerialGC \
  "-Donnxruntime.native.path=$here/natives" -cp "$here/lib/*" dev.gimbal.Main "$@"
RUN
chmod +x "$pack/run.sh"
tar -C "$stage" -cf - gimbal-gpu | xz -1 -T0 > "$target.part"
mv "$target.part" "$target"
du -h "$target"
