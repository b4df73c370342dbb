#!/usr/bin/env python3
"""How many objects are validated for a second of processor time, beside other validators.

    schema_speed.py FLEETLINT [--peers DIR] [--clusters N] [--objects N] [--data DIR] [--corpora DIR]

The objects are distinct ones that kustomize renders from the corpora, of kinds that all tools know, each with
a name of its own. Twice: the objects alone, as one cluster; and as the base of N clusters, each of
which patches one of them. fleetlint gets the repository and does all it does (rendering, all
rules); kubeconform -strict and kubectl-validate get each cluster's rendered objects as files,
one object a file, with the same schemas. The slow kubectl-validate gets a part of them.
"""
import argparse
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "differential"))
from peers import corpora, schemas, texts  # noqa: E402

SHARED = pathlib.Path(__file__).resolve().parent.parent.parent / "shared"
MINOR = "1.30"
PER_FILE = 20


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def choose(options, known):
    """Objects that every tool has a schema of, with a name of their own."""
    chosen = []
    for _, _, value in corpora.objects(options.corpora):
        group = value["apiVersion"].rpartition("/")[0]
        if (value["apiVersion"], value["kind"]) not in known or "toolkit.fluxcd.io" in group:
            continue  # what Flux reads makes fleetlint render more
        if value["kind"] in ("CustomResourceDefinition", "Namespace") or not isinstance(value.get("metadata"), dict):
            continue
        value["metadata"]["name"] = f"object-{len(chosen):05}"
        value["metadata"].setdefault("namespace", "default")
        chosen.append(texts.dump(value))
        if len(chosen) == options.objects:
            break
    return chosen


def lay_out(root, chosen, clusters):
    base = root / "base"
    base.mkdir(parents=True)
    files = []
    for number in range(0, len(chosen), PER_FILE):
        files.append(f"part-{number:05}.yaml")
        (base / files[-1]).write_text("---\n".join(chosen[number:number + PER_FILE]))
    (base / "kustomization.yaml").write_text("resources:\n" + "".join(f"- {name}\n" for name in files))
    first = texts.load(chosen[0])
    target = texts.dump({"apiVersion": first["apiVersion"], "kind": first["kind"], "metadata": {
        "name": first["metadata"]["name"], "namespace": first["metadata"]["namespace"], "labels": {"cluster": "NAME"}}})
    paths = []
    for number in range(clusters):
        folder = root / "clusters" / f"c{number:04}"
        folder.mkdir(parents=True)
        (folder / "patch.yaml").write_text(target.replace("NAME", folder.name))
        (folder / "kustomization.yaml").write_text("resources: [../../base]\npatches: [{path: patch.yaml}]\n")
        paths.append(f"clusters/{folder.name}")
    (root / ".fleetlint.yaml").write_text(
        f'kubernetes: "{MINOR}"\nclusters:\n' + "".join(f"  - {path}\n" for path in paths or ["base"]))


def write_files(folder, chosen, copies):
    for copy in range(copies):
        (folder / f"{copy:04}").mkdir(parents=True)
        for number, text in enumerate(chosen):
            (folder / f"{copy:04}" / f"{number:05}.yaml").write_text(text)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fleetlint")
    parser.add_argument("--peers", help="where tools/peers.sh put them; else the PATH")
    parser.add_argument("--clusters", type=int, default=50)
    parser.add_argument("--objects", type=int, default=3000)
    parser.add_argument("--data", default=SHARED / "data", type=pathlib.Path)
    parser.add_argument("--corpora", default=SHARED / "corpora", type=pathlib.Path)
    options = parser.parse_args()
    if not options.corpora.is_dir() or not options.data.is_dir():
        print("skipped: no corpora or data beside the project")
        return

    def tool(name):
        path = pathlib.Path(options.peers) / "bin" / name if options.peers else None
        found = str(path) if path and path.exists() else shutil.which(name)
        if found is None:
            print(f"skipped: {name} is not installed (tools/peers.sh)")
        return found

    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        (root / "crds").mkdir()
        schemas.for_kubernetes(options.data / "openapi" / f"k8s-{MINOR}.json.gz", root / "schemas")
        for number, (_, crd) in enumerate(schemas.bundled_crds(options.data)):
            schemas.for_crd(crd, root / "schemas")
            (root / "crds" / f"{number:04}.yaml").write_text(texts.dump(crd))
        known = set()
        for path in (root / "schemas").glob("*/*.json"):
            kind, _, version = path.stem.rpartition("_")
            group = "" if path.parent.name == "core" else path.parent.name + "/"
            known.add((group + version, kind))
        known = _AnyCase(known)
        chosen = choose(options, known)
        files = write_files(root / "files", chosen, 1)
        many = write_files(root / "many", chosen, min(options.clusters, 5))
        lay_out(root / "one", chosen, 0)
        lay_out(root / "fleet", chosen, options.clusters)

        rates = {}

        def measure(what, who, count, command):
            seconds = processor_seconds(command)
            rates[what, who] = count / seconds
            print(f"{what:10} {who:18} {count:8} objects {seconds:8.2f} s {count / seconds:10.0f} objects/s", flush=True)

        lint = [options.fleetlint, "lint", "--fail-on", "never", "--no-progress", "--threads", "1"]
        measure("distinct", "fleetlint", len(chosen), [*lint, str(root / "one")])
        measure("clusters", "fleetlint", len(chosen) * options.clusters, [*lint, str(root / "fleet")])
        if binary := tool("kubeconform"):
            places = [f"{root}/schemas/{group}/{{{{ .ResourceKind }}}}_{{{{ .ResourceAPIVersion }}}}.json"
                      for group in ("core", "{{ .Group }}")]
            command = [binary, "-strict", "-n", "1", "-output", "json", "-schema-location", places[0],
                       "-schema-location", places[1]]
            measure("distinct", "kubeconform", len(chosen), [*command, str(files)])
            measure("clusters", "kubeconform", len(chosen) * min(options.clusters, 5), [*command, str(many)])
        if binary := tool("kubectl-validate"):
            command = [binary, "--version", MINOR, "--local-crds", str(root / "crds"), "--output", "json"]
            measure("distinct", "kubectl-validate", len(chosen), [*command, str(files / "0000")])
            measure("clusters", "kubectl-validate", len(chosen), [*command, str(files / "0000")])
    for what, who in sorted(rates):
        if who != "fleetlint":
            print(f"{what}: fleetlint validates {rates[what, 'fleetlint'] / rates[what, who]:.1f} times as many as {who}")


class _AnyCase(set):
    """Kinds of file names are in lower case."""

    def __contains__(self, pair):
        return super().__contains__((pair[0], str(pair[1]).lower()))


if __name__ == "__main__":
    main()
