#!/bin/sh
# tools/run-benchmarks.sh BUILD [FOLDER]: runs every benchmark of the build folder on a fleet.
#
# A benchmark is an executable BUILD/bin/bench_NAME that takes a folder; without arguments it
# says what else it takes. The last one, bench/fleet.py, makes fleets of its own: what 100 clusters
# over the same units cost beside 10, and the memory of 500. What is printed compares within one
# run and one machine only.
set -eu
build=${1:?usage: tools/run-benchmarks.sh BUILD [FOLDER]}
folder=${2:-$(cd "$(dirname "$0")/.." && pwd)/testdata/fleets/management-cluster}

found=0
failed=""
for target in "$build"/bin/bench_*; do
  if [ ! -x "$target" ]; then continue; fi
  found=1
  echo "== $(basename "$target" | sed 's/^bench_//')"
  "$target" "$folder" || failed="$failed $(basename "$target")"
done

echo "== fleet"
python3 "$(dirname "$0")/../bench/fleet.py" "$build" || failed="$failed fleet.py"

if [ "$found" -eq 0 ]; then
  echo "run-benchmarks: there is no benchmark in $build/bin" >&2
  exit 1
fi
if [ -n "$failed" ]; then
  echo "run-benchmarks: failed:$failed" >&2
  exit 1
fi
