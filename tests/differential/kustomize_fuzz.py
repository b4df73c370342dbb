#!/usr/bin/env python3
"""Random kustomizations, built by fleetlint and by kubectl: are the outputs the same?

    kustomize_fuzz.py FLEETLINT [--cases N] [--seed S] [--oracle 'kubectl kustomize'] [--keep DIR]
                      [--known FILE] [--jobs N] [--mutate CASES]

A case is composed from a grammar of all features (grammar/), or, with --mutate, is one of a
folder of conformance cases with something changed (kustomize_mutations.py).

A case agrees when both print the same bytes or both refuse. What differs is counted
by kind (bytes: same documents, other text; documents; refusal), named by its seed, and
written to DIR with both outputs. Where the oracle does not end there is nothing to
compare with: such cases are counted as skipped. Cases whose seed stands in the known file, with a
reason each, must differ. Closes with `N passed, M failed`.
"""
import argparse
import concurrent.futures
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import grammar  # noqa: E402
import kustomize_mutations  # noqa: E402


def write(root, files):
    for path, text in files.items():
        target = root / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        except OSError:
            pass  # a name that is a file and a directory: the first stays


def make_case(seed, cases):
    """Files, directory to build, features."""
    if cases is None:
        return (*grammar.make_case(seed), "overlay")
    mutation = kustomize_mutations.Mutation(seed, cases)
    return mutation.files, [mutation.name], mutation.build


TIME_LIMIT = 30


def build(command, directory):
    try:
        done = subprocess.run(command + [str(directory)], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        return None
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def documents(text):
    try:
        return list(yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, ValueError):
        return None


def compare(ours, theirs):
    if (ours[0] == 0) != (theirs[0] == 0):
        return "refusal"
    if ours[0] != 0 or ours[1] == theirs[1]:
        return None
    return "bytes" if documents(ours[1]) == documents(theirs[1]) else "documents"


def run_case(seed, ours, theirs, keep, cases):
    files, features, directory = make_case(seed, cases)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        write(root, files)
        a = build(ours, root / directory)
        b = build(theirs, root / directory)
        if b is None:
            return seed, "skipped", features, False
        if a is None:
            return seed, "hang", features, b[0] == 0
        kind = compare(a, b)
        if kind and keep:
            target = pathlib.Path(keep) / str(seed)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(root, target)
            (target / "ours").write_bytes(a[1] + a[2].encode())
            (target / "theirs").write_bytes(b[1] + b[2].encode())
    crashed = a[0] < 0 or a[0] > 3
    return seed, "crash" if crashed else kind, features, b[0] == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fleetlint")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--oracle", default="kubectl kustomize")
    parser.add_argument("--keep")
    parser.add_argument("--known")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--mutate", metavar="CASES")
    options = parser.parse_args()

    theirs = shlex.split(options.oracle)
    if not shutil.which(theirs[0]):
        print(f"skipped: there is no {theirs[0]} to compare with")
        return 0
    known = set()
    if options.known:
        for line in pathlib.Path(options.known).read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                known.add(int(line.split()[0]))
    cases = kustomize_mutations.read_cases(options.mutate) if options.mutate else None
    seeds = range(options.seed, options.seed + options.cases)
    counts, built, skipped, failed = {}, 0, 0, []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = pool.map(lambda s: run_case(s, [options.fleetlint, "build"], theirs, options.keep, cases), seeds)
        for seed, kind, features, ok in runs:
            built += ok
            if kind == "skipped":
                skipped += 1
                print(f"{seed}: skipped, the oracle did not end in {TIME_LIMIT} s", flush=True)
                continue
            if kind:
                counts[kind] = counts.get(kind, 0) + 1
            if bool(kind) != (seed in known):
                failed.append(seed)
                print(f"{seed}: {kind or 'agrees, though it is listed as known'} ({', '.join(features)})", flush=True)
    print(f"{len(seeds)} cases, of which the oracle builds {built}; " + (", ".join(
        f"{n} differ by {kind}" for kind, n in sorted(counts.items())) or "no difference"))
    if skipped:
        print(f"{skipped} skipped")
    print(f"{len(seeds) - len(failed) - skipped} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
