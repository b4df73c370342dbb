"""Clusters and their API: a directory copied and not renamed, ranges that overlap, references of the wrong kind or
namespace, what decrypts taken away."""
import re

from edits import Edit
from edits.references import FLUX_SOURCES, exists
from text import end_of, entry, get, is_scalar, items, line, misspell, on_one_line, remove_entry, replace, value

OTHER_KIND = {"GitRepository": "OCIRepository", "OCIRepository": "GitRepository", "HelmRepository": "GitRepository"}


def copied_cluster(repository, random):
    """A cluster's directory beside it under another name, as it is."""
    for name, cluster in sorted(repository.clusters.items()):
        path = cluster["path"].strip("/")
        files = [f for f in repository.texts if f.startswith(path + "/")]
        sync = [f for f in files if f.endswith("flux-system/gotk-sync.yaml")]
        if "path:" not in "".join(repository.texts[f] for f in sync) or any(f.startswith(path + "/") for f in repository.told):
            continue
        if "/" not in path or len(sync) != 1 or any("gotk-components" in f for f in files) and len(files) > 60:
            continue
        copy = path + "-copy"
        changes = {copy + f[len(path):]: repository.texts[f] for f in files}
        new = copy + sync[0][len(path):]
        yield Edit("copied-cluster", sync[0], f"{path} copied to {copy}", changes, {(f, 0) for f in (new, sync[0])})


def wrong_ref_kind(repository, random):
    for obj in repository.of_kind("Kustomization", "HelmRelease"):
        for path in (("spec", "sourceRef"), ("spec", "chart", "spec", "sourceRef")):
            node, name = get(obj.root, *path, "kind"), value(obj.root, *path, "name")
            if not is_scalar(node) or node.value not in OTHER_KIND or repository.is_patched(obj):
                continue
            new = OTHER_KIND[node.value]
            if exists(repository, (node.value,), name) and not exists(repository, (new,), name):
                yield Edit("wrong-ref-kind", obj.file, f"{obj.kind}/{obj.name}: {node.value} → {new}",
                           {obj.file: replace(repository.texts[obj.file], node, new)},
                           {(obj.file, line(node)), (obj.file, line(get(obj.root, *path, "name")))},
                           repository.is_open(obj.units))


def wrong_ref_namespace(repository, random):
    for obj in repository.of_kind("Kustomization", "HelmRelease"):
        for path in (("spec", "sourceRef"), ("spec", "chart", "spec", "sourceRef"), ("spec", "chartRef")):
            node = get(obj.root, *path, "namespace")
            if not is_scalar(node) or not on_one_line(node) or "$" in node.value or repository.is_patched(obj):
                continue
            if exists(repository, FLUX_SOURCES, value(obj.root, *path, "name")):
                new = misspell(node.value, random)
                yield Edit("wrong-ref-namespace", obj.file, f"{obj.kind}/{obj.name}: {node.value} → {new}",
                           {obj.file: replace(repository.texts[obj.file], node, new)},
                           {(obj.file, line(node)), (obj.file, line(get(obj.root, *path, "name")))},
                           repository.is_open(obj.units))


def overlapping_range(repository, random):
    for obj in repository.of_kind("Cluster"):
        network = get(obj.root, "spec", "clusterNetwork")
        pods, services = items(network, "pods", "cidrBlocks"), items(network, "services", "cidrBlocks")
        if pods and services and on_one_line(pods[0]) and "$" not in pods[0].value and not repository.is_patched(obj):
            yield Edit("overlapping-range", obj.file, f"Cluster/{obj.name}: Services in {pods[0].value}",
                       {obj.file: replace(repository.texts[obj.file], services[0], pods[0].value)},
                       {(obj.file, line(pods[0])), (obj.file, line(services[0]))})


def no_decryption(repository, random):
    encrypted = set()
    for obj in repository.objects:
        if get(obj.root, "sops") is not None and obj.role == "resource":
            encrypted |= obj.units
    for obj in repository.of_kind("Kustomization"):
        key, node = entry(get(obj.root, "spec"), "decryption")
        name = f"{obj.namespace or 'flux-system'}/{obj.name}"
        own = {(cluster, name) for cluster, _ in obj.units}
        if key is None or not own <= encrypted or repository.is_patched(obj):
            continue
        text = remove_entry(repository.texts[obj.file], key, node)
        if text is not None:
            spec, _ = entry(obj.root, "spec")
            yield Edit("no-decryption", obj.file, f"Kustomization/{obj.name}: no decryption", {obj.file: text},
                       {(obj.file, number) for number in (line(spec), line(spec) + 1, line(key), line(key) - 1)})


def no_chart_version(repository, random):
    for obj in repository.of_kind("HelmRelease"):
        key, node = entry(get(obj.root, "spec", "chart", "spec"), "version")
        if key is None or repository.is_overwritten(obj, "spec", "chart") or repository.is_patched(obj):
            continue
        if value(obj.root, "spec", "chart", "spec", "sourceRef", "kind") != "HelmRepository" or "$" in value(obj.root, "spec", "chart", "spec", "version"):
            continue
        if value(obj.root, "spec", "chart", "spec", "version") in ("*", "", "latest") or "version:" not in repository.texts[obj.file]:
            continue
        text = remove_entry(repository.texts[obj.file], key, node)
        if text is not None:
            chart, _ = entry(get(obj.root, "spec", "chart", "spec"), "chart")
            lines = {line(key) - 1, line(key), line(chart), line(chart) - 1} if chart is not None else {line(key)}
            yield Edit("no-chart-version", obj.file, f"HelmRelease/{obj.name}: no version", {obj.file: text},
                       {(obj.file, number) for number in lines})


def marker_part(repository, random):
    """A marker that writes the tag only, behind a whole image."""
    for file in sorted(repository.units_of):
        if not file.endswith((".yaml", ".yml")):
            continue
        lines = repository.texts[file].split("\n")
        for number, text in enumerate(lines, 1):
            found = re.search(r'image: *"?[\w./-]+:[\w.-]+"? *# *\{"\$imagepolicy": *"([\w.-]+:[\w.-]+)"\}', text)
            if not found:
                continue
            changed = list(lines)
            changed[number - 1] = text[:found.end(1)] + ":tag" + text[found.end(1):]
            yield Edit("marker-part", file, f"{found.group(1)} → {found.group(1)}:tag", {file: "\n".join(changed)},
                       {(file, number)})


def config_map_key(repository, random):
    """The key of a ConfigMap that a container reads."""
    made = {(o.namespace, o.name): o for o in repository.of_kind("ConfigMap") if not repository.is_patched(o)}
    for obj in repository.of_kind("Deployment", "StatefulSet", "DaemonSet"):
        if repository.is_patched(obj):
            continue
        for container in items(obj.root, "spec", "template", "spec", "containers"):
            for variable in items(container, "env"):
                reference = get(variable, "valueFrom", "configMapKeyRef")
                node = get(reference, "key")
                source = made.get((obj.namespace, value(reference, "name")))
                if source is None or not is_scalar(node) or value(reference, "optional") == "true":
                    continue
                if get(source.root, "data", node.value) is not None and on_one_line(node):
                    new = misspell(node.value, random)
                    yield Edit("config-map-key", obj.file, f"{obj.kind}/{obj.name}: {node.value} → {new}",
                               {obj.file: replace(repository.texts[obj.file], node, new)}, {(obj.file, line(node))})


def wrong_kind(repository, random):
    for obj in repository.objects:
        node = get(obj.root, "kind")
        version = value(obj.root, "apiVersion")
        known = version in ("apps/v1", "batch/v1", "v1", "networking.k8s.io/v1") or ".toolkit.fluxcd.io/" in version
        if obj.role != "resource" or not known or not on_one_line(node) or repository.is_patched(obj) or obj.kind in ("Namespace", "List", "Secret", "ConfigMap", "Kustomization", "HelmRelease") or "Repository" in obj.kind:
            continue
        if any(o is not obj and o.units & obj.units and obj.name and f"name: {obj.name}" in repository.texts[o.file] and o.file != obj.file for o in repository.objects):
            continue
        new = misspell(node.value, random)
        yield Edit("wrong-kind", obj.file, f"{obj.kind}/{obj.name} → {new}",
                   {obj.file: replace(repository.texts[obj.file], node, new)}, {(obj.file, line(node))})


def wrong_version(repository, random):
    for obj in repository.of_kind("Deployment", "StatefulSet", "CronJob", "Job", "NetworkPolicy", "Ingress", "GitRepository", "HelmRepository"):
        node = get(obj.root, "apiVersion")
        if not on_one_line(node) or repository.is_patched(obj) or not node.value.endswith("/v1"):
            continue
        yield Edit("wrong-version", obj.file, f"{obj.kind}/{obj.name}: {node.value[:-1]}9",
                   {obj.file: replace(repository.texts[obj.file], node, node.value[:-1] + "9")}, {(obj.file, line(node))})


EDITS = [copied_cluster, wrong_ref_kind, wrong_ref_namespace, overlapping_range, no_decryption, no_chart_version,
         marker_part, config_map_key, wrong_kind, wrong_version]
