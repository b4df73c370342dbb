#!/usr/bin/env bash
# Builds the release into $RUNNER_TEMP/fleetlint, unless the cache had it.
set -euo pipefail
cd "$(dirname "$0")/../.."
binary="$RUNNER_TEMP/fleetlint/fleetlint"

# The libraries are not in the cache.
tools/setup.sh
if [ -x "$binary" ] && "$binary" --version; then
  exit 0
fi
cmake --preset release
cmake --build build/release --target fleetlint --parallel "$(nproc)"
mkdir -p "$RUNNER_TEMP/fleetlint"
install -m 755 build/release/bin/fleetlint "$binary"
"$binary" --version
