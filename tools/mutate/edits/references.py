"""References by name to what exists in the repository: misspelt, so that they point nowhere."""
import re

from edits import Edit
from text import get, is_scalar, items, line, misspell, on_one_line, replace, value

FLUX_SOURCES = ("GitRepository", "OCIRepository", "Bucket", "HelmRepository", "HelmChart", "ExternalArtifact")


def rename(kind, repository, random, obj, node, is_open=False):
    if not on_one_line(node) or "$" in node.value or not node.value:
        return None
    new = misspell(node.value, random)
    text = replace(repository.texts[obj.file], node, new)
    return Edit(kind, obj.file, f"{obj.kind}/{obj.name}: {node.value} → {new}", {obj.file: text}, {(obj.file, line(node))},
                is_open)


def exists(repository, kinds, name):
    """Written as it is in a used file. Names that a prefix or a variable makes do not count."""
    return any(o.kind in kinds and o.name == name and o.role == "resource" for o in repository.objects)


def depends_on(repository, random):
    for obj in repository.of_kind("Kustomization", "HelmRelease"):
        for item in items(obj.root, "spec", "dependsOn"):
            node = get(item, "name")
            if is_scalar(node) and exists(repository, (obj.kind,), node.value):
                yield rename("depends-on", repository, random, obj, node, repository.is_open(obj.units))


def source_ref(repository, random):
    for obj in repository.of_kind("Kustomization"):
        node = get(obj.root, "spec", "sourceRef", "name")
        if is_scalar(node) and not repository.is_patched(obj):
            own = f"{obj.namespace or 'flux-system'}/{obj.name}"
            states = {u["unit"]: u["state"] for c in repository.clusters.values() for u in c["units"]}
            if states.get(own) == "rendered":
                yield rename("source-ref", repository, random, obj, node, repository.is_open(obj.units))


def chart_source(repository, random):
    for obj in repository.of_kind("HelmRelease"):
        if repository.is_patched(obj):
            continue
        for path in (("spec", "chart", "spec", "sourceRef", "name"), ("spec", "chartRef", "name")):
            node = get(obj.root, *path)
            if is_scalar(node) and exists(repository, FLUX_SOURCES, node.value):
                yield rename("chart-source", repository, random, obj, node, repository.is_open(obj.units))


def configmap_names(repository):
    """Names of ConfigMaps that files or generators make."""
    names = {o.name for o in repository.of_kind("ConfigMap")}
    for file, roots in [(f, repository.roots.get(f)) for f in sorted(repository.units_of) if f.endswith((".yaml", ".yml", "Kustomization"))]:
        if "kustomization" in repository.roles.get(file, ()):
            for root in roots[:1]:
                names |= {value(g, "name") for g in items(root, "configMapGenerator")}
    return names


def values_from(repository, random):
    made = configmap_names(repository)
    for obj in repository.of_kind("HelmRelease"):
        if repository.is_overwritten(obj, "spec", "valuesFrom"):
            continue
        for item in items(obj.root, "spec", "valuesFrom"):
            node = get(item, "name")
            if value(item, "kind") == "ConfigMap" and is_scalar(node) and node.value in made and not value(item, "optional"):
                yield rename("values-from", repository, random, obj, node, repository.is_open(obj.units))


def substitute_from(repository, random):
    made = configmap_names(repository)
    for obj in repository.of_kind("Kustomization"):
        for item in items(obj.root, "spec", "postBuild", "substituteFrom"):
            node = get(item, "name")
            if value(item, "kind") == "ConfigMap" and is_scalar(node) and node.value in made and not value(item, "optional"):
                yield rename("substitute-from", repository, random, obj, node, repository.is_open(obj.units))


def health_check(repository, random):
    for obj in repository.of_kind("Kustomization"):
        if value(obj.root, "spec", "wait") == "true":
            continue
        for item in items(obj.root, "spec", "healthChecks"):
            node = get(item, "name")
            if is_scalar(node) and exists(repository, (value(item, "kind"),), node.value):
                yield rename("health-check", repository, random, obj, node,
                             repository.is_open(obj.units, value(item, "namespace")))


def policy_marker(repository, random):
    for file in sorted(repository.units_of):
        if not file.endswith((".yaml", ".yml")):
            continue
        for number, text in enumerate(repository.texts[file].split("\n"), 1):
            found = re.search(r'"\$imagepolicy": *"([\w.-]+):([\w.-]+)', text)
            if not found or not exists(repository, ("ImagePolicy",), found.group(2)):
                continue
            lines = repository.texts[file].split("\n")
            new = misspell(found.group(2), random)
            lines[number - 1] = text[:found.start(2)] + new + text[found.end(2):]
            # A marker is looked up in all clusters: one incomplete cluster may have the policy.
            yield Edit("policy-marker", file, f"{found.group(2)} → {new}", {file: "\n".join(lines)}, {(file, number)},
                       bool(repository.incomplete))


def cluster_api_reference(repository, random):
    paths = (("spec", "infrastructureRef", "name"), ("spec", "controlPlaneRef", "name"),
             ("spec", "template", "spec", "infrastructureRef", "name"),
             ("spec", "machineTemplate", "infrastructureRef", "name"),
             ("spec", "template", "spec", "bootstrap", "configRef", "name"))
    for obj in repository.objects:
        if "cluster.x-k8s.io" not in value(obj.root, "apiVersion") or obj.role != "resource":
            continue
        for path in paths:
            node = get(obj.root, *path)
            reference = get(obj.root, *path[:-1])
            if is_scalar(node) and exists(repository, (value(reference, "kind"),), node.value):
                yield rename("cluster-api-reference", repository, random, obj, node,
                             repository.is_open(obj.units, obj.namespace))


def pod_configmap(repository, random):
    """A workload's ConfigMap that a file or a generator of the same repository makes."""
    made = configmap_names(repository)
    for obj in repository.of_kind("Deployment", "StatefulSet", "DaemonSet"):
        pod = get(obj.root, "spec", "template", "spec")
        nodes = [get(v, "configMap", "name") for v in items(pod, "volumes")]
        for container in items(pod, "containers"):
            nodes += [get(e, "configMapRef", "name") for e in items(container, "envFrom")]
            nodes += [get(e, "valueFrom", "configMapKeyRef", "name") for e in items(container, "env")]
        for node in nodes:
            if is_scalar(node) and node.value in made and not repository.is_patched(obj):
                yield rename("pod-configmap", repository, random, obj, node, repository.is_open(obj.units, obj.namespace))


def cut_dependency(repository, random):
    """The only dependency, where the unit's objects lie in a Namespace that the other one makes and nobody else."""
    makers = {}
    for obj in repository.of_kind("Namespace"):
        makers.setdefault(obj.name, set()).update(obj.units)
    for obj in repository.of_kind("Kustomization"):
        entries = items(obj.root, "spec", "dependsOn")
        own = f"{obj.namespace or 'flux-system'}/{obj.name}"
        clusters = {cluster for cluster, _ in obj.units}
        if len(entries) != 1 or len(clusters) != 1 or get(obj.root, "spec", "dependsOn").flow_style or repository.is_patched(obj):
            continue
        cluster = next(iter(clusters))
        other = f"{value(entries[0], 'namespace') or obj.namespace or 'flux-system'}/{value(entries[0], 'name')}"
        used = {o.namespace for o in repository.objects if (cluster, own) in o.units and o.role == "resource"}
        needed = [name for name in used if {u for u in makers.get(name, ()) if u[0] == cluster} == {(cluster, other)}]
        if not needed:
            continue
        node = get(obj.root, "spec", "dependsOn")
        lines = repository.texts[obj.file].split("\n")
        first = node.start_mark.line - 1
        last = node.end_mark.line if node.end_mark.column == 0 or not lines[node.end_mark.line][:node.end_mark.column].strip() else node.end_mark.line + 1
        del lines[first:last]
        name = line(get(obj.root, "metadata", "name"))
        at = name if name <= first else name - (last - first)
        yield Edit("cut-dependency", obj.file, f"{obj.kind}/{obj.name}: no longer waits for {other}, which makes {needed[0]}",
                   {obj.file: "\n".join(lines)}, {(obj.file, at)})


EDITS = [depends_on, cut_dependency, source_ref, chart_source, values_from, substitute_from, health_check, policy_marker,
         cluster_api_reference, pod_configmap]
