#!/usr/bin/env python3
"""Workflows, ours and those that the documents show, as actionlint sees them.

    workflows_test.py

actionlint is taken from the PATH, or from FLEETLINT_ACTIONLINT (tools/peers.sh installs it).
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

from runner import SOURCE


def workflows():
    for file in sorted((SOURCE / ".github" / "workflows").glob("*.y*ml")):
        yield file.relative_to(SOURCE), file.read_text()
    for page in [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]:
        for block in re.findall(r"^```yaml\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL):
            if re.search(r"^jobs:$", block, re.MULTILINE):
                begin = "" if re.search(r"^on:", block, re.MULTILINE) else "on: push\n"  # what the page leaves out
                yield page.relative_to(SOURCE), begin + block.replace("OWNER/fleetlint", "owner/fleetlint")


def main():
    found = list(workflows())
    assert any(name.parts[0] == "docs" for name, _ in found), "the documents show no workflow"
    actionlint = os.environ.get("FLEETLINT_ACTIONLINT") or shutil.which("actionlint")
    if not actionlint:
        print("skipped: actionlint is not installed")
        return 0
    errors = 0
    for name, text in found:
        told = subprocess.run([actionlint, "-no-color", "-"], input=text, capture_output=True, text=True, check=False)
        if told.returncode != 0:
            errors += 1
            print(f"{pathlib.PurePath(name)}:\n{told.stdout}{told.stderr}")
    print(f"{len(found)} workflows, {errors} with errors")
    return 1 if errors else 0


sys.exit(main())
