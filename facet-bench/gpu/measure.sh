#!/usr/bin/env bash
# measure.sh FACET PEERS [DATA]: training on the GPU of this machine, where FACET is what pack.sh packed, unpacked. Ours
# and the peers (PEERS/infogan_cr_eager.py and infogan_eager.py, which need PyTorch) take turns, three times; then the
# tests that need a GPU. DATA is a folder with `mnist` and `faces3d`; without it, nothing that needs them is measured.
# Builds nothing. Takes some eight minutes.
set -uo pipefail
facet=$(cd "$1" && pwd) peers=$(cd "$2" && pwd) data=${3:+$(cd "$3" && pwd)}
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
libraries=$(python3 -c 'import glob, os, torch
print(":".join(sorted(set(map(os.path.dirname, glob.glob(os.path.dirname(os.path.dirname(torch.__file__))
      + "/nvidia/**/lib*.so*", recursive=True))))))')
export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
[[ -n $data ]] && export FACET_DATA=$data

program() { "$facet/java/bin/java" -XX:+UseSerialGC -Djava.awt.headless=true -cp "$facet/tests:$facet/natives:$facet/jars/*" "$@"; }

# ours NAME DATA… : milliseconds of a step by the program's own clock
ours() {
  local name=$1
  shift
  program dev.facet.app.Main train "$@" --out "$runs" --quiet --json --set encoder.steps=0 --set training.plan=false \
    --set training.snapshot-every=1000000 --set infogan.consistency.starts=1 --set infogan.categories.alone=false \
    >"$runs/ours.json" 2>"$runs/ours.err" || { tail -n 5 "$runs/ours.err"; return; }
  python3 -c 'import json, sys
found = json.loads(open(sys.argv[1]).read().splitlines()[-1])
print("ours", sys.argv[2], json.dumps({k: v for k, v in found.items() if isinstance(v, (int, float))}))' \
    "$runs/ours.json" "$name"
}

nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
for turn in 1 2 3; do
  ours infogan-cr --preset infogan-cr --steps 500 --seed $turn --set infogan-cr.weight.every=400
  python3 "$peers/infogan_cr_eager.py" --device cuda
  python3 "$peers/infogan_cr_eager.py" --device cuda --compile
  python3 "$peers/infogan_cr_eager.py" --device cuda --graph
  [[ -n $data ]] || continue
  ours mnist-paper mnist --preset mnist-paper --steps 1000 --seed $turn
  grep -q -e --device "$peers/infogan_eager.py" &&
    python3 "$peers/infogan_eager.py" --device cuda --batch 128 --steps 300
done
if [[ -n $data ]]; then
  for side in 32 64; do
    ours "images, $side pixels" "$data/faces3d/faces3d-$side.npz" --preset images --steps 600
  done
  for ranks in 1 2; do
    ours "$ranks ranks" mnist --preset mnist-paper --steps 300 --ranks $ranks
  done
fi
program org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=tree \
  --select-class=dev.facet.train.CudaTest 2>&1 |
  grep -v -e '^$' -e '^\s*at '
