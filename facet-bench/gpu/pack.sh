#!/usr/bin/env bash
# pack.sh FOLDER [ARCHITECTURE]: packs Facet for a machine with an NVIDIA GPU that has no JDK, no Maven and no network:
# a Java runtime, the libraries, libtorch's CUDA build with the code of one GPU architecture (90: H100, H200), and the
# tests that need a GPU. measure.sh runs what is unpacked. CUDA's own libraries must be there, those of PyTorch do.
# Needs: ./facet and the tests built with FACET_CUDA=1, python3, binutils, xz.
set -euo pipefail
out=$(mkdir -p "$1" && cd "$1" && pwd) architecture=${2:-90}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export FACET_CUDA=1
./facet --version
mvn -q -ntp test-compile -pl facet-core
mvn -q -ntp dependency:build-classpath -pl facet-core -Dmdep.includeScope=test -Dmdep.outputFile="$out/tests.txt"

rm -rf "$out/facet" && mkdir -p "$out/facet/jars" "$out/facet/natives" && cd "$out"
jlink --add-modules java.se,jdk.unsupported,jdk.httpserver,jdk.management,jdk.zipfs,jdk.crypto.ec --strip-debug \
  --no-header-files --no-man-pages --output facet/java
find facet/java -name '*.so' -exec strip --strip-unneeded {} +
libtorch=
IFS=: read -r -a jars <<<"$(<"$OLDPWD/target/launch/facet-cuda"):$(<tests.txt)"
for jar in "${jars[@]}"; do
  case $jar in
    */pytorch-*-gpu.jar) libtorch=$jar ;;
    */onnxruntime-*) ;; # exports, which nobody needs there, are half of all
    *) cp -f "$jar" facet/jars/ ;;
  esac
done
(cd facet/natives && python3 -m zipfile -e "$libtorch" . && rm -rf META-INF)
for library in $(find facet/natives -name '*.so'); do
  case $library in
    *torch_cuda.so) python3 "$OLDPWD/facet-bench/gpu/slim.py" "$library" slim.so "$architecture" && mv slim.so "$library" ;;
  esac
  strip --strip-unneeded "$library"
done
junit=$(sed -n 's|.*<junit.version>\(.*\)</junit.version>|\1|p' "$OLDPWD/pom.xml")
mvn -q -ntp dependency:copy -DoutputDirectory="$out/facet/jars" \
  -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit"
cp -r "$OLDPWD/facet-core/target/test-classes" facet/tests
rm -f tests.txt
tar c facet | xz -6 -T0 >facet.tar.xz
ls -l facet.tar.xz
