#!/usr/bin/env python3
"""A repository of many commits, for `fleetlint history`.

    bench/make_history.py DIRECTORY [COMMITS]

Manifests of 40 applications in 10 clusters change one or two at a time, every fiftieth commit merges a branch, and every
thousandth commits a made-up secret that a later one removes. Nothing is random but by a fixed seed. Prints how many
secrets it planted.
"""
import random
import subprocess
import sys

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def manifest(app, cluster, version, replicas, env):
    lines = [
        "apiVersion: apps/v1", "kind: Deployment", "metadata:", f"  name: app-{app}", f"  namespace: team-{app % 7}",
        f"  labels: {{cluster: c{cluster}, tier: backend}}", "spec:", f"  replicas: {replicas}", "  template:", "    spec:",
        "      containers:", f"        - name: app-{app}", f"          image: registry.example.com/app-{app}:1.{version}.0",
        "          env:",
    ]
    for key in range(20):
        lines += [f"            - name: SETTING_{key}", f"              value: value-{(key * 7 + env) % 50}-of-{app}"]
    return "\n".join(lines) + "\n"


def main():
    directory, commits = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50000
    draw = random.Random(7)
    subprocess.run(["git", "init", "-q", "-b", "main", directory], check=True)
    out = subprocess.Popen(["git", "-C", directory, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    put = lambda text: out.stdin.write(text.encode())
    state = {}
    planted, pending, mark, last = 0, None, 0, 0

    def commit(branch, message, files, parents=(), removed=()):
        nonlocal mark
        mark += 1
        put(f"commit refs/heads/{branch}\nmark :{mark}\n")
        put(f"author A <a@example.com> {1500000000 + mark * 600} +0100\ncommitter A <a@example.com> {1500000000 + mark * 600} +0100\n")
        put(f"data {len(message)}\n{message}\n")
        for word, parent in zip(["from", "merge", "merge"], parents):
            put(f"{word} :{parent}\n")
        for path, text in files.items():
            put(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
        for path in removed:
            put(f"D {path}\n")
        return mark

    def change():
        app, cluster = draw.randrange(40), draw.randrange(10)
        state[app, cluster] = (draw.randrange(90), draw.randrange(9), draw.randrange(50))
        return {f"clusters/c{cluster}/apps/app-{app}/deployment.yaml": manifest(app, cluster, *state[app, cluster])}

    files = {}
    for app in range(40):
        for cluster in range(10):
            state[app, cluster] = (0, 1, 0)
            files[f"clusters/c{cluster}/apps/app-{app}/deployment.yaml"] = manifest(app, cluster, 0, 1, 0)
    last = commit("main", "start", files)
    while mark < commits:
        if mark % 1000 == 500:
            value = "".join(draw.choice(LETTERS) for _ in range(24))
            pending = f"clusters/c{draw.randrange(10)}/secret-{mark}.yaml"
            text = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: s{mark}\nstringData:\n  password: {value}\n"
            last = commit("main", "add a secret", {pending: text}, [last])
            planted += 1
        elif pending:
            last = commit("main", "remove it", {}, [last], [pending])
            pending = None
        elif mark % 50 == 0:
            side = commit("side", "on a branch", change(), [last])
            main_line = commit("main", "on main", change(), [last])
            last = commit("main", "merge", change(), [main_line, side])
        else:
            last = commit("main", f"change {mark}", change(), [last])
    out.stdin.close()
    if out.wait() != 0:
        sys.exit("git fast-import failed")
    subprocess.run(["git", "-C", directory, "branch", "-q", "-D", "side"], check=False)
    print(planted)


if __name__ == "__main__":
    main()
