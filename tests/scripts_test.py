#!/usr/bin/env python3
"""The shell scripts of tools/: they parse, can be run, and find what they are given."""
import os
import sys
import tempfile
import pathlib

from runner import SOURCE, run

SCRIPTS = sorted([*SOURCE.glob("tools/*.sh"), *SOURCE.glob("tools/action/*.sh"), SOURCE / ".ci" / "run"])


def fake(folder, name, text):
    file = pathlib.Path(folder) / "bin" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


def main():
    for script in SCRIPTS:
        first = script.read_text().splitlines()[0]
        assert first in ("#!/bin/sh", "#!/usr/bin/env bash"), script
        assert os.access(script, os.X_OK), f"{script} is not executable"
        checked = run("bash" if "bash" in first else "sh", "-n", script)
        assert checked.returncode == 0, checked.stderr

    for script, prefix in (("run-fuzzers.sh", "fuzz"), ("run-benchmarks.sh", "bench")):
        with tempfile.TemporaryDirectory() as build:
            nothing = run(SOURCE / "tools" / script, build)
            assert nothing.returncode == 1 and "there is no" in nothing.stderr, nothing
            fake(build, f"{prefix}_a", "#!/bin/sh\necho ran a\nexit 1\n")
            fake(build, f"{prefix}_b", "#!/bin/sh\necho ran b\n")
            both = run(SOURCE / "tools" / script, build)
            assert "ran a" in both.stdout and "ran b" in both.stdout, "one that fails does not stop the others"
            assert both.returncode == 1 and "failed:" in both.stderr
    print(f"{len(SCRIPTS)} scripts")
    return 0


sys.exit(main())
