#!/usr/bin/env python3
"""What fleetlint's schema checks say, beside what other validators say.

    schema_peers.py FLEETLINT [--peers DIR] [--data DIR] [--corpora DIR] [--mutants N] [--seed S]
                    [--only CORPUS] [--keep DIR] [--judged FILE]

Every distinct object that kustomize renders from the corpora, and N mutants of them (a wrong
type, a misspelt field, a missing one, a duplicate entry, a broken CEL rule), go through
fleetlint, kubeconform -strict and kubectl-validate (made of the API server's own code), all
with the same schemas. Kinds that a peer has no schema of are no verdict of that peer.

What a peer rejects fleetlint must reject, on the line of the mistake. Each difference must be
judged in the file of judged differences; one that is not, and a judgement that fits nothing,
is a failure. A peer that is not installed (tools/peers.sh) is skipped aloud.
Closes with `N passed, M failed`.
"""
import argparse
import collections
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from peers import corpora, mutations, run, schemas, texts  # noqa: E402

MINOR = "1.30"  # the newest that kubectl-validate has
HERE = pathlib.Path(__file__).resolve().parent
SHARED = HERE.parent.parent.parent / "shared"


def find_tool(name, folder):
    path = pathlib.Path(folder) / "bin" / name if folder else None
    if path and path.exists():
        return str(path)
    return shutil.which(name)


class Judged:
    """Lines `WHO <tab> pattern <tab> verdict`; the pattern is searched in 'class kind: reason'."""

    def __init__(self, path):
        self.rows = []
        for line in path.read_text().splitlines() if path.exists() else []:
            if line and not line.startswith("#"):
                who, pattern, verdict = line.split("\t")
                self.rows.append([who, re.compile(pattern), verdict, 0])

    def verdict(self, who, text):
        for row in self.rows:
            if row[0] == who and row[1].search(text):
                row[3] += 1
                return row[2]
        return None


def definitions(data, objects):
    """CRDs of ../shared/data, and those of the corpora for other kinds."""
    known = {}
    for _, crd in schemas.bundled_crds(data):
        known[crd["spec"]["group"], crd["spec"]["names"]["kind"]] = crd
    own = {}
    for _, text, value in objects:
        if value["kind"] != "CustomResourceDefinition" or value["apiVersion"] != "apiextensions.k8s.io/v1":
            continue
        spec = value.get("spec", {})
        key = (spec.get("group"), spec.get("names", {}).get("kind"))
        if key not in known and key not in own and spec.get("versions"):
            own[key] = (value, text)
    return known, own


AREAS = ("schema/", "yaml/", "kustomize/", "version/", "workload/")


def is_rejection(finding):
    """Does it say that the API server, or what reads the file, refuses the object?"""
    return finding[2] == "error" and finding[1].startswith(AREAS)


def is_at(finding, text, path):
    """Is it on the lines of the mistake? A rule speaks of the whole list that a duplicate is in."""
    if finding[1] == "schema/rule-failed" and path and isinstance(path[-1], int):
        path = path[:-1]
    first, last = texts.lines_of(text, path)
    return first <= finding[0] <= last


def compare(items, ours, theirs, judged, report):
    """items: (name, kind, text, path of the mistake or None)."""
    at = {name: number for number, (name, *_) in enumerate(items)}
    for number, (name, kind, text, path) in enumerate(items):
        mine = [finding for finding in ours.get(number, []) if is_rejection(finding)]
        class_ = name.split("/")[0] if path is not None else "corpus"
        verdicts = {peer: answers.get(number) for peer, answers in theirs.items()}
        rejecting = {peer: reasons for peer, reasons in verdicts.items() if reasons}
        report.objects += 1
        for peer, reasons in verdicts.items():
            report.table[class_, peer, "unknown" if reasons is None else "rejects" if reasons else "accepts"] += 1
        report.table[class_, "fleetlint", "rejects" if mine else "accepts"] += 1
        if rejecting and mine:
            report.table[class_, "both", "rejects"] += 1
            base = name.split("/", 2)[2] if path is not None else None
            if path is not None and not any(map(is_rejection, ours.get(at[base], []))):
                if not any(is_at(finding, text, path) for finding in mine):
                    where = f"{class_} {kind}: " + "; ".join(f"{rule} {message}" for _, rule, _, message, _ in mine)
                    report.difference("line", number, name, where, judged)
        elif rejecting:
            for peer, reasons in rejecting.items():
                report.difference(peer, number, name, f"{class_} {kind}: " + "; ".join(reasons), judged)
        elif mine and any(reasons is not None for reasons in verdicts.values()):
            where = "; ".join(f"{rule} {message}" for _, rule, _, message, _ in mine)
            report.difference("fleetlint", number, name, f"{class_} {kind}: {where}", judged)


class Report:
    def __init__(self):
        self.objects = 0
        self.table = collections.Counter()
        self.failed = 0
        self.judged = collections.Counter()

    def difference(self, who, number, name, text, judged):
        text = " ".join(text.split())
        verdict = judged.verdict(who, text)
        if verdict is None:
            self.failed += 1
            print(f"DIFFERENCE\t{who}\t{number:05} {name}\t{text[:600]}")
        else:
            self.judged[who, verdict] += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fleetlint")
    parser.add_argument("--peers", help="where tools/peers.sh put them; else the PATH")
    parser.add_argument("--data", default=SHARED / "data", type=pathlib.Path)
    parser.add_argument("--corpora", default=SHARED / "corpora", type=pathlib.Path)
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="corpora whose name holds this")
    parser.add_argument("--keep", type=pathlib.Path, help="leave the objects, schemas and what the peers said there, and use it")
    parser.add_argument("--judged", type=pathlib.Path, default=HERE / "schema_judged.tsv")
    options = parser.parse_args()
    if not options.corpora.is_dir() or not options.data.is_dir():
        print("skipped: no corpora or data beside the project")
        return 0
    tools = {name: find_tool(name, options.peers) for name in ("kubeconform", "kubectl-validate")}
    for name, path in tools.items():
        if path is None:
            print(f"skipped: {name} is not installed (tools/peers.sh)")
    if not any(tools.values()):
        return 0

    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or pathlib.Path(temporary)
        root.mkdir(parents=True, exist_ok=True)
        objects = list(corpora.objects(options.corpora, options.only))
        bundled, own = definitions(options.data, objects)
        shutil.rmtree(root / "crds", ignore_errors=True)
        (root / "crds").mkdir()
        schemas.for_kubernetes(options.data / "openapi" / f"k8s-{MINOR}.json.gz", root / "schemas")
        by_version = {}
        for number, crd in enumerate([*bundled.values(), *(value for value, _ in own.values())]):
            crd = {**crd, "spec": {**crd["spec"], "versions": [v for v in crd["spec"]["versions"] if v["served"]]}}
            (root / "crds" / f"{number:04}.yaml").write_text(texts.dump(crd))
            schemas.for_crd(crd, root / "schemas")
            for version in crd["spec"]["versions"]:
                schema = version.get("schema", {}).get("openAPIV3Schema")
                if schema:
                    by_version[f"{crd['spec']['group']}/{version['name']}", crd["spec"]["names"]["kind"]] = schema
        items = [(name, f"{value['apiVersion']} {value['kind']}", text, None) for name, text, value in objects]
        for mutant in mutations.mutants(objects, by_version, options.mutants, options.seed):
            value = texts.load(mutant.text)
            items.append((mutant.name, f"{value.get('apiVersion')} {value.get('kind')}", mutant.text, mutant.path))
        del objects
        repository = root / "repository"
        inputs = [item[2] for item in items]
        run.lay_out(repository, inputs, MINOR, [text for _, text in own.values()])
        ours = run.fleetlint(options.fleetlint, repository)
        theirs = {}
        if tools["kubeconform"]:
            theirs["kubeconform"] = run.remembered(
                options.keep, "kubeconform", inputs,
                lambda: run.kubeconform(tools["kubeconform"], repository, root / "schemas"))
        if tools["kubectl-validate"]:
            theirs["kubectl-validate"] = run.remembered(
                options.keep, "kubectl-validate", inputs,
                lambda: run.kubectl_validate(tools["kubectl-validate"], repository, MINOR, root / "crds"))
        judged = Judged(options.judged)
        report = Report()
        compare(items, ours, theirs, judged, report)

    print(f"{'class':16} {'who':18} {'rejects':>8} {'accepts':>8} {'unknown':>8}")
    for class_, who in sorted({(class_, who) for class_, who, _ in report.table}):
        print(f"{class_:16} {who:18}", *(f"{report.table[class_, who, verdict]:8}"
                                        for verdict in ("rejects", "accepts", "unknown")))
    for (who, verdict), count in sorted(report.judged.items()):
        print(f"judged: {count:5} {who}: {verdict}")
    complete = options.mutants >= 5000 and options.only is None and all(tools.values())
    for who, pattern, verdict, uses in judged.rows:
        if uses == 0 and complete:
            report.failed += 1
            print(f"UNUSED\t{who}\t{pattern.pattern}\t{verdict}")
    print(f"{report.objects} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
