#!/usr/bin/env python3
"""Random kustomizations, built by fleetlint and by kubectl: are the outputs the same?

    kustomize_fuzz.py FLEETLINT [--cases N] [--seed S] [--oracle 'kubectl kustomize'] [--keep DIR]
                      [--known FILE] [--jobs N] [--mutate CASES] [--cache DIR] [--reasons]

A case is composed from a grammar of all features (grammar/), or, with --mutate, is one of a
folder of conformance cases with something changed (kustomize_mutations.py).

A case agrees when both print the same bytes or both refuse. What differs is counted
by kind (bytes: same documents, other text; documents; refusal), named by its seed, and
written to DIR with both outputs. Where the oracle does not end there is nothing to
compare with: such cases are counted as skipped. Cases whose seed stands in the known file, with a
reason each, must differ. --cache keeps the oracle's answers, by the bytes of the case,
so that a change of fleetlint costs fleetlint's time alone. --reasons counts what the
oracle refuses by its words: where a grammar loses its cases. Closes with `N passed, M failed`.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import pathlib
import re
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


def cached_build(cache, command, files, root, directory):
    if cache is None:
        return build(command, root / directory)
    key = hashlib.sha256(repr((command, sorted(files.items()), directory)).encode()).hexdigest()
    entry = pathlib.Path(cache) / key[:2] / key
    try:
        code, out, err = json.loads(entry.read_text())
        return code, out.encode(errors="surrogateescape"), err
    except (OSError, ValueError):
        pass
    done = build(command, root / directory)
    if done is not None:
        entry.parent.mkdir(parents=True, exist_ok=True)
        code, out, err = done
        entry.write_text(json.dumps([code, out.decode(errors="surrogateescape"), err.replace(str(root), "")]))
    return done


def reason(message):
    """The words of a refusal without names, to count by."""
    message = re.sub(r"/tmp/\S+|'[^']*'|\"[^\"]*\"|`[^`]*`|\d+", "_", message.strip())
    return message[-160:]


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


def run_case(seed, ours, theirs, options, cases):
    files, features, directory = make_case(seed, cases)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        write(root, files)
        a = build(ours, root / directory)
        b = cached_build(options.cache, theirs, files, root, directory)
        if b is None:
            return seed, "skipped", features, ""
        refused = reason(b[2]) if b[0] != 0 else None
        if a is None:
            return seed, "hang", features, refused
        kind = compare(a, b)
        if kind and options.keep:
            target = pathlib.Path(options.keep) / str(seed)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(root, target)
            (target / "ours").write_bytes(a[1] + a[2].encode())
            (target / "theirs").write_bytes(b[1] + b[2].encode())
    crashed = a[0] < 0 or a[0] > 3
    return seed, "crash" if crashed else kind, features, refused


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
    parser.add_argument("--cache", metavar="DIR")
    parser.add_argument("--reasons", action="store_true")
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
    counts, skipped, failed = {}, 0, []
    refusals = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = pool.map(lambda s: run_case(s, [options.fleetlint, "build"], theirs, options, cases), seeds)
        for seed, kind, features, refused in runs:
            refusals[refused] += 1
            if kind == "skipped":
                skipped += 1
                print(f"{seed}: skipped, the oracle did not end in {TIME_LIMIT} s", flush=True)
                continue
            if kind:
                counts[kind] = counts.get(kind, 0) + 1
            if bool(kind) != (seed in known):
                failed.append(seed)
                print(f"{seed}: {kind or 'agrees, though it is listed as known'} ({', '.join(features)})", flush=True)
    if options.reasons:
        for words, n in refusals.most_common():
            if words is not None:
                print(f"{n:6} {words}")
    print(f"{len(seeds)} cases, of which the oracle builds {refusals[None]}; " + (", ".join(
        f"{n} differ by {kind}" for kind, n in sorted(counts.items())) or "no difference"))
    if skipped:
        print(f"{skipped} skipped")
    print(f"{len(seeds) - len(failed) - skipped} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
