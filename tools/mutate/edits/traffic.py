"""Who calls whom: Services, their pods and ports, Ingresses, routes, Canaries and autoscalers."""
from edits import Edit
from edits.references import exists, rename
from text import get, is_scalar, items, line, misspell, on_one_line, replace, value


def closed(repository, obj):
    """Nothing that is not rendered could make an object in the namespace. Custom resources mean an operator, which may."""
    return not repository.is_open(obj.units, obj.namespace) and bool(obj.namespace) and not any(
        o.namespace == obj.namespace and o.role == "resource" and o.units & obj.units and "." in value(o.root, "apiVersion").split("/")[0]
        and not value(o.root, "apiVersion").split("/")[0].endswith((".k8s.io", ".fluxcd.io")) for o in repository.objects)


def plain(repository, *kinds):
    for obj in repository.of_kind(*kinds):
        if not repository.is_patched(obj):
            yield obj


def hpa_target(repository, random):
    for obj in plain(repository, "HorizontalPodAutoscaler"):
        node = get(obj.root, "spec", "scaleTargetRef", "name")
        if is_scalar(node) and exists(repository, (value(obj.root, "spec", "scaleTargetRef", "kind"),), node.value):
            yield rename("hpa-target", repository, random, obj, node, not closed(repository, obj))


def canary_target(repository, random):
    for obj in plain(repository, "Canary"):
        node = get(obj.root, "spec", "targetRef", "name")
        if is_scalar(node) and exists(repository, (value(obj.root, "spec", "targetRef", "kind"),), node.value):
            yield rename("canary-target", repository, random, obj, node, not closed(repository, obj))


def backends(obj):
    for rule in items(obj.root, "spec", "rules"):
        for path in items(rule, "http", "paths"):
            yield get(path, "backend", "service")


def ingress_backend(repository, random):
    for obj in plain(repository, "Ingress"):
        for service in backends(obj):
            node = get(service, "name")
            if is_scalar(node) and exists(repository, ("Service",), node.value):
                yield rename("ingress-backend", repository, random, obj, node, not closed(repository, obj))


def ingress_port(repository, random):
    for obj in plain(repository, "Ingress"):
        for service in backends(obj):
            node = get(service, "port", "number")
            if is_scalar(node) and on_one_line(node) and exists(repository, ("Service",), value(service, "name")):
                yield Edit("ingress-port", obj.file, f"Ingress/{obj.name}: port {node.value} → 65001",
                           {obj.file: replace(repository.texts[obj.file], node, "65001")}, {(obj.file, line(node))})


def target_port(repository, random):
    for obj in plain(repository, "Service"):
        for port in items(obj.root, "spec", "ports"):
            node = get(port, "targetPort")
            if not (is_scalar(node) and on_one_line(node) and node.value and not node.value.isdigit()) or "$" in node.value:
                continue
            names = {value(p, "name") for o in repository.of_kind("Deployment", "StatefulSet", "DaemonSet")
                     if o.namespace == obj.namespace and o.units & obj.units
                     for c in items(o.root, "spec", "template", "spec", "containers") for p in items(c, "ports")}
            if node.value in names:
                yield rename("target-port", repository, random, obj, node, repository.is_open(obj.units, obj.namespace))


def service_selector(repository, random):
    for obj in plain(repository, "Service"):
        selector = get(obj.root, "spec", "selector")
        for o in repository.of_kind("Deployment", "StatefulSet", "DaemonSet"):
            labels = {k: value(o.root, "spec", "template", "metadata", "labels", k)
                      for k, in ((key.value,) for key, _ in (selector.value if selector is not None else ()))}
            if o.namespace != obj.namespace or not o.units & obj.units or not labels:
                continue
            for key, node in selector.value:
                if is_scalar(node) and on_one_line(node) and "$" not in node.value and labels[key.value] == node.value:
                    edit = rename("service-selector", repository, random, obj, node, not closed(repository, obj))
                    if edit:
                        edit.lines |= {(obj.file, line(selector)), (obj.file, line(selector) - 1)}
                        yield edit


EDITS = [hpa_target, canary_target, ingress_backend, ingress_port, target_port, service_selector]
