#!/bin/sh
# tools/run-fuzzers.sh BUILD [SECONDS]: runs every fuzz target of the build folder, a minute each.
#
# A target is an executable BUILD/bin/fuzz_NAME. Seeds come from fuzz/corpus/NAME (kept in
# git), what is new goes to BUILD/corpus/NAME, an input that breaks to BUILD/crashes/NAME-*.
set -eu
build=${1:?usage: tools/run-fuzzers.sh BUILD [SECONDS]}
seconds=${2:-60}
seeds=$(cd "$(dirname "$0")/.." && pwd)/fuzz/corpus

found=0
failed=""
for target in "$build"/bin/fuzz_*; do
  if [ ! -x "$target" ]; then continue; fi
  found=1
  name=$(basename "$target" | sed 's/^fuzz_//')
  mkdir -p "$build/corpus/$name" "$build/crashes"
  set -- "$build/corpus/$name"
  if [ -d "$seeds/$name" ]; then set -- "$@" "$seeds/$name"; fi
  if [ -f "$seeds/$name.dict" ]; then set -- "-dict=$seeds/$name.dict" "$@"; fi
  echo "== $name"
  "$target" "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    "-artifact_prefix=$build/crashes/$name-" "$@" || failed="$failed $name"
done

if [ "$found" -eq 0 ]; then
  echo "run-fuzzers: there is no fuzz target in $build/bin" >&2
  exit 1
fi
if [ -n "$failed" ]; then
  echo "run-fuzzers: failed:$failed (inputs in $build/crashes)" >&2
  exit 1
fi
