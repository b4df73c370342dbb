#!/usr/bin/env python3
"""Write schemas/ from OpenAPI documents of Kubernetes and from CRDs.

    import_schemas.py DATA_DIR SCHEMAS_DIR [PROJECT...]

DATA_DIR holds openapi/k8s-MINOR.json.gz ({"kubernetes", "definitions", "resources"})
and crds/PROJECT/*.yaml (one CustomResourceDefinition each). PROJECTs are the CRD folders
to take. The form of what is written is described in schemas/README.md; nothing but facts
is taken over (no descriptions, no messages).

Standard library, and PyYAML for CRDs.
"""
import gzip
import json
import pathlib
import re
import sys

NUMBER_FACETS = [
    ("minimum", "min"), ("maximum", "max"), ("multipleOf", "multiple"),
    ("minLength", "minlen"), ("maxLength", "maxlen"), ("minItems", "minitems"), ("maxItems", "maxitems"),
    ("minProperties", "minprops"), ("maxProperties", "maxprops"),
]
LOGIC_FACETS = [("allOf", "allof"), ("anyOf", "anyof"), ("oneOf", "oneof"), ("not", "not")]
BARE_WORD = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")
JSON_WORD = re.compile(r"^(true|false|null|-?[0-9].*)$")


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def words(values):
    """A list of strings, bare where it cannot be misread as anything else."""
    if values and all(isinstance(v, str) and BARE_WORD.match(v) and not JSON_WORD.match(v) for v in values):
        return ",".join(values)
    return compact(values)


def facets(schema):
    """Everything about a schema but its type and its children, as words of a line."""
    out = []
    if "format" in schema:
        out.append("format=" + schema["format"])
    if "enum" in schema:
        out.append("enum=" + words(schema["enum"]))
    if "pattern" in schema:
        out.append("pattern=" + json.dumps(schema["pattern"], ensure_ascii=False))
    for key, word in NUMBER_FACETS:
        if key in schema:
            out.append(f"{word}={compact(schema[key])}")
    for key, word in (("exclusiveMinimum", "xmin"), ("exclusiveMaximum", "xmax"), ("uniqueItems", "unique"),
                      ("nullable", "nullable"), ("x-kubernetes-preserve-unknown-fields", "open"),
                      ("x-kubernetes-embedded-resource", "embedded")):
        if schema.get(key):
            out.append(word)
    for key, word in (("x-kubernetes-list-type", "list"), ("x-kubernetes-map-type", "map"),
                      ("x-kubernetes-patch-strategy", "strategy"), ("x-kubernetes-patch-merge-key", "merge")):
        if key in schema:
            out.append(f"{word}={schema[key]}")
    if "x-kubernetes-list-map-keys" in schema:
        out.append("keys=" + ",".join(schema["x-kubernetes-list-map-keys"]))
    if "x-deprecated" in schema:
        out.append("deprecated")
    if "default" in schema:
        out.append("default=" + compact(schema["default"]))
    for key, word in LOGIC_FACETS:
        if key in schema and not (schema.get("x-kubernetes-int-or-string") and key == "anyOf"):
            out.append(f"{word}={compact(without_texts(schema[key]))}")
    for rule in schema.get("x-kubernetes-validations", []):
        facts = {k: rule[k] for k in ("rule", "reason", "fieldPath", "optionalOldSelf") if k in rule}
        out.append("rule=" + (compact(facts) if len(facts) > 1 else json.dumps(rule["rule"], ensure_ascii=False)))
    return out


def without_texts(value):
    if isinstance(value, list):
        return [without_texts(v) for v in value]
    if isinstance(value, dict):
        return {k: without_texts(v) for k, v in value.items() if k not in ("description", "example")}
    return value


class Writer:
    """Writes type expressions; `name_of` gives the name of a schema that is written elsewhere, or None."""

    def __init__(self, name_of):
        self.name_of = name_of

    def expression(self, schema, top=False):
        """(text, children): children is the schema whose properties follow on indented lines."""
        name = None if top else self.name_of(schema)
        if name:
            return name, None
        children = None
        kind = schema.get("type")
        if schema.get("x-kubernetes-int-or-string"):
            text = "int-or-string"
        elif kind == "array":
            inner, children = self.expression(schema.get("items", {}))
            text = f"[{inner}]"
        elif isinstance(schema.get("additionalProperties"), dict) and "properties" not in schema:
            inner, children = self.expression(schema["additionalProperties"])
            text = "{" + inner + "}"
        elif schema.get("additionalProperties") is True and "properties" not in schema:
            text = "{any}"
        elif kind == "object":
            text, children = "object", schema
        elif kind:
            text = kind
        else:
            text, children = "any", schema if "properties" in schema else None
        return " ".join([text] + facets(schema)), children

    def field(self, name, schema, required, depth, lines):
        text, children = self.expression(schema)
        mark = "!" if required else ""
        lines.append("  " * depth + f"{name}{mark} {text}")
        if children is not None:
            self.properties(children, depth + 1, lines)

    def properties(self, schema, depth, lines, skip=()):
        required = set(schema.get("required", []))
        for name, value in sorted(schema.get("properties", {}).items()):
            if name not in skip:
                self.field(name, value, name in required, depth, lines)


# --- Kubernetes' own kinds -------------------------------------------------------------

SHORT_NAMES = [
    ("io.k8s.apimachinery.pkg.apis.meta.", "meta."),
    ("io.k8s.apiextensions-apiserver.pkg.apis.", ""),
    ("io.k8s.kube-aggregator.pkg.apis.", ""),
    ("io.k8s.api.", ""),
]
# Definitions whose document says less than the server reads.
BY_NAME = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "string format=date-time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "string format=date-time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "object open",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "object open",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "any",
}


# Fields that the document calls required and the server does without: it fills them in, or
# takes the zero value for an answer (no validation of its own asks for them).
NOT_REQUIRED = {
    "apiextensions.v1.CustomResourceDefinitionVersion": ["served", "storage"],
    "apps.v1.ControllerRevision": ["revision"],
    "apps.v1.StatefulSetSpec": ["serviceName"],
    "batch.v1.PodFailurePolicyOnPodConditionsPattern": ["status"],
    "batch.v1.PodFailurePolicyRule": ["onPodConditions"],
    "core.v1.HTTPHeader": ["value"],
    "core.v1.ISCSIPersistentVolumeSource": ["lun"],
    "core.v1.ISCSIVolumeSource": ["lun"],
    "core.v1.LimitRangeSpec": ["limits"],
    "core.v1.PreferredSchedulingTerm": ["preference"],
    "core.v1.SleepAction": ["seconds"],
    "core.v1.Sysctl": ["value"],
    "discovery.v1.EndpointSlice": ["endpoints"],
    "networking.v1.NetworkPolicySpec": ["podSelector"],
    "rbac.v1.RoleRef": ["apiGroup"],
    "scheduling.v1.PriorityClass": ["value"],
    "storage.v1.CSIDriver": ["spec"],
}


# Fields that the document calls optional, and without which something that must be set is not:
# Go reads a missing struct as an empty one, and then misses what it must hold.
ALSO_REQUIRED = {
    "apps.v1.DaemonSet": ["spec"],
    "apps.v1.Deployment": ["spec"],
    "apps.v1.ReplicaSet": ["spec"],
    "apps.v1.StatefulSet": ["spec"],
    "autoscaling.v2.HorizontalPodAutoscaler": ["spec"],
    "batch.v1.CronJob": ["spec"],
    "batch.v1.Job": ["spec"],
    "batch.v1.JobTemplateSpec": ["spec"],
    "core.v1.PersistentVolume": ["spec"],
    "core.v1.PersistentVolumeClaim": ["spec"],
    "core.v1.Pod": ["spec"],
    "core.v1.PodTemplateSpec": ["spec"],
}
# Defaults that tell entries of a list apart (OpenAPI v2 leaves out the Go types' defaults).
KEY_DEFAULTS = {
    "core.v1.ContainerPort": {"protocol": "TCP"},
    "core.v1.ServicePort": {"protocol": "TCP"},
}


def short_name(definition):
    for prefix, short in SHORT_NAMES:
        if definition.startswith(prefix):
            return short + definition[len(prefix):]
    return definition


def referenced(schema):
    ref = schema.get("$ref")
    return ref.rsplit("/", 1)[1] if ref else None


def kubernetes_reference(schema):
    """The document puts facets of a field beside its $ref: they follow the name."""
    target = referenced(schema)
    if not target:
        return None
    return " ".join([BY_NAME.get(target) or short_name(target)] + facets(schema))


def reachable(definitions, roots):
    seen, todo = set(), list(roots)
    while todo:
        name = todo.pop()
        if name in seen or name in BY_NAME or name not in definitions:
            continue
        seen.add(name)
        text = compact(definitions[name])
        todo += [r.rsplit("/", 1)[1] for r in re.findall(r'"\$ref":"([^"]+)"', text)]
    return seen


def minors_text(held, all_minors):
    """The minors a line holds for, as ranges; a range that ends with the newest stays open."""
    parts, i = [], 0
    while i < len(all_minors):
        if all_minors[i] not in held:
            i += 1
            continue
        start = i
        while i + 1 < len(all_minors) and all_minors[i + 1] in held:
            i += 1
        first = "" if start == 0 else f"1.{all_minors[start]}"
        last = "" if i == len(all_minors) - 1 else f"1.{all_minors[i]}"
        parts.append(first if first == last and first else f"{first}-{last}")
        i += 1
    return "@" + ",".join(parts)


def import_kubernetes(documents, out):
    minors = sorted(int(p.name.split(".")[1]) for p in documents.glob("k8s-1.*.json.gz"))
    types, kinds = {}, {}  # name -> minor -> lines; kind line -> minors
    writer = Writer(kubernetes_reference)
    for minor in minors:
        with gzip.open(documents / f"k8s-1.{minor}.json.gz") as file:
            document = json.load(file)
        definitions = document["definitions"]
        by_kind = {}
        for name, schema in sorted(definitions.items()):
            for gvk in schema.get("x-kubernetes-group-version-kind", []):
                by_kind.setdefault((gvk["group"], gvk["version"], gvk["kind"]), name)
        roots = []
        for resource in document["resources"]:
            name = by_kind.get((resource["group"], resource["version"], resource["kind"]))
            if not name:
                continue
            roots.append(name)
            version = "/".join(filter(None, [resource["group"], resource["version"]]))
            scope = "namespaced" if resource["namespaced"] else "cluster"
            line = f"kind {version} {resource['kind']} {resource['plural']} {scope} {short_name(name)}"
            kinds.setdefault(line, set()).add(minor)
        for name in reachable(definitions, roots):
            lines = []
            schema = dict(definitions[name])
            tolerated = NOT_REQUIRED.get(short_name(name), [])
            schema["required"] = [r for r in schema.get("required", []) if r not in tolerated]
            schema["required"] += ALSO_REQUIRED.get(short_name(name), [])
            for field, value in KEY_DEFAULTS.get(short_name(name), {}).items():
                schema["properties"][field].setdefault("default", value)
            writer.properties(schema, 1, lines)
            head, _ = writer.expression(schema, top=True)
            types.setdefault(short_name(name), {})[minor] = (head, lines)

    files = {}
    for name in sorted(types):
        by_minor = types[name]
        package = name.rsplit(".", 1)[0]
        lines = files.setdefault(package, [])
        heads = {}
        for minor, (head, _) in by_minor.items():
            heads.setdefault(head, set()).add(minor)
        newest = by_minor[max(by_minor)][0]
        lines.append("")
        lines.append(f"type {name}" + ("" if newest == "object" else f" {newest}"))
        held = {}
        for minor, (_, fields) in by_minor.items():
            for field in fields:
                if field.startswith("   "):
                    raise SystemExit(f"{name}: nested object in a definition, which the form has no minors for")
                held.setdefault(field, set()).add(minor)
        for field in sorted(held, key=lambda f: (re.split(r"[! ]", f.strip())[0], min(held[f]))):
            suffix = "" if held[field] == set(by_minor) else " " + minors_text(held[field], minors)
            lines.append(field + suffix)

    kind_lines = {}
    for line, held in sorted(kinds.items()):
        package = line.split()[5].rsplit(".", 1)[0]
        suffix = "" if held == set(minors) else " " + minors_text(held, minors)
        kind_lines.setdefault(package, []).append(line + suffix)
    folder = out / "kubernetes"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.schema"):
        old.unlink()
    for package, lines in files.items():
        head = kind_lines.get(package, [])
        (folder / f"{package}.schema").write_text("\n".join(head + (lines if head else lines[1:])) + "\n")
    (folder / "minors").write_text("".join(f"1.{m}\n" for m in minors))


# --- CRDs ------------------------------------------------------------------------------

# Enumerations of kinds that installations widen: other controllers (flux-operator, tf-controller) have
# these CRDs patched so that their own objects may be named.
WIDENED = {
    "alerts.notification.toolkit.fluxcd.io": ["spec", "eventSources", "kind"],
    "receivers.notification.toolkit.fluxcd.io": ["spec", "resources", "kind"],
}


def drop_enumeration(schema, path):
    for name in path:
        schema = schema.get("items", schema).get("properties", {}).get(name, {})
    schema.pop("enum", None)


def shareable(schema):
    return schema.get("type") == "object" and len(schema.get("properties", {})) >= 2 and len(compact(schema)) > 120


def children_of(schema):
    yield from ((f".{n}", s) for n, s in sorted(schema.get("properties", {}).items()))
    if isinstance(schema.get("items"), dict):
        yield "", schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield "", schema["additionalProperties"]


def import_crds(folder, out):
    import yaml
    crds = []
    for path in sorted(folder.glob("*.yaml")):
        crds.append((path.stem, yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))))

    # One entry for each distinct schema; how often distinct parents refer to it, and its first path.
    references, first_path, seen, by_text = {}, {}, set(), {}

    def visit(schema, path):
        text = compact(schema)
        references[text] = references.get(text, 0) + 1
        first_path.setdefault(text, path)
        by_text[text] = schema
        if text in seen:
            return
        seen.add(text)
        for step, child in children_of(schema):
            visit(child, path + step)

    for stem, crd in crds:
        for version in crd["spec"]["versions"]:
            schema = version.get("schema", {}).get("openAPIV3Schema", {})
            if stem in WIDENED:
                drop_enumeration(schema, WIDENED[stem])
            for step, child in children_of(schema):
                visit(child, f"{crd['spec']['names']['kind']}.{version['name']}{step}")

    names, taken = {}, set()
    for text, path in sorted(first_path.items(), key=lambda item: item[1]):
        if references[text] < 2 or not shareable(by_text[text]):
            continue
        name, n = path, 2
        while name in taken:
            name, n = f"{path}~{n}", n + 1
        taken.add(name)
        names[text] = name

    writer = Writer(lambda schema: names.get(compact(schema)))
    target = out / "crds" / folder.name
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.schema"):
        old.unlink()
    if names:
        lines = []
        for text, name in sorted(names.items(), key=lambda item: item[1]):
            head, _ = writer.expression(by_text[text], top=True)
            lines.append(f"type {name}" + ("" if head == "object" else f" {head}"))
            writer.properties(by_text[text], 1, lines)
            lines.append("")
        (target / "shared.schema").write_text("\n".join(lines[:-1]) + "\n")
    for stem, crd in crds:
        spec = crd["spec"]
        lines = []
        scope = "cluster" if spec["scope"] == "Cluster" else "namespaced"
        for version in spec["versions"]:
            if not version.get("served", True):
                continue
            schema = version.get("schema", {}).get("openAPIV3Schema", {})
            kind = spec["names"]["kind"]
            name = f"{kind}.{version['name']}"
            flags = [word for word, on in (("storage", version.get("storage")),
                                           ("deprecated", version.get("deprecated")),
                                           ("status", "status" in version.get("subresources", {}))) if on]
            lines.append(" ".join([f"kind {spec['group']}/{version['name']} {kind} {spec['names']['plural']} {scope} {name}"] + flags))
            head, _ = writer.expression(schema, top=True)
            lines.append(f"type {name}" + ("" if head == "object" else f" {head}"))
            skip = [n for n in ("apiVersion", "kind") if n in schema.get("properties", {})]
            if compact(schema.get("properties", {}).get("metadata", {})) in ('{"type":"object"}', "{}"):
                skip.append("metadata")
            writer.properties(schema, 1, lines, skip)
            lines.append("")
        if lines:
            (target / f"{stem}.schema").write_text("\n".join(lines[:-1]) + "\n")


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    import_kubernetes(data / "openapi", out)
    for project in sys.argv[3:]:
        import_crds(data / "crds" / project, out)


if __name__ == "__main__":
    main()
