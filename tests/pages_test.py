#!/usr/bin/env python3
"""Pages and SARIF as checkers that are not ours see them: html-validate, axe in a browser, Microsoft's SARIF validator.

    pages_test.py FLEETLINT

Each is looked for below the folder FLEETLINT_PEERS, where tools/peers.sh installs it; the browser is Chromium.
"""
import os
import pathlib
import re
import shutil
import sys
import tempfile

from hostile_names import hostile
from runner import SOURCE, clean_environment, run

# A tool that lives in no public place has no address to tell.
ACCEPTED_SARIF = {"SARIF2005"}


def outputs(tool, fleet, folder):
    run(tool, "lint", fleet, "--fail-on", "never", "-f", f"html={folder}/report.html", "-f", f"sarif={folder}/report.sarif")
    for command in ("graph", "versions"):
        (folder / f"{command}.html").write_text(run(tool, command, fleet, "-f", "html").stdout)
    pages = sorted(page for page in folder.glob("*.html") if page.read_text())
    assert pages and (folder / "report.sarif").stat().st_size > 0, f"{fleet} gives no output"
    return pages, folder / "report.sarif"


def valid_html(modules, pages):
    told = run(modules / ".bin" / "html-validate", *pages, cwd=modules.parent)
    assert told.returncode == 0, told.stdout + told.stderr


def valid_sarif(validator, file):
    env = clean_environment(DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    told = run(validator, "validate", file, "--rule-kind", "Sarif;Ghas", env=env)
    assert "1 files scanned" in told.stdout, told.stdout + told.stderr
    wrong = [line for line in told.stdout.splitlines()
             if (rule := re.search(r": (?:error|warning) (\w+):", line)) and rule.group(1) not in ACCEPTED_SARIF]
    assert not wrong, "\n".join(wrong)


def accessible(modules, chromium, pages):
    script = modules.parent / "pages.mjs"
    shutil.copy(SOURCE / "tests" / "pages.mjs", script)  # Node looks for packages beside a script
    told = run("node", script, chromium, *pages)
    assert told.returncode == 0, told.stdout + told.stderr


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    peers = os.environ.get("FLEETLINT_PEERS")
    modules = pathlib.Path(peers or "/nonexistent").resolve() / "npm" / "node_modules"
    if not (modules / ".bin" / "html-validate").exists():
        print("skipped: FLEETLINT_PEERS names no folder where tools/peers.sh has installed html-validate")
        return 0
    chromium = shutil.which("chromium")
    if not chromium:
        print("skipped: chromium is not installed, pages are not looked at in a browser")
    validator = next(modules.glob("@microsoft/*/Sarif.Multitool"), None)
    if not validator:
        print("skipped: Microsoft's SARIF validator is not installed")
    with tempfile.TemporaryDirectory() as name:
        odd = pathlib.Path(name) / "odd"
        hostile(odd)
        for fleet in (SOURCE / "testdata" / "fleets" / "broken", odd):
            folder = pathlib.Path(name) / f"of-{fleet.name}"
            folder.mkdir()
            pages, sarif = outputs(tool, fleet, folder)
            valid_html(modules, pages)
            if validator:
                validator.chmod(0o755)
                valid_sarif(validator, sarif)
            if chromium:
                accessible(modules, chromium, pages)
            print(f"{fleet.name}: {len(pages)} pages")
    return 0


sys.exit(main())
