#!/bin/sh
# tools/run-benchmarks.sh BUILD: runs every benchmark of the build folder.
#
# A benchmark is an executable BUILD/bin/bench_NAME. It prints ratios of processor time that
# it measured within one run: they mean the same on every machine, seconds do not.
set -eu
build=${1:?usage: tools/run-benchmarks.sh BUILD}

found=0
failed=""
for target in "$build"/bin/bench_*; do
  if [ ! -x "$target" ]; then continue; fi
  found=1
  echo "== $(basename "$target" | sed 's/^bench_//')"
  "$target" || failed="$failed $(basename "$target")"
done

if [ "$found" -eq 0 ]; then
  echo "run-benchmarks: there is no benchmark in $build/bin" >&2
  exit 1
fi
if [ -n "$failed" ]; then
  echo "run-benchmarks: failed:$failed" >&2
  exit 1
fi
