"""Fields of known kinds: misspelt, of the wrong type, missing, or with a value that is none."""
from edits import Edit
from text import (entry, get, is_list, is_map, is_scalar, line, misspell, on_one_line, remove_entry, replace,
                  replace_value, value, walk)

# Below these anything goes, or the text means something of its own.
FREE = {"labels", "annotations", "data", "stringData", "binaryData", "matchLabels", "selector", "nodeSelector", "values",
        "limits", "requests", "substitute", "hard", "parameters", "commonMetadata", "encryptedData", "status",
        "podSelector", "namespaceSelector", "labelSelector"}
GROUPS = ("apps/v1", "batch/v1", "v1", "networking.k8s.io/v1", "policy/v1", "autoscaling/v2",
          "rbac.authorization.k8s.io/v1")
BOOLEANS = {"prune", "suspend", "wait", "readOnlyRootFilesystem", "allowPrivilegeEscalation", "privileged", "readOnly",
            "hostNetwork", "automountServiceAccountToken"}
NUMBERS = {"replicas", "containerPort", "minReplicas", "maxReplicas", "initialDelaySeconds", "periodSeconds",
           "failureThreshold", "timeoutSeconds", "runAsUser", "terminationGracePeriodSeconds", "retries",
           "revisionHistoryLimit", "weight", "defaultMode"}
ENUMS = {"imagePullPolicy", "restartPolicy", "protocol", "pathType", "concurrencyPolicy"}
REQUIRED = {
    ("Deployment", "spec", "selector"), ("Deployment", "spec", "template"), ("StatefulSet", "spec", "template"),
    ("DaemonSet", "spec", "template"), ("CronJob", "spec", "schedule"), ("Kustomization", "spec", "interval"),
    ("Kustomization", "spec", "prune"), ("Kustomization", "spec", "sourceRef"), ("GitRepository", "spec", "url"),
    ("GitRepository", "spec", "interval"), ("OCIRepository", "spec", "url"), ("HelmRelease", "spec", "interval"),
    ("RoleBinding", "roleRef"), ("ClusterRoleBinding", "roleRef"), ("HorizontalPodAutoscaler", "spec", "maxReplicas"),
    ("HorizontalPodAutoscaler", "spec", "scaleTargetRef"),
}
REQUIRED_ANYWHERE = {"pathType", "containerPort", "mountPath"}


def checked(repository, patches=True):
    for obj in repository.objects:
        version = value(obj.root, "apiVersion")
        if version not in GROUPS and ".toolkit.fluxcd.io/" not in version:
            continue
        if obj.kind == "Secret" or "sops" in [k.value for k, _ in obj.root.value if is_scalar(k)]:
            continue
        if repository.is_known(obj) and (patches or obj.role == "resource"):
            yield obj


def fields(obj):
    for path, key, node in walk(obj.root):
        if path[0] in ("apiVersion", "kind", "metadata", "data", "status") or any(p in FREE for p in path[:-1]):
            continue
        if path[0] == "sops" or "$patch" in path:
            continue
        yield path, key, node


def misspelt_field(repository, random):
    for obj in checked(repository):
        for path, key, node in fields(obj):
            if len(path) < 2 or not on_one_line(key) or len(key.value) < 4:
                continue
            new = misspell(key.value, random)
            text = replace(repository.texts[obj.file], key, new)
            yield Edit("misspelt-field", obj.file, f"{obj.kind}/{obj.name}: {'.'.join(map(str, path))} → {new}",
                       {obj.file: text}, {(obj.file, line(key))})


def wrong_scalar(repository, random):
    for obj in checked(repository):
        if obj.role == "resource" and repository.is_patched(obj):
            continue
        for path, key, node in fields(obj):
            if not on_one_line(node) or "$" in node.value:
                continue
            if path[-1] in BOOLEANS:
                new = '"yes"'
            elif path[-1] in NUMBERS:
                new = '"a few"'
            elif path[-1] == "interval" and ".toolkit.fluxcd.io/" in value(obj.root, "apiVersion"):
                new = "5"
            else:
                continue
            yield Edit("wrong-scalar", obj.file, f"{obj.kind}/{obj.name}: {'.'.join(map(str, path))} → {new}",
                       {obj.file: replace(repository.texts[obj.file], node, new)}, {(obj.file, line(node))})


def wrong_collection(repository, random):
    for obj in checked(repository, patches=False):
        if repository.is_patched(obj):
            continue
        for path, key, node in fields(obj):
            if len(path) < 2 or path[-1] == "values" or not (is_map(node) or is_list(node)) or not node.value:
                continue
            if "sops" in path or "&" in repository.texts[obj.file][key.end_mark.index:node.start_mark.index]:
                continue
            new = "[x]" if is_map(node) else "{x: y}"
            text = replace_value(repository.texts[obj.file], key, node, new)
            yield Edit("wrong-collection", obj.file, f"{obj.kind}/{obj.name}: {'.'.join(map(str, path))} → {new}",
                       {obj.file: text}, {(obj.file, line(key))})


def missing_field(repository, random):
    for obj in checked(repository, patches=False):
        if repository.is_patched(obj):
            continue
        for path, key, node in fields(obj):
            if (obj.kind,) + path not in REQUIRED and path[-1] not in REQUIRED_ANYWHERE:
                continue
            text = remove_entry(repository.texts[obj.file], key, node)
            if text is None:
                continue
            parent = get(obj.root, *path[:-1])
            holder = get(obj.root, *path[:-2]) if len(path) > 1 else None
            lines = {line(parent), line(key), line(key) - 1}
            if is_map(holder):
                lines.add(line(entry(holder, path[-2])[0]))
            yield Edit("missing-field", obj.file, f"{obj.kind}/{obj.name}: no {'.'.join(map(str, path))}", {obj.file: text},
                       {(obj.file, number) for number in lines})


def invalid_value(repository, random):
    for obj in checked(repository):
        if obj.role == "resource" and repository.is_patched(obj):
            continue
        for path, key, node in fields(obj):
            service_type = obj.kind == "Service" and path == ("spec", "type")
            source_kind = obj.kind == "Kustomization" and path == ("spec", "sourceRef", "kind")
            if on_one_line(node) and "$" not in node.value and (path[-1] in ENUMS or service_type or source_kind):
                new = misspell(node.value, random)
                yield Edit("invalid-value", obj.file, f"{obj.kind}/{obj.name}: {'.'.join(map(str, path))}: {new}",
                           {obj.file: replace(repository.texts[obj.file], node, new)}, {(obj.file, line(node))})


EDITS = [misspelt_field, wrong_scalar, wrong_collection, missing_field, invalid_value]
