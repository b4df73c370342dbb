#!/usr/bin/env python3
"""Runs the cases of testdata/cases and compares what the command line says.

    golden_test.py FLEETLINT CASE...             compare
    golden_test.py --update FLEETLINT CASE...    write what it says; read the difference before committing it

A case is a folder:

    args              arguments, as a shell splits them; several lines are several runs
    stdout.golden     what the runs print, one after the other
    stderr.golden     the same for standard error; left out when nothing is said there
    exit              the exit codes, one for each run; left out when all are 0
    repo/             the working directory of the runs, copied before the first

A file repo/GIT makes it a git repository with everything committed.
"""
import difflib
import pathlib
import shlex
import shutil
import sys
import tempfile

from runner import git, run


def play(tool, case):
    """What the runs of a case give: {file name: text}."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "repo"
        if (case / "repo").is_dir():
            shutil.copytree(case / "repo", root, symlinks=True)
        else:
            root.mkdir()
        if (root / "GIT").exists():
            (root / "GIT").unlink()
            git(root, "init", "-q", "-b", "main")
            git(root, "add", "-A")
            git(root, "commit", "-q", "-m", "all")
        out, err, codes = "", "", []
        for line in (case / "args").read_text().splitlines():
            result = run(tool, *shlex.split(line), cwd=root)
            out += result.stdout
            err += result.stderr
            codes.append(str(result.returncode))
        given = {"stdout.golden": out.replace(folder, "{TMP}")}
        if err:
            given["stderr.golden"] = err.replace(folder, "{TMP}")
        if any(code != "0" for code in codes):
            given["exit"] = "\n".join(codes) + "\n"
        return given


def check(tool, case, update):
    given = play(tool, case)
    same = True
    for name in ("stdout.golden", "stderr.golden", "exit"):
        file = case / name
        wanted = file.read_text() if file.exists() else None
        if given.get(name) == wanted:
            continue
        if update:
            if name in given:
                file.write_text(given[name])
            else:
                file.unlink()
            print(f"{file}: updated")
            continue
        same = False
        lines = [(text or "").splitlines() for text in (wanted, given.get(name))]
        print(*difflib.unified_diff(*lines, f"{file} (wanted)", "given", lineterm=""), sep="\n")
    return same


def main():
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    tool = pathlib.Path(arguments[0]).resolve()
    results = [check(tool, pathlib.Path(case), "--update" in sys.argv[1:]) for case in arguments[1:]]
    return 0 if results and all(results) else 1


sys.exit(main())
