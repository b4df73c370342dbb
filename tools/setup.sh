#!/bin/sh
# Installs what building and testing fleetlint needs, on Debian 12 or Ubuntu 24.04 and newer.
# Does nothing, and needs no rights, when all of it is there. Arguments are more packages.
set -eu

packages="g++ make cmake ninja-build pkg-config ccache git
libyaml-cpp-dev libgit2-dev libcli11-dev libre2-dev libfmt-dev libssl-dev nlohmann-json3-dev catch2
python3 python3-yaml python3-jsonschema $*"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "fleetlint: this is no Debian or Ubuntu; install the equivalents of:$missing" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "fleetlint: run as root, or install:$missing" >&2; exit 1; }
  as_root="sudo env DEBIAN_FRONTEND=noninteractive"
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # word splitting is meant
install() { $as_root apt-get install -y -q --no-install-recommends $missing; }
install || { $as_root apt-get update -q && install; }
