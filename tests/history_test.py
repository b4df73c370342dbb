#!/usr/bin/env python3
"""fleetlint history on repositories made by git: what is found, said once, remembered, and not tripped over.

    tests/history_test.py FLEETLINT

Values are drawn by a fixed seed; none is a secret. Without git it says so and passes.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
draw = random.Random(3)
failures = []


def value(length=24):
    return "".join(draw.choice(LETTERS) for _ in range(length))


class Repository:
    def __init__(self, folder):
        self.folder = folder
        self.clock = 1600000000
        self.git("init", "-q", "-b", "main", ".")

    def git(self, *words, check=True):
        self.clock += 60
        when = f"@{self.clock} +0200"
        env = dict(os.environ, GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.com", GIT_COMMITTER_NAME="A",
                   GIT_COMMITTER_EMAIL="a@example.com", GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when, GIT_CONFIG_GLOBAL=os.devnull)
        run = subprocess.run(["git", "-C", self.folder, *words], env=env, capture_output=True, text=True, errors="replace")
        if check and run.returncode != 0:
            raise RuntimeError(f"git {' '.join(words)}: {run.stderr}")
        return run.stdout.strip()

    def commit(self, files=None, remove=()):
        for path, text in (files or {}).items():
            target = os.path.join(os.fsencode(self.folder), path if isinstance(path, bytes) else path.encode())
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as out:
                out.write(text if isinstance(text, bytes) else text.encode())
        for path in remove:
            Path(self.folder, path).unlink()
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD")


def history(fleetlint, folder, *words):
    run = subprocess.run([fleetlint, "history", folder, "--format", "json", *words], capture_output=True, text=True)
    if run.returncode not in (0, 1, 3):
        failures.append(f"exit code {run.returncode}: {run.stderr}")
        return [], run.stderr, run.returncode, ""
    return json.loads(run.stdout)["findings"], run.stderr, run.returncode, run.stdout


def check(what, holds, seen=""):
    if not holds:
        failures.append(f"{what} {seen}")


def secret(word, name="db"):
    return f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\nstringData:\n  password: {word}\n"


def test_life_of_a_secret(fleetlint, folder):
    repository = Repository(folder)
    repository.commit({"README.md": "fleet\n"})
    word, token = value(), value(40)
    first = repository.commit({"app/secret.yaml": secret(word)})
    repository.commit({"copy/secret.yaml": secret(word, "other")})
    repository.commit({"app/values.yaml": f"apiToken: {token}\n"})
    repository.commit({"app/secret.yaml": "kind: SealedSecret\n", "copy/secret.yaml": "gone: true\n"})
    found, _, code, output = history(fleetlint, folder)
    check("each value once", len(found) == 2, [f["message"] for f in found])
    check("exit code of findings", code == 1, code)
    check("the commit that brought it", first[:12] in found[0]["message"], found[0]["message"])
    check("its day", "2020-09-13" in found[0]["message"], found[0]["message"])
    check("gone, and still there", "history keeps it" in found[0]["message"] and "is there still" in found[1]["message"])
    cache = Path(folder, ".git/fleetlint/history").read_text()
    check("no value in the output or the cache", word not in output + cache and token not in output + cache)

    again, said, _, _ = history(fleetlint, folder)
    check("the same from the cache", again == found and "0 commits" in said, said)
    newer = value()
    tip = repository.git("rev-parse", "HEAD")
    repository.commit({"app/new.yaml": secret(newer), "again.yaml": secret(word)})
    step, said, _, _ = history(fleetlint, folder)
    fresh, _, _, _ = history(fleetlint, folder, "--no-cache")
    check("new commits only", "1 commit " in said, said)
    strip = lambda fs: sorted((f["fingerprint"], f["path"] if "path" in f else "", f["message"]) for f in fs)
    check("step by step as at once", strip(step) == strip(fresh) and len(step) == 3, (strip(step), strip(fresh)))
    request, _, _, _ = history(fleetlint, folder, "--since", tip)
    check("a pull request's own", len(request) == 2, [f["message"] for f in request])
    repository.git("gc", "-q", "--prune=now")
    packed, _, _, _ = history(fleetlint, folder, "--no-cache")
    check("the same after repacking", packed == fresh)
    Path(folder, ".git/fleetlint/history").write_bytes(b"fleetlint-history 1\xff\x00broken")
    broken, _, _, _ = history(fleetlint, folder)
    check("a broken cache is none", broken == fresh)

    shallow = folder + "-shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "2", "file://" + folder, shallow], check=True, capture_output=True)
    _, said, code, _ = history(fleetlint, shallow, "--strict")
    check("a shallow clone says so", "shallow" in said and code == 3, said)


def test_odd_repositories(fleetlint, folder):
    repository = Repository(folder)
    repository.commit({"a.yaml": "a: 1\n"})
    for branch in ("one", "two", "three"):
        repository.git("checkout", "-q", "-b", branch, "main")
        repository.commit({f"{branch}.yaml": secret(value())})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "-m", "octopus", "one", "two", "three")
    found, _, _, _ = history(fleetlint, folder)
    check("an octopus brings all its arms", len(found) == 3, len(found))

    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0123456789abcdef" * 4 + "\nsize 12345\n"
    repository.commit({b"caf\xe9/\xff.yaml": secret(value()), "model.bin": pointer, "large.txt": b"x" * (5 << 20), "nul.dat": b"\x00" * 100})
    repository.clock = 4070908800  # the year 2099
    repository.commit({"future.yaml": secret(value())})
    repository.git("update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",vendor/module")
    repository.git("commit", "-q", "-m", "submodule")
    found, said, code, _ = history(fleetlint, folder)
    check("odd paths and dates", len(found) == 5 and any("2099-" in f["message"] for f in found), [f["message"] for f in found])
    check("large contents are counted", "larger than" in said, said)
    empty = folder + "-empty"
    os.mkdir(empty)
    subprocess.run(["git", "init", "-q", empty], check=True)
    run = subprocess.run([fleetlint, "history", empty], capture_output=True, text=True)
    check("no commit yet is a usage error", run.returncode == 2, run.returncode)

    # A blob that is gone.
    blob = repository.git("rev-parse", "HEAD:future.yaml")
    path = Path(folder, ".git/objects", blob[:2], blob[2:])
    path.chmod(0o644)
    path.write_bytes(b"broken")
    _, said, code, _ = history(fleetlint, folder, "--no-cache")
    check("a broken object is counted", code in (0, 1) and "missing or not readable" in said, (code, said))


def main():
    if not shutil.which("git"):
        print("skipped: git is not here")
        return 0
    for test in (test_life_of_a_secret, test_odd_repositories):
        scratch = tempfile.mkdtemp()
        folder = os.path.join(scratch, "repository")
        os.mkdir(folder)
        test(sys.argv[1], folder)
        shutil.rmtree(scratch)
    for failure in failures:
        print(failure)
    print("history: " + ("all as expected" if not failures else f"{len(failures)} wrong"))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
