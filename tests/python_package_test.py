#!/usr/bin/env python3
"""The Python package: `pip install` of the repository, and the pre-commit hook that installs itself so.

    python_package_test.py

Builds fleetlint anew, twice, which takes minutes and needs the package index: only where
FLEETLINT_PYTHON_PACKAGE=1 asks for it. pre-commit is taken from the PATH, or from FLEETLINT_PRE_COMMIT.
"""
import os
import pathlib
import shutil
import sys
import tempfile
import venv

from runner import SOURCE, clean_environment, git, run, write


def by_pip(folder, env):
    venv.create(folder / "venv", with_pip=True)
    pip = folder / "venv" / "bin" / "pip"
    installed = run(pip, "install", "-q", "--disable-pip-version-check", SOURCE, env=env, timeout=3600)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    tool = folder / "venv" / "bin" / "fleetlint"
    linted = run(tool, "lint", SOURCE / "testdata" / "fleets" / "fleet-pattern")
    assert linted.returncode == 0, linted.stdout + linted.stderr
    shown = run(pip, "show", "fleetlint").stdout
    version = run(tool, "--version").stdout.split()[-1]
    assert f"Version: {version}\n" in shown, f"the package has another version than {version}:\n{shown}"


def by_pre_commit(folder, pre_commit, env):
    root = folder / "repository"
    root.mkdir()
    revision = git(SOURCE, "rev-parse", "HEAD").strip()
    write(root, {".pre-commit-config.yaml":
                 f"repos:\n  - repo: {SOURCE}\n    rev: {revision}\n    hooks:\n      - id: fleetlint\n",
                 "app/kustomization.yaml": "resources: [setings.yaml]\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    env = {**env, "PRE_COMMIT_HOME": str(folder / "cache"),
           "PATH": os.pathsep.join([str(pathlib.Path(pre_commit).parent), env["PATH"]])}
    result = run(pre_commit, "run", cwd=root, env=env, timeout=3600)
    told = result.stdout + result.stderr
    assert result.returncode == 1 and "kustomize/resource-missing" in told, told


def main():
    if os.environ.get("FLEETLINT_PYTHON_PACKAGE") != "1":
        print("skipped: builds everything again; FLEETLINT_PYTHON_PACKAGE=1 asks for it")
        return 0
    pre_commit = os.environ.get("FLEETLINT_PRE_COMMIT") or shutil.which("pre-commit")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        env = clean_environment()
        by_pip(folder, env)
        print("pip install: passed")
        if not pre_commit:
            print("skipped: pre-commit is not installed")
            return 0
        by_pre_commit(folder, pre_commit, env)
        print("the hook that builds itself: passed")
    return 0


sys.exit(main())
