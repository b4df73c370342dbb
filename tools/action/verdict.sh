#!/usr/bin/env bash
# Ends the action as fleetlint ended.
set -euo pipefail
case "$FLEETLINT_EXIT_CODE" in
  0) ;;
  1) echo "::error title=fleetlint::findings: ${FLEETLINT_FINDINGS}; the log, the job summary and code scanning show them" ;;
  2) echo "::error title=fleetlint::wrong usage or configuration; the log of the step before says what" ;;
  3) echo "::error title=fleetlint::the repository could not be analysed, or not all of it; the log says what" ;;
  *) echo "::error title=fleetlint::ended with ${FLEETLINT_EXIT_CODE}; that is a defect of fleetlint" ;;
esac
exit "$FLEETLINT_EXIT_CODE"
