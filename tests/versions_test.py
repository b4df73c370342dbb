#!/usr/bin/env python3
"""The version tables of three corpora, which were checked by hand, and that a format loses nothing.

    tests/versions_test.py FLEETLINT
    tests/versions_test.py --update FLEETLINT     writes the tables; check them against the corpora before committing

The corpora lie outside of this repository and may be absent: then it says so and passes.
"""
import csv
import io
import json
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent
CORPORA = SOURCE.parent / "shared" / "corpora"
GOLDEN = SOURCE / "testdata" / "versions"


def table(fleetlint, corpus, form):
    run = subprocess.run([fleetlint, "versions", str(CORPORA / corpus), "--format", form, "--no-progress"], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{corpus}: exit code {run.returncode}: {run.stderr}")
    return run.stdout


def main():
    update = sys.argv[1] == "--update"
    fleetlint = sys.argv[-1]
    if not CORPORA.is_dir():
        print("skipped: the corpora are not here")
        return 0
    wrong = 0
    for golden in sorted(GOLDEN.glob("*.csv")):
        text = table(fleetlint, golden.stem, "csv")
        if update:
            golden.write_text(text)
        if text != golden.read_text():
            wrong += 1
            print(f"{golden.name} differs")
        lines = {(r["kind"], r["name"], r["cluster"], r["version"].lstrip("'")) for r in csv.DictReader(io.StringIO(text))}
        components = json.loads(table(fleetlint, golden.stem, "json"))["components"]
        same = {(c["kind"], c["name"], cluster, v) for c in components for cluster, vs in c["versions"].items() for v in vs}
        if lines != same:
            wrong += 1
            print(f"{golden.name}: CSV and JSON tell different things: {sorted(lines ^ same)[:3]}")
    print("versions: " + ("all as expected" if not wrong else f"{wrong} wrong"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
