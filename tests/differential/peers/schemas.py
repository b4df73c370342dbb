"""Schemas for the peers, made of ../shared/data and of CRDs: no network is needed.

kubeconform wants a JSON schema a kind; what its own schemas are made of (Kubernetes' OpenAPI
document) is turned into them as those are: strict (no unknown fields), optional fields may
be null, quantities and ports may be numbers.
"""
import copy
import gzip
import json
import pathlib

from . import texts

_ANY_OF_NUMBER = {"oneOf": [{"type": "string"}, {"type": "number"}]}
_OPEN = ("io.k8s.apimachinery.pkg.runtime.RawExtension", "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
         "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON")


def _name_of(definition):
    return definition.rsplit("/", 1)[-1]


def _strict(schema):
    """A schema of the OpenAPI document, or of a CRD, as kubeconform has it."""
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
        return {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    if "$ref" in schema:
        return {"$ref": "#/definitions/" + _name_of(schema["$ref"])}
    made = {key: value for key, value in schema.items()
            if not key.startswith("x-") and key not in ("nullable", "description", "default", "example")}
    for key in ("allOf", "anyOf", "oneOf"):
        if key in made:  # they narrow what stands beside them: no strictness of their own
            made[key] = [{k: v for k, v in branch.items() if not k.startswith("x-")} for branch in made[key]]
    if "items" in made:
        made["items"] = _strict(made["items"])
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _strict(made["additionalProperties"])
    if "properties" in made:
        required = made.get("required", [])
        made["properties"] = {name: _strict(inner) if name in required else _or_null(_strict(inner))
                              for name, inner in made["properties"].items()}
        open_ = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in made
        if not open_:
            made["additionalProperties"] = False
    if schema.get("nullable"):
        made = _or_null(made)
    return made


def _or_null(schema):
    if isinstance(schema.get("type"), str):
        made = dict(schema, type=[schema["type"], "null"])
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
        return made
    if schema and "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _needed(definitions, name, into):
    if name in into:
        return
    into[name] = definitions[name]
    stack = [definitions[name]]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                _needed(definitions, _name_of(value["$ref"]), into)
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _write(folder, group, kind, version, schema):
    target = folder / (group or "core") / f"{kind.lower()}_{version}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(schema))


def for_kubernetes(document, folder):
    data = json.loads(gzip.decompress(pathlib.Path(document).read_bytes()))
    definitions = {}
    for name, schema in data["definitions"].items():
        if name.endswith(".Quantity"):
            definitions[name] = _ANY_OF_NUMBER
        elif name.endswith(".IntOrString"):
            definitions[name] = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
        elif name in _OPEN or name.endswith(".JSONSchemaProps"):
            definitions[name] = {}
        else:
            definitions[name] = _strict(schema)
    for name, schema in data["definitions"].items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            if kind["kind"] in ("DeleteOptions", "WatchEvent"):
                continue
            closure = {}
            _needed(definitions, name, closure)
            own = copy.deepcopy(definitions[name])
            for field, value in (("kind", kind["kind"]),
                                 ("apiVersion", "/".join(filter(None, (kind["group"], kind["version"]))))):
                own.setdefault("properties", {})[field] = {"type": "string", "enum": [value]}
            _write(folder, kind["group"], kind["kind"], kind["version"], {**own, "definitions": closure})


def for_crd(crd, folder):
    spec = crd.get("spec", {})
    for version in spec.get("versions", []):
        schema = copy.deepcopy(version.get("schema", {}).get("openAPIV3Schema"))
        if not schema or not version.get("served"):
            continue
        for field in ("apiVersion", "kind"):
            schema.setdefault("properties", {}).setdefault(field, {"type": "string"})
        schema["properties"]["metadata"] = {"type": "object"}
        _write(folder, spec["group"], spec["names"]["kind"], version["name"], _strict(schema))


def bundled_crds(data):
    """The CRDs of ../shared/data, one channel of the Gateway API."""
    for path in sorted((pathlib.Path(data) / "crds").glob("*/*.yaml")):
        if path.parent.name != "gateway-api-experimental":
            yield path, texts.load(path.read_text())
