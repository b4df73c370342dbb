#!/usr/bin/env python3
"""Hostile and broken input: a clear message, exit 1, 2 or 3, within five seconds of
processor time and a gigabyte of address space, and other findings are not lost.

    bad_input_test.py FLEETLINT [--no-limits]    (sanitizer builds need more memory)
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

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
        if isinstance(content, tuple):
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
        hits = [f for f in findings if f["rule"].startswith(rule)]
        if not hits:
            return f"wanted {rule}, found {rules}"
        if not all(f["location"].get("line") for f in hits):
            return "a finding has no line"
        if not any(f["location"]["path"] == "canary/kustomization.yaml" for f in findings):
            return f"the other mistake was lost: {rules}"
    return None


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
    failures = 0
    checks = [(name, check_case(tool, limits, name, files, rule)) for name, (files, rule) in CASES.items()]
    checks += [
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
