"""Objects as a whole: two owners, cycles, old versions, images, Secrets, machines, selectors."""
import os
import re

from edits import Edit
from text import get, insert_line, is_scalar, items, line, misspell, on_one_line, replace, value, walk

OLD = {
    "apps/v1": ("extensions/v1beta1", ("Deployment", "DaemonSet")),
    "networking.k8s.io/v1": ("networking.k8s.io/v1beta1", ("Ingress",)),
    "batch/v1": ("batch/v1beta1", ("CronJob",)),
    "policy/v1": ("policy/v1beta1", ("PodDisruptionBudget",)),
    "autoscaling/v2": ("autoscaling/v2beta2", ("HorizontalPodAutoscaler",)),
    "rbac.authorization.k8s.io/v1": ("rbac.authorization.k8s.io/v1beta1", ("RoleBinding", "ClusterRole", "ClusterRoleBinding", "Role")),
}


def append_resource(repository, file, name):
    """The kustomization file with one more entry, and the entry's line."""
    root = repository.roots[file][0]
    listed = items(root, "resources")
    if not listed or get(root, "resources").flow_style:
        return None, 0
    first = listed[0]
    begin = first.start_mark.column
    lines = repository.texts[file].split("\n")
    lead = lines[line(first) - 1][:begin]
    return insert_line(repository.texts[file], line(first), lead + name), line(first)


def transformed(repository, file):
    """Does the kustomization file, or one that includes its folder, rename or move objects?"""
    root = repository.roots[file][0]
    if any(get(root, field) is not None for field in ("namespace", "namePrefix", "nameSuffix", "components", "transformers")):
        return True
    folder = os.path.dirname(file) or "."
    return any(transformed(repository, listing.file) for listing in repository.listings.get(folder, ()))


def plain_unit(repository, unit):
    """A unit whose Kustomization leaves names and namespaces alone and writes to its own cluster."""
    _, name = unit
    for obj in repository.of_kind("Kustomization"):
        if obj.name == name.rpartition("/")[2]:
            spec = get(obj.root, "spec")
            if any(get(spec, f) is not None for f in ("targetNamespace", "namePrefix", "nameSuffix", "kubeConfig", "components")):
                return False
    return True


def duplicate_object(repository, random):
    hosts = []
    for unit, path in sorted(repository.paths.items()):
        file = repository.kustomization_in(path.strip("/") or ".")
        if file and repository.roots.get(file) and not transformed(repository, file) and plain_unit(repository, unit):
            hosts.append((unit, file))
    for obj in repository.of_kind("ConfigMap", "Service", "Deployment", "ServiceAccount", "NetworkPolicy", "HelmRelease"):
        if not obj.namespace or "$" in obj.namespace + obj.name or repository.is_patched(obj):
            continue
        listings = repository.listings.get(obj.file)
        if not listings or any(transformed(repository, listing.file) for listing in listings):
            continue
        if not all(plain_unit(repository, unit) for unit in obj.units):
            continue
        for unit, file in hosts:
            if unit in obj.units or repository.units_of[file] & obj.units \
                    or not {c for c, _ in repository.units_of[file]} <= {c for c, _ in obj.units}:
                continue
            body = repository.texts[obj.file][obj.root.start_mark.index:obj.root.end_mark.index]
            if "$" in body:
                continue
            copy = (os.path.dirname(file) + "/" if "/" in file else "") + "copied-object.yaml"
            text, number = append_resource(repository, file, "copied-object.yaml")
            name = get(obj.root, "metadata", "name")
            if text is None:
                continue
            yield Edit("duplicate-object", obj.file, f"{obj.kind}/{obj.name} also in {file}",
                       {copy: body.rstrip() + "\n", file: text}, {(copy, 0), (file, number), (obj.file, line(name))})


def plain_secret(repository, random):
    body = ("apiVersion: v1\nkind: Secret\nmetadata:\n  name: planted\n  namespace: default\nstringData:\n"
            "  password: vR7wq2Zt9LmK4x\n")
    for unit, path in sorted(repository.paths.items()):
        file = repository.kustomization_in(path.strip("/") or ".")
        if not file or not repository.roots.get(file):
            continue
        text, number = append_resource(repository, file, "planted-secret.yaml")
        if text is None:
            continue
        new = (os.path.dirname(file) + "/" if "/" in file else "") + "planted-secret.yaml"
        yield Edit("plain-secret", file, "a Secret with a password", {file: text, new: body}, {(new, 0)})


def cycle(repository, random):
    kustomizations = repository.of_kind("Kustomization")
    for obj in kustomizations:
        for item in items(obj.root, "spec", "dependsOn"):
            name = get(item, "name")
            found = [o for o in kustomizations if o.name == value(item, "name") and o.units & obj.units]
            if len(found) != 1 or repository.is_patched(obj) or repository.is_patched(found[0]):
                continue
            other = found[0]
            if not {c for c, _ in other.units} <= {c for c, _ in obj.units}:
                continue
            if "$" in obj.name + other.name or get(item, "namespace") is not None:
                continue
            text = repository.texts[other.file]
            listed = items(other.root, "spec", "dependsOn")
            if listed and not get(other.root, "spec", "dependsOn").flow_style:
                number = line(listed[0])
                lead = text.split("\n")[number - 1][:listed[0].start_mark.column]
                text = insert_line(text, number, f"{lead}name: {obj.name}")
                added = 1
            elif not listed and get(other.root, "spec", "dependsOn") is None:
                first = get(other.root, "spec").value[0][0]
                number = line(first)
                lead = " " * first.start_mark.column
                text = insert_line(insert_line(text, number, f"{lead}dependsOn:"), number + 1, f"{lead}  - name: {obj.name}")
                number, added = number + 1, 2
            else:
                continue
            shift = added if other.file == obj.file and line(name) >= number else 0
            yield Edit("cycle", other.file, f"{other.name} → {obj.name} → {other.name}", {other.file: text},
                       {(other.file, number), (obj.file, line(name) + shift)})


def wrong_path(repository, random):
    states = {u["unit"]: u["state"] for c in repository.clusters.values() for u in c["units"]}
    for obj in repository.of_kind("Kustomization"):
        node = get(obj.root, "spec", "path")
        if states.get(f"{obj.namespace or 'flux-system'}/{obj.name}") != "rendered" or repository.is_patched(obj):
            continue
        if is_scalar(node) and on_one_line(node) and "$" not in node.value and len(node.value.strip("./")) > 1:
            head, slash, name = node.value.rstrip("/").rpartition("/")
            new = head + slash + misspell(name, random)
            yield Edit("wrong-path", obj.file, f"Kustomization/{obj.name}: {node.value} → {new}",
                       {obj.file: replace(repository.texts[obj.file], node, new)}, {(obj.file, line(node))})


def broken_variable(repository, random):
    substituting = set()
    for obj in repository.of_kind("Kustomization"):
        post = get(obj.root, "spec", "postBuild")
        if get(post, "substitute") is not None or items(post, "substituteFrom"):
            substituting |= {unit for unit in repository.paths
                             if unit[1].rpartition("/")[2] == obj.name and unit[0] in {c for c, _ in obj.units}}
    for obj in repository.objects:
        if not obj.units & substituting or repository.is_patched(obj) and obj.role == "resource":
            continue
        if "kustomize.toolkit.fluxcd.io/substitute" in repository.texts[obj.file] or get(obj.root, "sops") is not None:
            continue
        for place in (("data",), ("metadata", "annotations"), ("metadata", "labels"), ("spec", "values")):
            for path, key, node in walk(get(obj.root, *place)):
                if not on_one_line(node) or node.style == "'" or node.tag != "tag:yaml.org,2002:str" or not node.value:
                    continue
                at = node.start_mark.index + (1 if node.style else 0)
                text = repository.texts[obj.file]
                yield Edit("broken-variable", obj.file, f"{obj.kind}/{obj.name}: {'.'.join(map(str, place + path))}",
                           {obj.file: text[:at] + "${cluster-name}" + text[at:]}, {(obj.file, line(node))})


def old_version(repository, random):
    for obj in repository.of_kind(*(kind for _, kinds in OLD.values() for kind in kinds)):
        node = get(obj.root, "apiVersion")
        old, kinds = OLD.get(node.value, ("", ()))
        if obj.kind not in kinds or repository.is_patched(obj):
            continue
        yield Edit("old-version", obj.file, f"{obj.kind}/{obj.name}: {old}",
                   {obj.file: replace(repository.texts[obj.file], node, old)}, {(obj.file, line(node))})


def overridden_images(repository):
    names = set()
    for file, roots in [(f, repository.roots.get(f)) for f in sorted(repository.units_of) if f.endswith((".yaml", ".yml", "Kustomization"))]:
        for root in roots[:1]:
            if "kustomization" in repository.roles.get(file, ()):
                names |= {value(i, "name") for i in items(root, "images")}
            if value(root, "kind") == "Kustomization":
                names |= {value(i, "name") for i in items(root, "spec", "images")}
    return names


def no_tag(repository, random):
    overridden = overridden_images(repository)
    for obj in repository.of_kind("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"):
        if repository.is_patched(obj):
            continue
        for path, key, node in walk(obj.root):
            if path[-1] != "image" or not on_one_line(node) or "$" in node.value or "@" in node.value:
                continue
            name, colon, tag = node.value.rpartition(":")
            if not colon or "/" in tag or name in overridden:
                continue
            yield Edit("no-tag", obj.file, f"{obj.kind}/{obj.name}: {name}",
                       {obj.file: replace(repository.texts[obj.file], node, name)}, {(obj.file, line(node))})


def new_worker(repository, random):
    for obj in repository.of_kind("MachinePool", "MachineDeployment"):
        node = get(obj.root, "spec", "template", "spec", "version")
        found = re.fullmatch(r"v1\.(\d+)\.\d+", node.value) if is_scalar(node) else None
        if found and not repository.is_patched(obj):
            new = f"v1.{int(found.group(1)) + 3}.0"
            yield Edit("new-worker", obj.file, f"{obj.kind}/{obj.name}: {node.value} → {new}",
                       {obj.file: replace(repository.texts[obj.file], node, new)}, {(obj.file, line(node))},
                       repository.is_open(obj.units))


def selector(repository, random):
    common = set()
    for file, roots in [(f, repository.roots.get(f)) for f in sorted(repository.units_of) if f.endswith((".yaml", ".yml", "Kustomization"))]:
        for root in roots[:1]:
            if "kustomization" in repository.roles.get(file, ()):
                common |= {key for path, key, _ in ((p, k.value, n) for p, k, n in walk(get(root, "commonLabels")))}
                for label in items(root, "labels"):
                    common |= {p[-1] for p, _, _ in walk(get(label, "pairs"))}
    for obj in repository.of_kind("Deployment", "StatefulSet", "DaemonSet"):
        if repository.is_patched(obj):
            continue
        for path, key, node in walk(get(obj.root, "spec", "selector", "matchLabels")):
            label = get(obj.root, "spec", "template", "metadata", "labels", path[-1])
            if is_scalar(node) and is_scalar(label) and on_one_line(node) and path[-1] not in common and "$" not in node.value:
                new = misspell(node.value, random)
                yield Edit("selector", obj.file, f"{obj.kind}/{obj.name}: {path[-1]}: {new}",
                           {obj.file: replace(repository.texts[obj.file], node, new)},
                           {(obj.file, line(node)), (obj.file, line(label))})


def sealed_namespace(repository, random):
    for obj in repository.of_kind("SealedSecret"):
        node = get(obj.root, "metadata", "namespace")
        inner = get(obj.root, "spec", "template", "metadata", "namespace")
        if not is_scalar(node) or not is_scalar(inner) or "sealedsecrets.bitnami.com/" in repository.texts[obj.file]:
            continue
        listings = repository.listings.get(obj.file, ())
        if any(transformed(repository, listing.file) for listing in listings) or repository.is_patched(obj):
            continue
        new = misspell(node.value, random)
        yield Edit("sealed-namespace", obj.file, f"SealedSecret/{obj.name}: {node.value} → {new}",
                   {obj.file: replace(repository.texts[obj.file], node, new)},
                   {(obj.file, line(node)), (obj.file, line(inner)), (obj.file, line(get(obj.root, "metadata", "name")))})


EDITS = [duplicate_object, plain_secret, cycle, wrong_path, broken_variable, old_version, no_tag, new_worker, selector,
         sealed_namespace]
