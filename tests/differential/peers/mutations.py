"""One mistake planted in an object, of a named class, at a known place."""
import copy
import random

from . import texts

CLASSES = ("wrong-type", "misspelt-field", "missing-field", "duplicate-entry", "broken-rule")


class Mutant:
    def __init__(self, name, text, path):
        self.name = name
        self.text = text
        self.path = path  # the mistake is there or below


def _walk(value, path=()):
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*path, index))


def _at(root, path):
    for step in path:
        root = root[step]
    return root


_FIXED = {("apiVersion",), ("kind",), ("metadata",), ("metadata", "name")}


def _wrong_type(rng, value):
    spots = [path for path, _ in _walk(value) if path and path not in _FIXED]
    if not spots:
        return None
    path = rng.choice(spots)
    old, holder = _at(value, path), _at(value, path[:-1])
    if isinstance(old, (dict, list)):
        new = rng.choice(["mutant", 7, True, {"mutant": 1} if isinstance(old, list) else ["mutant"]])
    elif isinstance(old, bool):
        new = rng.choice(["mutant", "true", 1, ["mutant"], {"mutant": True}])
    elif isinstance(old, (int, float)):
        new = rng.choice(["mutant", str(old), old + 0.5, [old], {"mutant": old}, True])
    else:
        new = rng.choice([7, True, 1.5, [old], {"mutant": old}])
    holder[path[-1]] = new
    return path


def _misspelt(rng, value):
    spots = [path for path, inner in _walk(value)
             if path and isinstance(path[-1], str) and path not in _FIXED and len(path[-1]) > 2]
    if not spots:
        return None
    path = rng.choice(spots)
    holder, key = _at(value, path[:-1]), path[-1]
    place = rng.randrange(1, len(key))
    other = rng.choice([key[:place] + key[place - 1] + key[place:], key[:place] + key[place + 1:],
                        key[:1].swapcase() + key[1:], key + "s"])
    if other in holder:
        return None
    renamed = {other if name == key else name: inner for name, inner in holder.items()}
    holder.clear()
    holder.update(renamed)
    return (*path[:-1], other)


def _missing(rng, value):
    spots = [path for path, _ in _walk(value) if path and isinstance(path[-1], str)
             and path not in (("apiVersion",), ("kind",))]
    if not spots:
        return None
    path = rng.choice(spots)
    del _at(value, path[:-1])[path[-1]]
    return path[:-1]


def _duplicate(rng, value):
    spots = [path for path, inner in _walk(value) if isinstance(inner, list) and inner]
    if not spots:
        return None
    path = rng.choice(spots)
    items = _at(value, path)
    again = copy.deepcopy(rng.choice(items))
    if isinstance(again, dict) and rng.random() < 0.3:  # the same key, another value
        scalars = [key for key, inner in again.items() if isinstance(inner, str)]
        if len(scalars) > 1:
            again[rng.choice(scalars[1:])] += "x"
    items.append(again)
    return (*path, len(items) - 1)


def _sample(rng, schema, depth=0):
    """A value that a schema may let pass."""
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema.get("type")
    if schema.get("x-kubernetes-int-or-string"):
        return rng.choice([1, "1"])
    if kind == "boolean":
        return rng.choice([True, False])
    if kind in ("integer", "number"):
        return rng.choice([schema.get("minimum", 0), schema.get("maximum", 1), 1])
    if kind == "array":
        if depth > 3:
            return []
        return [_sample(rng, schema.get("items", {}), depth + 1) for _ in range(rng.choice([0, 1, 2]))]
    if kind == "object":
        required = schema.get("required", [])
        return {name: _sample(rng, inner, depth + 1) for name, inner in schema.get("properties", {}).items()
                if name in required or (depth < 3 and rng.random() < 0.2)}
    return rng.choice(["", "mutant", "a", "10s", "v1", "https://example.com", "a-b", "*.example.com"])


def _ruled(schema, value, path=(), below=False):
    """Places in a value at or below which rules stand: (path, schema)."""
    ruled = below or bool(schema.get("x-kubernetes-validations"))
    if ruled:
        yield path, schema
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from _ruled(inner, value[name], (*path, name), ruled)
        if isinstance(schema.get("additionalProperties"), dict):
            for name in value:
                yield from _ruled(schema["additionalProperties"], value[name], (*path, name), ruled)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, inner in enumerate(value):
            yield from _ruled(schema["items"], inner, (*path, index), ruled)


def _broken_rule(rng, value, schema):
    spots = [(path, inner) for path, inner in _ruled(schema, value) if path and path[0] == "spec"]
    if not spots:
        return None
    for _ in range(rng.choice([1, 1, 2])):
        spots = [(path, inner) for path, inner in _ruled(schema, value) if path and path[0] == "spec"]
        if not spots:
            break
        path, inner = rng.choice(spots)
        spot = _at(value, path)
        properties = inner.get("properties", {})
        if isinstance(spot, dict) and properties and rng.random() < 0.7:
            name = rng.choice(sorted(properties))
            if name in spot and rng.random() < 0.4:
                del spot[name]
            else:
                spot[name] = _sample(rng, properties[name])
        else:
            _at(value, path[:-1])[path[-1]] = _sample(rng, inner)
    return ("spec",)


_LIMITS = ("maxItems", "maxLength", "maxProperties")


def _broken_definition(rng, value):
    """A CRD: a rule that does not compile, or that may cost too much."""
    spots = [path for path, inner in _walk(value) if path and path[-1] == "rule" and isinstance(inner, str)
             and len(path) > 3 and path[-3] == "x-kubernetes-validations"]
    if not spots:
        return None
    path = rng.choice(spots)
    holder = _at(value, path[:-1])
    rule = holder["rule"]
    change = rng.randrange(6)
    if change == 0:
        holder["rule"] = rule + " &&"
    elif change == 1:
        holder["rule"] = rule.replace("self", "self.mutant", 1)
    elif change == 2:
        holder["rule"] = "size(self) == 'x' || (" + rule + ")"
    elif change == 3:
        holder["rule"] = rule.replace("(", "", 1)
    elif change == 4:
        holder["messageExpression"] = rng.choice(["self +", "1", "'a' + self.mutant", "'ok'"])
    else:
        gone = 0
        for _, inner in list(_walk(value)):
            if isinstance(inner, dict) and ("type" in inner or "x-kubernetes-validations" in inner):
                for limit in _LIMITS:
                    gone += inner.pop(limit, None) is not None
        return path[:-1] if gone else None
    return path[:-1]


def _schema_of(schemas, value):
    return schemas.get((value.get("apiVersion"), value.get("kind")))


def mutants(objects, schemas, count, seed):
    """As many of each class; the kinds share alike, so that a hundred Deployments do not hide one HPA.
    `schemas`: openAPIV3Schema by (apiVersion, kind), of custom resources."""
    by_kind, ruled, definitions = {}, {}, []
    for name, text, value in objects:
        if len(text) > 60000:
            continue
        key = (value["apiVersion"], value["kind"])
        by_kind.setdefault(key, []).append((name, value))
        schema = schemas.get(key)
        if schema and any(path[:1] == ("spec",) for path, _ in _ruled(schema, value)):
            ruled.setdefault(key, []).append((name, value))
        if value["kind"] == "CustomResourceDefinition" and "x-kubernetes-validations" in text:
            definitions.append((name, value))
    for number in range(count):
        rng = random.Random(seed * 1000003 + number)
        class_ = CLASSES[number % len(CLASSES)]
        for _ in range(200):
            if class_ == "broken-rule":
                if definitions and rng.random() < 0.25:
                    name, value = rng.choice(definitions)
                elif ruled:
                    name, value = rng.choice(ruled[rng.choice(sorted(ruled))])
                else:
                    return
            else:
                name, value = rng.choice(by_kind[rng.choice(sorted(by_kind))])
            value = copy.deepcopy(value)
            if class_ == "wrong-type":
                path = _wrong_type(rng, value)
            elif class_ == "misspelt-field":
                path = _misspelt(rng, value)
            elif class_ == "missing-field":
                path = _missing(rng, value)
            elif class_ == "duplicate-entry":
                path = _duplicate(rng, value)
            elif value["kind"] == "CustomResourceDefinition":
                path = _broken_definition(rng, value)
            else:
                path = _broken_rule(rng, value, _schema_of(schemas, value))
            if path is not None:
                yield Mutant(f"{class_}/{number}/{name}", texts.dump(value), path)
                break
