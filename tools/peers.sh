#!/bin/sh
# tools/peers.sh DIR: installs what differential tests compare with, into DIR.
#
#   kustomize    when kubectl, which has it built in, is missing
#   kubeconform, kubectl-validate  other schema validators, for tests/differential/schema_peers.py
#   pre-commit   for tests/hook_test.py
#   actionlint   checks the workflows in docs/
#   html-validate, axe-core, playwright-core, sarif-multitool
#                for tests/pages_test.py, which finds them by FLEETLINT_PEERS=DIR
#
# Needs Go, Python and Node, and the network. What is there already is left alone. Nothing
# of it is needed to build or to use fleetlint; without it, the tests say what they skip.
set -eu
if [ $# -ne 1 ]; then
  echo "usage: tools/peers.sh DIR" >&2
  exit 2
fi
mkdir -p "$1"
directory=$(cd "$1" && pwd)
bin="$directory/bin"
mkdir -p "$bin"

# Go tools: name, module@version.
go_tool() {
  if [ -x "$bin/$1" ]; then return; fi
  if ! command -v go >/dev/null 2>&1; then
    echo "skipped: $1 needs go" >&2
    return
  fi
  echo "installing $2"
  GOBIN="$bin" go install "$2"
}

if ! command -v kubectl >/dev/null 2>&1; then go_tool kustomize sigs.k8s.io/kustomize/kustomize/v5@v5.5.0; fi
go_tool kubeconform github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
go_tool kubectl-validate sigs.k8s.io/kubectl-validate@v0.0.4
go_tool actionlint github.com/rhysd/actionlint/cmd/actionlint@v1.7.7

if [ ! -x "$bin/pre-commit" ]; then
  echo "installing pre-commit"
  python3 -m venv "$directory/python"
  "$directory/python/bin/pip" install -q --disable-pip-version-check "pre-commit>=4,<5"
  ln -sf ../python/bin/pre-commit "$bin/pre-commit"
fi

if [ ! -x "$directory/npm/node_modules/.bin/html-validate" ]; then
  if command -v npm >/dev/null 2>&1; then
    echo "installing what looks at pages"
    mkdir -p "$directory/npm"
    echo '{"private": true}' > "$directory/npm/package.json"
    (cd "$directory/npm" && npm install --silent --no-audit --no-fund html-validate@10 axe-core@4 playwright-core@1 \
      @microsoft/sarif-multitool@5)
  else
    echo "skipped: what looks at pages needs npm" >&2
  fi
fi

echo "export FLEETLINT_PEERS=\"$directory\""
echo "put it on the PATH: export PATH=\"$bin:\$PATH\""
