#!/usr/bin/env python3
"""The hook sees what is staged, and only that: by git alone, and by pre-commit where it is installed.

    hook_test.py FLEETLINT

pre-commit is taken from the PATH, or from FLEETLINT_PRE_COMMIT (tools/peers.sh installs it).
"""
import os
import pathlib
import shutil
import sys
import tempfile

from runner import SOURCE, clean_environment, git, run, write

KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: default\ndata:\n  a: b\n"
GOOD = KUSTOMIZATION + "  - settings.yaml\n"
BAD = KUSTOMIZATION + "  - setings.yaml\n"
FILE = "app/kustomization.yaml"


def repository(root):
    write(root, {FILE: GOOD, "app/settings.yaml": CONFIG_MAP, "README.txt": "a fleet\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "all is well")


def commit(root, env, *arguments):
    return run("git", "commit", "-q", "-m", "change", *arguments, cwd=root, env=env)


def expect(result, refused, what):
    said = result.stdout + result.stderr
    assert (result.returncode != 0) == refused, f"{what}: exit {result.returncode}\n{said}"
    assert ("setings.yaml" in said) == refused, f"{what}\n{said}"


def stories(root, env):
    """The same for every way of calling the hook; each leaves everything committed."""
    write(root, {FILE: BAD})
    git(root, "add", FILE)
    expect(commit(root, env), True, "a staged mistake")

    write(root, {FILE: GOOD, "README.txt": "a good fleet\n"})
    expect(commit(root, env), True, "a staged mistake that is mended in the work tree only")

    git(root, "add", "-A")
    write(root, {FILE: BAD})
    expect(commit(root, env), False, "a mistake in the work tree only")

    expect(commit(root, env, "-a"), True, "commit -a of the mistake")
    git(root, "reset", "-q")
    expect(commit(root, env, FILE), True, "a commit of the one file")
    git(root, "checkout", "-q", "--", ".")


def by_git(tool, folder):
    root = folder / "git"
    root.mkdir()
    repository(root)
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{tool}" lint --staged --format concise\n')
    hook.chmod(0o755)
    stories(root, clean_environment())


def by_pre_commit(tool, folder, pre_commit):
    # A repository of hooks, as users name it by URL.
    hooks = folder / "hooks"
    hooks.mkdir()
    shutil.copy(SOURCE / ".pre-commit-hooks.yaml", hooks)
    git(hooks, "init", "-q", "-b", "main")
    git(hooks, "add", "-A")
    git(hooks, "commit", "-q", "-m", "hooks")
    revision = git(hooks, "rev-parse", "HEAD").strip()

    binaries = folder / "bin"
    binaries.mkdir()
    (binaries / "fleetlint").symlink_to(tool)
    path = os.pathsep.join([str(binaries), str(pathlib.Path(pre_commit).parent), os.environ["PATH"]])
    env = clean_environment(PATH=path, PRE_COMMIT_HOME=str(folder / "cache"))

    root = folder / "pre-commit"
    root.mkdir()
    write(root, {".pre-commit-config.yaml":
                 f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n      - id: fleetlint-system\n"})
    repository(root)
    validated = run(pre_commit, "validate-manifest", SOURCE / ".pre-commit-hooks.yaml", cwd=root, env=env)
    assert validated.returncode == 0, validated.stdout + validated.stderr
    installed = run(pre_commit, "install", cwd=root, env=env)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    stories(root, env)

    write(root, {"README.txt": "no manifest\n"})
    git(root, "add", "README.txt")
    result = commit(root, env)
    assert result.returncode == 0 and "Skipped" in result.stdout + result.stderr, result.stdout + result.stderr


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    pre_commit = os.environ.get("FLEETLINT_PRE_COMMIT") or shutil.which("pre-commit")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        by_git(tool, folder)
        print("the hook of git: passed")
        if pre_commit and run(pre_commit, "--version").returncode == 0:
            by_pre_commit(tool, folder, pre_commit)
            print("the hook of pre-commit: passed")
        else:
            print("skipped: pre-commit is not installed")
    return 0


sys.exit(main())
