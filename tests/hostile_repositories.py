"""Repositories that are made to hurt: sizes, multiplication, loops, odd names. Each is
{path: content}, and the rule (or its beginning) that must speak; None: nothing has to.

A tuple stands for something that is no plain file: ("link", target), ("fifo",).
"""
import json

GROUP = "kustomize.config.k8s.io"
KUSTOMIZATION = f"apiVersion: {GROUP}/v1beta1\nkind: Kustomization\n"
COMPONENT = f"apiVersion: {GROUP}/v1alpha1\nkind: Component\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\ndata:\n  a: b\n"
SYNC = ("apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        "metadata: {{name: '{name}', namespace: flux-system}}\nspec:\n  interval: 10m\n  path: {path}\n  prune: true\n"
        "  sourceRef: {{kind: GitRepository, name: flux-system}}\n")
SOURCE = ("apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n"
          "metadata: {name: flux-system, namespace: flux-system}\n"
          "spec: {interval: 1m, url: 'https://example.com/fleet.git'}\n")


def listing(field, items):
    return f"{field}:\n" + "".join(f"  - {item}\n" for item in items)


def app(kustomization, **files):
    """A directory `app` with this kustomization and a ConfigMap `a` in cm.yaml."""
    made = {"app/kustomization.yaml": KUSTOMIZATION + "resources: [cm.yaml]\n" + kustomization,
            "app/cm.yaml": CONFIG_MAP.format("a")}
    made.update({"app/" + name.replace("__", "."): content for name, content in files.items()})
    return made


def cluster(*units, **files):
    """A cluster of Flux whose units are these texts; `canary` is one of them."""
    made = {"clusters/prod/flux-system/gotk-sync.yaml": SOURCE + "---\n" + SYNC.format(name="flux-system", path="./clusters/prod"),
            "clusters/prod/canary.yaml": SYNC.format(name="canary", path="./canary"),
            "clusters/prod/units.yaml": "---\n".join(units)}
    made.update(files)
    return made


def json_patch(operations):
    patch = json.dumps(operations)
    return "patches:\n  - target: {kind: ConfigMap}\n    patch: |-\n      " + patch + "\n"


def crd(schema):
    return json.dumps({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": {"group": "example.com", "scope": "Namespaced", "names": {"kind": "Thing", "plural": "things"},
                 "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}]}})


def thing(schema, spec):
    return {"app/kustomization.yaml": KUSTOMIZATION + "resources: [crd.yaml, thing.yaml]\n",
            "app/crd.yaml": crd({"type": "object", "properties": {"spec": schema}}),
            "app/thing.yaml": json.dumps({"apiVersion": "example.com/v1", "kind": "Thing",
                                          "metadata": {"name": "a"}, "spec": spec})}


def nested(schema, depth):
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


def doubling_copies(rounds):
    operations = [{"op": "add", "path": "/data/x", "value": {"a": "b"}}]
    for i in range(rounds):
        operations.append({"op": "copy", "from": "/data/x", "path": f"/data/x/{i}"})
    return operations


def deepening_moves(rounds, step=400):
    operations = [{"op": "add", "path": "/data/x", "value": {}}]
    inner = "/data/x"
    for part in range(step):
        operations.append({"op": "add", "path": inner + "/a", "value": {}})
        inner += "/a"
    for _ in range(rounds):
        operations += [{"op": "copy", "from": "/data/x", "path": "/data/y"},
                       {"op": "move", "from": "/data/y", "path": inner + "/b"},
                       {"op": "move", "from": inner + "/b", "path": "/data/x" + "/a" * step + "/a"},
                       {"op": "move", "from": "/data/x", "path": "/data/z"},
                       {"op": "add", "path": "/data/x", "value": {}}]
        operations += [{"op": "add", "path": "/data/x" + "/a" * i, "value": {}} for i in range(1, step)]
        operations.append({"op": "move", "from": "/data/z", "path": "/data/x" + "/a" * step})
    return operations


def deepening_replacements(rounds):
    entries = []
    for _ in range(rounds):
        entries.append({"source": {"kind": "ConfigMap", "fieldPath": "data"},
                        "targets": [{"select": {"kind": "ConfigMap"}, "fieldPaths": ["data" + ".x" * 400],
                                     "options": {"create": True}}]})
    return "replacements: " + json.dumps(entries) + "\n"


def doubling_replacements(rounds):
    """Each puts the text of a field twice into the next one, by delimiter."""
    entries = []
    for i in range(rounds):
        for part in (0, 1):
            entries.append({"source": {"kind": "ConfigMap", "fieldPath": "data.a"},
                            "targets": [{"select": {"kind": "ConfigMap"}, "fieldPaths": ["data.a"],
                                         "options": {"delimiter": "/", "index": 2 ** (i + 1)}}]})
    return "replacements: " + json.dumps(entries) + "\n"


def directories(depth):
    """Each directory includes the next one below it."""
    made, path = {}, "app"
    for _ in range(depth):
        made[path + "/kustomization.yaml"] = KUSTOMIZATION + "resources: [d]\n"
        path += "/d"
    made[path + "/kustomization.yaml"] = KUSTOMIZATION + "resources: [nothing.yaml]\n"
    return made


def diamonds(levels):
    """Two directories on each level, both of which include both of the next one: 2^levels ways."""
    made = {}
    for i in range(levels):
        for side in "ab":
            last = i == levels - 1
            entries = ["../x.yaml"] if last else [f"../{i + 1}a", f"../{i + 1}b"]
            made[f"app/{i}{side}/kustomization.yaml"] = KUSTOMIZATION + listing("resources", entries) + f"namePrefix: {side}-\n"
    made["app/x.yaml"] = CONFIG_MAP.format("a")
    return made


def levels(count, objects):
    """Each directory includes the next one and renames all that comes from it."""
    made = {f"app/{i}/kustomization.yaml": KUSTOMIZATION + listing("resources", [f"../{i + 1}"]) + "namePrefix: a-\n" for i in range(count)}
    made[f"app/{count}/kustomization.yaml"] = KUSTOMIZATION + listing("resources", ["x.yaml"])
    made[f"app/{count}/x.yaml"] = "---\n".join(CONFIG_MAP.format(f"c{i}") for i in range(objects))
    return made


GENERATOR = ("apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\n"
             "metadata: {name: all, namespace: flux-system}\nspec:\n"
             "  sources: [{alias: repo, kind: GitRepository, name: flux-system}]\n  artifacts:\n")

REPOSITORIES = {
    # Sizes.
    "50,000 resources that are missing": ({"app/kustomization.yaml": KUSTOMIZATION + listing("resources", [f"r{i}.yaml" for i in range(50000)])},
                                           "kustomize/resource-missing"),
    "100,000 times the same resource": ({"app/kustomization.yaml": KUSTOMIZATION + listing("resources", ["cm.yaml"] * 100000),
                                         "app/cm.yaml": CONFIG_MAP.format("a")}, "kustomize/"),
    "10,000 files": ({"app/kustomization.yaml": KUSTOMIZATION + listing("resources", [f"r{i}.yaml" for i in range(10000)]),
                      **{f"app/r{i}.yaml": CONFIG_MAP.format(f"c{i}") for i in range(10000)}}, None),
    "4,000 patches": (app("patches:\n" + "".join(
        f"  - patch: |-\n      {{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}, data: {{k{i}: v}}}}\n" for i in range(4000))), None),
    "10,000 patches that hit nothing": (app("patches:\n" + "".join(
        f"  - patch: |-\n      {{apiVersion: v1, kind: ConfigMap, metadata: {{name: b{i}}}}}\n" for i in range(10000))), "kustomize/"),
    "10,000 patches over 1,000 objects": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\npatches:\n" + "".join(
        f"  - target: {{kind: ConfigMap}}\n    patch: '[{{op: add, path: /data/k{i}, value: v}}]'\n" for i in range(10000)),
        "app/x.yaml": "---\n".join(CONFIG_MAP.format(f"c{i}") for i in range(1000))}, "kustomize/limit-exceeded"),
    "1,000 operations on a long list": (app(json_patch(
        [{"op": "add", "path": "/data/l", "value": list(range(20000))}] +
        [{"op": "add", "path": "/data/l/0", "value": 0}] * 3000)), None),
    "10,000 images over 1,000 objects": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\nimages:\n" + "".join(
        f"  - {{name: i{i}, newTag: v1}}\n" for i in range(10000)),
        "app/x.yaml": "---\n".join("apiVersion: v1\nkind: Pod\nmetadata: {name: p%d}\nspec: {containers: [{name: a, image: i%d}]}\n" % (i, i)
                                   for i in range(1000))}, "kustomize/limit-exceeded"),
    "10,000 generators": (app("configMapGenerator:\n" + "".join(f"  - {{name: g{i}, literals: [a=b]}}\n" for i in range(10000))), "kustomize/limit-exceeded"),
    "10,000 vars": (app("vars:\n" + "".join(
        f"  - {{name: V{i}, objref: {{apiVersion: v1, kind: ConfigMap, name: a}}, fieldref: {{fieldpath: data.a}}}}\n" for i in range(10000))), None),
    "20,000 objects with names to follow": ({"app/kustomization.yaml": KUSTOMIZATION + "namePrefix: p-\nresources: [x.yaml]\n",
                                             "app/x.yaml": "---\n".join(
        [CONFIG_MAP.format(f"c{i}") for i in range(10000)] +
        ["apiVersion: v1\nkind: Pod\nmetadata: {name: p%d}\nspec: {volumes: [{name: a, configMap: {name: c%d}}]}\n" % (i, i)
         for i in range(10000)])}, None),
    "one long line": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\n",
                       "app/x.yaml": CONFIG_MAP.format("a") + "  b: " + "x" * 20000000 + "\n"}, None),
    "half a million keys": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\n",
                        "app/x.yaml": CONFIG_MAP.format("a") + "".join(f"  k{i}: v\n" for i in range(500000))}, None),
    "20,000 duplicate keys": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\n",
                               "app/x.yaml": CONFIG_MAP.format("a") + "  k: v\n" * 20000}, "yaml/duplicate-key"),
    "20,000 documents": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\n",
                           "app/x.yaml": "---\n".join(CONFIG_MAP.format(f"c{i}") for i in range(20000))}, None),
    "100,000 broken documents": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\n",
                                  "app/x.yaml": "---\n".join(["a: [\n"] * 100000)}, "yaml/syntax"),
    "merge keys": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\n",
                    "app/x.yaml": CONFIG_MAP.format("a") + "m0: &m0 {a: b}\n" + "".join(
                        f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 10)}], k{i}: v}}\n" for i in range(1, 40))}, None),

    # Multiplication.
    "diamonds": (diamonds(40), "kustomize/limit-exceeded"),
    "diamonds, short of the limit": (diamonds(12), None),
    "15,000 objects through 150 directories": (levels(150, 15000), "kustomize/limit-exceeded"),
    "copies that double": (app(json_patch(doubling_copies(60))), "kustomize/"),
    "copies that double, short of the limit": (app(json_patch(doubling_copies(19))), None),
    "moves that nest ever deeper": (app(json_patch(deepening_moves(30))), "kustomize/"),
    "replacements that nest ever deeper": (app(deepening_replacements(12)), "kustomize/"),
    "replacements that double": (app(doubling_replacements(24)), "kustomize/"),
    "vars that double": (app("vars: [" + ", ".join(
        f"{{name: V{i}, objref: {{apiVersion: v1, kind: ConfigMap, name: a}}, fieldref: {{fieldpath: data.v{i}}}}}" for i in range(40)) + "]\n"
        "configurations: [c.yaml]\n", c__yaml="varReference: [{path: data, kind: ConfigMap}]\n",
        cm__yaml=CONFIG_MAP.format("a") + "".join(f"  v{i}: $(V{i - 1})$(V{i - 1})\n" for i in range(1, 40)) + "  v0: xxxxxxxxxx\n"), None),
    "long prefixes on many objects": ({"app/kustomization.yaml": KUSTOMIZATION + "namePrefix: " + "p" * 100000 + "\nresources: [x.yaml]\n",
                                       "app/x.yaml": "---\n".join(CONFIG_MAP.format(f"c{i}") for i in range(2000))}, "kustomize/limit-exceeded"),
    "long labels on many objects": ({"app/kustomization.yaml": KUSTOMIZATION + "commonLabels: {a: " + "p" * 100000 + "}\nresources: [x.yaml]\n",
                                     "app/x.yaml": "---\n".join(CONFIG_MAP.format(f"c{i}") for i in range(5000))}, None),
    "a generator of one large file, many times": (app("configMapGenerator:\n" + "".join(
        f"  - {{name: g{i}, files: [big.txt]}}\n" for i in range(200)), big__txt="line of text\n" * 300000), None),
    "a large merge patch of lists": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\npatches: [{path: p.yaml}]\n",
                                      **{name: json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [
                                          {"name": f"{prefix}{i}", "image": "a:1"} for i in range(10000)]}})
                                          for name, prefix in (("app/x.yaml", "a"), ("app/p.yaml", "b"))}}, "kustomize/"),

    # Loops.
    "a component that includes itself": ({"app/kustomization.yaml": KUSTOMIZATION + "components: [../part]\n",
                                          "part/kustomization.yaml": COMPONENT + "components: [../part]\n"}, "kustomize/cycle"),
    "components that include each other": ({"app/kustomization.yaml": KUSTOMIZATION + "components: [../a]\n",
                                            "a/kustomization.yaml": COMPONENT + "components: [../b]\n",
                                            "b/kustomization.yaml": COMPONENT + "components: [../a]\n"}, "kustomize/cycle"),
    "a directory that includes itself": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [.]\n"}, "kustomize/cycle"),
    "a kustomization as its own resource": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [kustomization.yaml]\n"}, "kustomize/"),
    "a directory that includes its parent": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [../..]\n"}, "kustomize/"),
    "links in a circle": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [a.yaml]\n",
                           "app/a.yaml": ("link", "b.yaml"), "app/b.yaml": ("link", "a.yaml")}, "kustomize/"),
    "a directory that links to its parent": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [up/up/up/cm.yaml]\n",
                                              "app/cm.yaml": CONFIG_MAP.format("a"), "app/up": ("link", ".")}, None),
    "a chain of links": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [l0]\n",
                          **{f"app/l{i}": ("link", f"l{i + 1}") for i in range(500)}}, "kustomize/"),
    "vars that name each other": (app("vars: [{name: A, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldpath: data.a}}]\n",
                                      cm__yaml=CONFIG_MAP.format("a").replace("a: b", "a: $(A)$(A)")), None),
    "600 directories deep": (directories(600), "kustomize/"),

    # What stands where a file should.
    "a pipe as resource": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [pipe.yaml]\n", "app/pipe.yaml": ("fifo",)}, "kustomize/"),
    "a pipe as kustomization": ({"app/kustomization.yaml": ("fifo",)}, None),
    "a device": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [zero.yaml]\n", "app/zero.yaml": ("link", "/dev/zero")}, "kustomize/outside-root"),
    "a device by many dots": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [zero.yaml]\n",
                               "app/zero.yaml": ("link", "../" * 50 + "dev/zero")}, "kustomize/outside-root"),
    "a directory as patch": (app("patches: [{path: .}]\n"), "kustomize/"),
    "an empty path": (app("components: ['']\n"), "kustomize/"),
    "a path with NUL": (app('components: ["a\\0b"]\n'), "kustomize/"),
    "a long path": (app("components: [" + "a/" * 50000 + "]\n"), "kustomize/"),
    "a large file": ({"app/kustomization.yaml": KUSTOMIZATION + "resources: [x.yaml]\n", "app/x.yaml": ("sparse", 3 << 30)}, "kustomize/"),

    # Regular expressions.
    "an expression that counts": (app("patches: [{target: {name: '((a{0,99}){0,99}){0,99}'}, patch: '[{op: remove, path: /data}]'}]\n"), "kustomize/"),
    "a long expression": (app("patches: [{target: {name: '" + "(a|b|c)*" * 20000 + "'}, patch: '[{op: remove, path: /data}]'}]\n"), None),
    "nested groups": (app("patches: [{target: {name: '" + "(" * 5000 + "a" + ")" * 5000 + "'}, patch: '[{op: remove, path: /data}]'}]\n"), "kustomize/"),
    "a long label selector": (app("patches: [{target: {labelSelector: '" + ",".join(["a=b"] * 50000) + "'}, patch: '[{op: remove, path: /data}]'}]\n"), None),

    # JSON patches, replacements.
    "a path of 100,000 parts": (app(json_patch([{"op": "add", "path": "/a" * 100000, "value": 1}])), "kustomize/"),
    "an index that is too large": (app(json_patch([{"op": "add", "path": "/data/l", "value": []},
                                                   {"op": "add", "path": "/data/l/99999999999999999999", "value": 1}])), "kustomize/"),
    "the whole object away": (app(json_patch([{"op": "remove", "path": ""}])), None),
    "a replacement of a deep path": (app("replacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: ConfigMap}, "
                                         "fieldPaths: [" + ".".join(["x"] * 20000) + "], options: {create: true}}]}]\n"), "kustomize/"),
    "replacements with stars": (app("replacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: ConfigMap}, "
                                    "fieldPaths: ['" + ".".join(["*"] * 1000) + "']}]}]\n"), None),

    # Schemas of the repository.
    "a schema 150 deep": (thing(nested({"type": "string"}, 150), json.loads('{"a":' * 150 + "1" + "}" * 150)), None),
    "a schema that refers to itself": (thing({"type": "object", "properties": {"a": {"$ref": "#"}}}, {"a": {"a": 1}}), None),
    "a schema that is text": (thing("no schema", {"a": 1}), None),
    "a schema of wrong types": (thing({"type": ["a", 1], "properties": [1], "items": "x", "required": {"a": 1}, "enum": 5, "anyOf": {"a": 1},
                                       "pattern": 7, "minimum": "x", "maxLength": -1, "multipleOf": 0}, {"a": 1}), None),
    "a hostile pattern": (thing({"type": "object", "properties": {
        "a": {"type": "string", "pattern": "((((a{0,99}){0,99}){0,99}){0,99}"}, "b": {"type": "string", "pattern": "(" * 10000},
        "c": {"type": "string", "pattern": "^(a+)+$"}}}, {"a": "a" * 10000, "b": "b", "c": "a" * 100000 + "b"}), None),
    "anyOf of anyOf": (thing({"anyOf": [{"anyOf": [{"anyOf": [{"required": [f"x{i}"]} for i in range(60)]}] * 60}] * 60}, {"a": 1}), None),
    "deep not": (thing(json.loads('{"not":' * 150 + "{}" + "}" * 150), {"a": 1}), None),
    "a list that must be unique": (thing({"type": "object", "properties": {"l": {
        "type": "array", "x-kubernetes-list-type": "set", "uniqueItems": True, "items": {"type": "integer"}}}},
        {"l": list(range(100000))}), None),
    "10,000 keyed entries": (thing({"type": "object", "properties": {"l": {
        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],
        "items": {"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}}}}}},
        {"l": [{"k": f"k{i}"} for i in range(20000)]}), None),
    "defaults without end": (thing({"type": "object", "default": {}, "properties": {
        "a": {"type": "object", "default": {}, "properties": {"b": {"type": "object", "default": {"c": {}}}}}}}, {}), None),

    # Flux.
    "a unit that renders itself": (cluster(SYNC.format(name="self", path="./self"),
                                           **{"self/self.yaml": SYNC.format(name="self", path="./self")}), None),
    "units that render one another": (cluster(SYNC.format(name="a", path="./a"),
                                              **{"a/x.yaml": SYNC.format(name="b", path="./b"), "b/x.yaml": SYNC.format(name="a", path="./a")}), None),
    "a unit that renames itself": (cluster(
        SYNC.format(name="self", path="./self") + "  postBuild: {substitute: {n: self}}\n",
        **{"self/self.yaml": SYNC.format(name="x${n}", path="./self") + "  postBuild: {substitute: {n: 'x${n}'}}\n"}), "flux/depth-exceeded"),
    "units that double": (cluster(
        SYNC.format(name="u", path="./double") + "  namePrefix: u\n",
        **{"double/x.yaml": SYNC.format(name="a", path="./double") + "  namePrefix: ${p}a\n  postBuild: {substitute: {p: '${p}a'}}\n---\n" +
           SYNC.format(name="b", path="./double") + "  namePrefix: ${p}b\n  postBuild: {substitute: {p: '${p}b'}}\n"}), None),
    "3,000 units": (cluster(*[SYNC.format(name=f"u{i}", path="./same") for i in range(3000)], **{"same/cm.yaml": CONFIG_MAP.format("a")}), None),
    "units that depend on each other": (cluster(*[SYNC.format(name=f"u{i}", path="./same") + "  dependsOn: [" + ", ".join(
        f"{{name: u{k}}}" for k in range(300)) + "]\n" for i in range(300)], **{"same/cm.yaml": CONFIG_MAP.format("a")}), "flux/"),
    "a chain of 5,000 dependencies": (cluster(*[SYNC.format(name=f"u{i}", path="./same") + f"  dependsOn: [{{name: u{i + 1}}}]\n"
                                                for i in range(3000)], **{"same/cm.yaml": CONFIG_MAP.format("a")}), None),
    "a path out of the repository": (cluster(SYNC.format(name="out", path="../../../../etc")), None),
    "values that explode": (cluster(
        SYNC.format(name="x", path="./x") + "  postBuild: {substitute: {v: " + "x" * 10000 + "}}\n",
        **{"x/cm.yaml": CONFIG_MAP.format("x") + "  b: " + "${v}" * 100000 + "\n"}), "flux/"),
    "values that explode in many fields": (cluster(
        SYNC.format(name="x", path="./x") + "  postBuild: {substitute: {v: " + "x" * 10000 + "}}\n",
        **{"x/cm.yaml": CONFIG_MAP.format("x") + "".join(f"  b{i}: " + "${v}" * 100 + "\n" for i in range(1000))}), None),
    "expressions in expressions": (cluster(
        SYNC.format(name="x", path="./x") + "  postBuild: {substitute: {v: x}}\n",
        **{"x/cm.yaml": CONFIG_MAP.format("x") + "  b: " + "${v:-" * 50000 + "}" * 50000 + "\n"}), "flux/"),
    "expressions without end": (cluster(
        SYNC.format(name="x", path="./x") + "  postBuild: {substitute: {v: x}}\n",
        **{"x/cm.yaml": CONFIG_MAP.format("x") + "  b: " + "${v:-" * 50000 + "\n"}), "flux/"),
    "replacing in long values": (cluster(
        SYNC.format(name="x", path="./x") + "  postBuild: {substitute: {v: " + "a" * 200000 + "}}\n",
        **{"x/cm.yaml": CONFIG_MAP.format("x") + "  b: ${v//a/" + "b" * 1000 + "}\n  c: ${v##*a*a*a*a*a*a*a*b}\n  d: ${v%%*a*a*a*a*a*b}\n"}), "flux/"),
    "variables that become YAML": (cluster(
        SYNC.format(name="x", path="./x") + '  postBuild: {substitute: {v: "]]]]: {{{ - & * ! \\" \\u0001"}}\n',
        **{"x/cm.yaml": CONFIG_MAP.format("x") + "  b: ${v}\n${v}: ${v}\n"}), "flux/"),
    "copies of everything": (cluster(
        SOURCE, GENERATOR + "    - name: all\n      copy: [" + ", ".join(
            f"{{from: '@repo/**', to: '@artifact/c{i}/'}}" for i in range(200)) + "]\n",
        SYNC.format(name="x", path="./").replace("GitRepository", "ExternalArtifact").replace("name: flux-system}\n", "name: all}\n"),
        **{f"x/{i}.yaml": CONFIG_MAP.format(f"c{i}") for i in range(500)}), None),
    "copies with hostile globs": (cluster(
        SOURCE, GENERATOR + "    - name: all\n      copy: [{from: '@repo/" + "**/" * 200 + "*.nothing', to: '@artifact/'}, "
        "{from: '@repo/" + "*a" * 500 + "', to: '@artifact/'}, {from: '@repo/{" + "a," * 5000 + "}', to: '@artifact/'}, "
        "{from: '@repo/[', to: '@artifact/../../..'}]\n",
        **{"x/" + "a" * 200 + f"{i}.yaml": CONFIG_MAP.format(f"c{i}") for i in range(100)}), None),
    "hostile ignore patterns": (cluster(
        SYNC.format(name="x", path="./x"),
        **{".sourceignore": "*a" * 1000 + "b\n" + "/**" * 1000 + "/x\n" + "[" * 10000 + "\n" + "!" * 10000 + "\n" + "\\" * 9999 + "\n\0\n",
           "x/" + "a" * 200 + ".yaml": CONFIG_MAP.format("x")}), None),
    "100,000 ignore patterns": (cluster(
        SYNC.format(name="x", path="./x"),
        **{".sourceignore": "".join(f"**/a{i}/*.txt\n" for i in range(100000)),
           **{f"x/{i}.yaml": CONFIG_MAP.format(f"c{i}") for i in range(50)}}), None),
    "a HelmRelease of nonsense": (cluster(
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: [a], namespace: {b: c}}\nspec: [1, 2]\n",
        "apiVersion: [v1]\nkind: {a: b}\nmetadata: 7\n", "kind: Kustomization\napiVersion: kustomize.toolkit.fluxcd.io/v1\nspec: {path: [1]}\n"), None),

    # Names that reach a terminal.
    "control characters": ({"app/kustomization.yaml": KUSTOMIZATION + 'resources: ["\\e]0;title\\a\\e[31m.yaml"]\n'}, "kustomize/"),
    "control characters in file names": ({"bad\x1b[31m\r\n/kustomization.yaml": KUSTOMIZATION + "resources: [missing.yaml]\n"}, "kustomize/"),
    "file names that are no UTF-8": ({"bad\udcff\udcfe/kustomization.yaml": KUSTOMIZATION + "resources: [missing.yaml]\n"}, "kustomize/"),
    "text from right to left": ({"app/kustomization.yaml": KUSTOMIZATION + 'resources: ["\\u202Elmay.x\\u2066"]\n'}, "kustomize/"),
}
