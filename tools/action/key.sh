#!/usr/bin/env bash
# The key of the cached binary: what it is built from and what it runs on.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck disable=SC1091 # of the system
system=$(. /etc/os-release && echo "$ID-$VERSION_ID-$(uname -m)")
sources=$(find CMakeLists.txt CMakePresets.json cmake src rules schemas tools -type f -print0 |
  LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-20)
echo "key=fleetlint-$system-$sources" >>"$GITHUB_OUTPUT"
