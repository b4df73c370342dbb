#!/usr/bin/env python3
"""Hostile and broken input: a clear message, exit 1, 2 or 3, within five seconds of
processor time and a gigabyte of address space, and other findings are not lost.

    bad_input_test.py FLEETLINT [--no-limits] [WORD ...]    (sanitizer builds need more memory)

With words, only the cases whose names hold one of them, and what each took.
"""
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

from hostile_repositories import REPOSITORIES

KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
# In every repository below: a mistake that must still be found.
CANARY = {
    "canary/kustomization.yaml": KUSTOMIZATION + "  - missing.yaml\n",
}


def bomb():
    lines = ["apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: bomb", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for i in range(1, 12):
        lines.append(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]")
    return "\n".join(lines) + "\n"


def with_file(name, content):
    return {"app/kustomization.yaml": KUSTOMIZATION + f"  - {name}\n", f"app/{name}": content}


CASES = {
    "cyclic bases": ({"a/kustomization.yaml": KUSTOMIZATION + "  - ../b\n",
                      "b/kustomization.yaml": KUSTOMIZATION + "  - ../a\n"}, "kustomize/cycle"),
    "outside the repository": ({"app/kustomization.yaml": KUSTOMIZATION + "  - ../../../etc\n"}, "kustomize/outside-root"),
    "absolute path": ({"app/kustomization.yaml": KUSTOMIZATION + "  - /etc/passwd\n"}, "kustomize/outside-root"),
    "link out of the repository": ({"app/kustomization.yaml": KUSTOMIZATION + "  - out.yaml\n",
                                    "app/out.yaml": ("link", "/etc/passwd")}, "kustomize/outside-root"),
    "binary file": (with_file("x.yaml", bytes(range(256)) * 40), "yaml/invalid-encoding"),
    "invalid UTF-8": (with_file("x.yaml", b"a: \xff\xfe\n"), "yaml/invalid-encoding"),
    "deep flow nesting": (with_file("x.yaml", "a: " + "[" * 100000 + "]" * 100000), "yaml/limit-exceeded"),
    "deep block nesting": (with_file("x.yaml", "".join(" " * i + "a:\n" for i in range(3000))), "yaml/limit-exceeded"),
    "deep dashes": (with_file("x.yaml", "- " * 100000 + "a"), "yaml/limit-exceeded"),
    "alias bomb": (with_file("x.yaml", bomb()), "yaml/limit-exceeded"),
    "alias in itself": (with_file("x.yaml", "a: &a [*a]\n"), "yaml/"),
    "unclosed quote": (with_file("x.yaml", 'a: "b\n'), "yaml/syntax"),
    "tab indentation": (with_file("x.yaml", "a:\n\tb: 1\n"), "yaml/syntax"),
    "a kustomization that is a list": ({"app/kustomization.yaml": "- a\n- b\n"}, "kustomize/"),
    "a kustomization that is text": ({"app/kustomization.yaml": "just words\n"}, "kustomize/"),
    "resources is a mapping": ({"app/kustomization.yaml": KUSTOMIZATION.rstrip() + " {a: b}\n"}, "kustomize/"),
    "a regular expression that is none": (
        {"app/kustomization.yaml": KUSTOMIZATION + "  - cm.yaml\npatches:\n  - target: {name: '('}\n    patch: |\n"
                                                   "      - {op: remove, path: /data}\n",
         "app/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"}, "kustomize/"),
}


def write(root, files):
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if content == ("fifo",):
            os.mkfifo(target)
        elif isinstance(content, tuple) and content[0] == "sparse":
            with open(target, "wb") as file:
                file.truncate(content[1])
        elif isinstance(content, tuple):
            target.symlink_to(content[1])
        elif isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content)


def run(tool, limits, *arguments):
    prefix = "ulimit -t 5 -v 1000000; " if limits else ""
    return subprocess.run(["bash", "-c", prefix + 'exec "$@"', "bash", tool, *arguments],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=300)


def check_case(tool, limits, name, files, rule):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        write(root, {**files, **CANARY})
        result = run(tool, limits, "lint", "--format", "json", "--fail-on", "info", str(root))
        if result.returncode not in (1, 2, 3):
            return f"exit {result.returncode}: {result.stderr.decode(errors='replace')[-300:]}"
        try:
            findings = json.loads(result.stdout)["findings"]
        except ValueError:
            return f"no JSON: {result.stdout[:200]!r} {result.stderr.decode(errors='replace')[-300:]}"
        rules = [f["rule"] for f in findings]
        hits = [f for f in findings if rule and f["rule"].startswith(rule)]
        if rule and not hits:
            return f"wanted {rule}, found {sorted(set(rules))}"
        if not all(f["location"].get("line") for f in hits):
            return "a finding has no line"
        if not any(f["location"]["path"] == "canary/kustomization.yaml" for f in findings):
            return f"the other mistake was lost: {sorted(set(rules))}"
    return None


# Controls other than line feeds and tabs, and what turns the direction of text.
UNFIT_FOR_TERMINALS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check_outputs(tool, limits, files):
    """Whatever names and texts hold: no output has raw control characters or is not UTF-8, JSON is JSON."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        write(root, {**files, **CANARY})
        for output in ("text", "concise", "json", "sarif", "github", "markdown"):
            result = run(tool, limits, "lint", "--format", output, "--persona", "strict", str(root))
            if result.returncode not in (0, 1, 2, 3):
                return f"{output}: exit {result.returncode}: {result.stderr.decode(errors='replace')[-300:]}"
            try:
                text = result.stdout.decode() + result.stderr.decode()
            except UnicodeDecodeError as error:
                return f"{output}: {error}"
            if unfit := UNFIT_FOR_TERMINALS.search(text):
                return f"{output}: {text[max(0, unfit.start() - 60):unfit.end() + 20]!r}"
            if output in ("json", "sarif") and result.returncode != 2:
                json.loads(result.stdout)
    return None


NAMES = {
    "escape in a name": {"app/kustomization.yaml": KUSTOMIZATION + '  - "\\e]0;title\\a\\e[31m.yaml"\n'},
    "escape in a file's name": {"bad\x1b[31m\r\n::error::/kustomization.yaml": KUSTOMIZATION + "  - missing.yaml\n"},
    "a file's name that is no UTF-8": {"bad\udcff\udcfe/kustomization.yaml": KUSTOMIZATION + "  - missing.yaml\n"},
    "other files' names that are no UTF-8": {"app/kustomization.yaml": KUSTOMIZATION + "  - bad.yaml\n", "app/bad\udcff.yaml": "a: b\n",
                                             "app/bax\x1b.yaml": "a: b\n"},
    "escape in an object's name": {
        "app/kustomization.yaml": KUSTOMIZATION + "  - x.yaml\n",
        "app/x.yaml": 'apiVersion: "v1\\e[0m"\nkind: "Pod\\u009b"\nmetadata: {name: "a\\e[31m\\r", namespace: "\\x07"}\n'
                      '"\\eX": 1\nspec: {containers: [{name: "\\e", image: "\\e[2J:\\u202E", "\\e": "\\e"}]}\n'},
    "raw controls in a file": {"app/kustomization.yaml": KUSTOMIZATION.encode() + b"  - \x1b[31m\x9b.yaml\n  - \xc2\x9b31m.yaml\n"},
    "right to left": {"app/kustomization.yaml": KUSTOMIZATION + "  - \u202elmay.x\u2066\n"},
    "a cluster's name": {
        "clusters/p\x1b[31m/flux-system/gotk-sync.yaml":
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux-system, namespace: flux-system}\n"
            'spec: {interval: 1m, path: "./clusters/p\\e[31m", prune: true, sourceRef: {kind: GitRepository, name: flux-system}}\n'},
    "a configuration": {".fleetlint.yaml": 'clusters: [{path: ".", name: "\\e[31m\\n::error::"}]\n'},
}


def check_exit(tool, limits, name, arguments, codes, words, prepare=None):
    with tempfile.TemporaryDirectory() as folder:
        if prepare:
            prepare(pathlib.Path(folder))
        result = run(tool, limits, *[a.replace("{}", folder) for a in arguments])
        said = (result.stdout + result.stderr).decode(errors="replace")
        if result.returncode not in codes:
            return f"exit {result.returncode}, wanted {codes}: {said[-300:]}"
        if words not in said:
            return f"{words!r} is not said: {said[-300:]}"
    return None


def main():
    tool = os.path.abspath(sys.argv[1])
    limits = "--no-limits" not in sys.argv[2:]
    words = [word for word in sys.argv[2:] if not word.startswith("-")]
    failures = 0
    checks = []
    for name, (files, rule) in {**CASES, **REPOSITORIES}.items():
        if words and not any(word in name for word in words):
            continue
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        checks.append((name, check_case(tool, limits, name, files, rule)))
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        if words:
            print(f"{used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime:6.2f} s  {name}", flush=True)
    checks += [(name, check_outputs(tool, limits, files)) for name, files in NAMES.items()
               if not words or any(word in name for word in words)]
    checks += [] if words else [
        ("missing path", check_exit(tool, limits, "", ["lint", "{}/nowhere"], (2,), "does not exist")),
        ("a file as path", check_exit(tool, limits, "", ["lint", "{}/f"], (2,), "is not a directory",
                                      lambda root: (root / "f").write_text("x"))),
        ("empty repository", check_exit(tool, limits, "", ["lint", "{}"], (3,), "nothing to check")),
        ("no git, one commit asked", check_exit(tool, limits, "", ["lint", "--commit", "HEAD", "{}"], (2,),
                                                "not in a git repository")),
        ("unknown option", check_exit(tool, limits, "", ["lint", "--frob"], (2,), "--frob")),
        ("unknown format", check_exit(tool, limits, "", ["lint", "--format", "sarf", "{}"], (2,), "sarif")),
        ("unknown configuration key", check_exit(
            tool, limits, "", ["lint", "{}"], (2,), "did you mean",
            lambda root: (root / ".fleetlint.yaml").write_text("exclud: [a]\n"))),
        ("without git", check_exit(tool, limits, "", ["lint", "{}"], (1,), "missing.yaml", lambda root: write(root, CANARY))),
    ]
    for name, problem in checks:
        if problem:
            failures += 1
            print(f"FAILED {name}: {problem}")
    print(f"{len(checks) - failures} passed, {failures} failed")
    return 1 if failures else 0


sys.exit(main())
