"""Compares what fleetlint says of the corpora with the list of findings that were read and judged.

    python3 tests/judged_test.py FLEETLINT [CORPORA] [--update] [--strict] [--corpus NAME]

tests/judged/<corpus>.tsv has a row for each finding at default severity: path and line, rule, verdict
(true, false) and the reason for it. The test fails when fewer than 95 percent of all findings are judged
true, one that nobody has judged counting as not. --strict fails on findings that are not in the list and
on rows without a finding, too; --update takes out such rows and adds such findings with the verdict `open`."""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

VERDICTS = ("true", "false", "open")
AT_LEAST = 95
Row = collections.namedtuple("Row", "place rule verdict reason")


def read(path):
    rows = []
    if not path.exists():
        return rows
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 4 or cells[2] not in VERDICTS or not (cells[3] or cells[2] == "open"):
            raise SystemExit(f"{path}:{number}: not `path:line<tab>rule<tab>verdict<tab>reason`")
        rows.append(Row(*cells))
    return rows


def write(path, rows):
    def key(row):
        file, _, line = row.place.rpartition(":")
        return file, int(line), row.rule, row.verdict, row.reason

    if rows:
        path.write_text("".join("\t".join(row) + "\n" for row in sorted(rows, key=key)))
    elif path.exists():
        path.unlink()


def findings(tool, corpus):
    done = subprocess.run([tool, "lint", "--format", "json", "--fail-on", "never", str(corpus)], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{corpus.name}: exit code {done.returncode}: {done.stderr.decode(errors='replace')}")
    return [(f"{f['location']['path']}:{f['location']['line']}", f["rule"], f["message"])
            for f in json.loads(done.stdout)["findings"]]


def compare(found, rows):
    """(rows that have a finding, findings without a row, rows without a finding)"""
    open_rows = collections.defaultdict(list)
    for row in rows:
        open_rows[row.place, row.rule].append(row)
    judged, new = [], []
    for finding in found:
        waiting = open_rows[finding[0], finding[1]]
        if waiting:
            judged.append(waiting.pop(0))
        else:
            new.append(finding)
    return judged, new, [row for waiting in open_rows.values() for row in waiting]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(os.environ.get("FLEETLINT_SOURCE_DIR") or pathlib.Path(__file__).parent.parent)
    parser.add_argument("fleetlint")
    parser.add_argument("corpora", nargs="?", type=pathlib.Path, default=here.parent / "shared" / "corpora")
    parser.add_argument("--update", action="store_true", help="write the list anew, keeping what was judged")
    parser.add_argument("--strict", action="store_true", help="fail on any difference from the list")
    parser.add_argument("--corpus", help="only this one")
    options = parser.parse_args()
    lists = here / "tests" / "judged"
    if not options.corpora.is_dir():
        print(f"skipped: no folder {options.corpora.name} beside the project")
        return 0

    verdicts = collections.Counter()
    differences = 0
    for corpus in sorted(p for p in options.corpora.iterdir() if p.is_dir()):
        if options.corpus and corpus.name != options.corpus:
            continue
        path = lists / f"{corpus.name}.tsv"
        judged, new, gone = compare(findings(options.fleetlint, corpus), read(path))
        verdicts.update(row.verdict for row in judged)
        verdicts["open"] += len(new)
        differences += len(new) + len(gone)
        for place, rule, message in new:
            print(f"new: {corpus.name}/{place} {rule}: {message}")
        for row in gone:
            print(f"gone: {corpus.name}/{row.place} {row.rule} ({row.verdict}: {row.reason})")
        if options.update:
            write(path, judged + [Row(place, rule, "open", "") for place, rule, _ in new])

    total = sum(verdicts.values())
    share = 100 * verdicts["true"] / total if total else 100
    print(f"{total} findings: {verdicts['true']} true, {verdicts['false']} false, {verdicts['open']} not judged; "
          f"{share:.1f} % true")
    return 1 if share < AT_LEAST or (options.strict and differences) else 0


if __name__ == "__main__":
    sys.exit(main())
