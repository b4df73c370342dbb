#!/usr/bin/env bash
# Lints by what the FLEETLINT_* variables say: text to the log, SARIF to a file, a
# report to the job summary, numbers to the step's outputs. Ends with 0 whatever was
# found: the last step of the action fails, after the upload.
set -euo pipefail
binary="$RUNNER_TEMP/fleetlint/fleetlint"
work=$(mktemp -d "$RUNNER_TEMP/fleetlint-XXXXXX")
sarif="${FLEETLINT_SARIF_FILE:-$work/fleetlint.sarif}"

# Outputs are lines: a line break in a name would begin another output.
case "$sarif" in
  *$'\n'* | *$'\r'*)
    echo "fleetlint: sarif-file has a line break" >&2
    echo "exit-code=2" >>"$GITHUB_OUTPUT"
    exit 0
    ;;
esac

# Words only: nothing in them is expanded, no quotes are understood.
read -r -a more <<<"${FLEETLINT_ARGS//$'\n'/ }"
options=(--format "$FLEETLINT_FORMAT" --format "sarif=$sarif" --format "json=$work/findings.json"
  --format "markdown=$work/summary.md" --fail-on "$FLEETLINT_FAIL_ON" --config "$FLEETLINT_CONFIG"
  --category "$FLEETLINT_CATEGORY" --stats --no-progress)
if [ "$FLEETLINT_STRICT" = true ]; then options+=(--strict); fi
if [ -n "$FLEETLINT_PERSONA" ]; then options+=(--persona "$FLEETLINT_PERSONA"); fi

# What is printed holds text of the repository, which a runner would obey where it
# looks like a workflow command. Between these two lines it does not; the word that
# ends it cannot be guessed.
fence=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$fence"
status=0
"$binary" lint "${options[@]}" ${more[@]+"${more[@]}"} -- "$FLEETLINT_PATH" 2>&1 || status=$?
echo
echo "::$fence::"

echo "exit-code=$status" >>"$GITHUB_OUTPUT"
if [ "$status" -ne 2 ] && [ -s "$work/findings.json" ]; then
  # Code scanning takes what an upload does not have for mended: where nothing could
  # be analysed there is nothing to upload.
  python3 - "$work/findings.json" "$sarif" >>"$GITHUB_OUTPUT" <<'PYTHON'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
findings = [f for f in report["findings"] if "suppressed" not in f]
print(f"findings={len(findings)}")
print(f"errors={sum(f['severity'] == 'error' for f in findings)}")
print(f"warnings={sum(f['severity'] == 'warning' for f in findings)}")
if findings or report["coverage"]["clusters"]:
    print(f"sarif-file={sys.argv[2]}")
PYTHON
fi

if [ -s "$work/summary.md" ]; then
  cat "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"
else
  echo "fleetlint could not analyse the repository (exit code $status); the log says why." >>"$GITHUB_STEP_SUMMARY"
fi
