"""replacements."""
import re

from grammar.base import NAMES, Base


TARGETS = {
    "Deployment": ["spec.template.spec.containers.[name=main].image", "spec.template.spec.containers.*.image",
                   "spec.template.spec.containers.0.name", "spec.template.spec.containers.[name=main].env.[name=PLAIN].value",
                   "spec.template.spec.containers.[name=main].args.1", "spec.template.metadata.labels.[app.kubernetes.io/name]"],
    "StatefulSet": ["spec.template.spec.containers.[name=main].image", "spec.serviceName"],
    "ConfigMap": ["data.k", "data.other", "data.conf\\.yaml"],
    "Widget": ["spec.items.*.value", "spec.items.[name=web].value", "spec.items.0.name", "spec.secretName", "spec.any.b", "spec.list.0"],
    "Service": ["spec.selector.app", "spec.ports.0.port", "spec.ports.[port=80].targetPort"],
}
SOURCES = ["metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations.note", "kind", "spec", "spec.list.0", "spec.list",
           "spec.replicas"] + [p for paths in TARGETS.values() for p in paths if "*" not in p]
CREATED = ["metadata.annotations.copied", "spec.created", "metadata.labels.app", "spec.deep.er.created", "spec.template.metadata.labels.made",
           "metadata.annotations.a\\.b/c", "spec.new.[name=made].value", "spec.template.spec.containers.[name=made].image"]


def values_at(node, path):
    """What a field path leads to in data: all of it for a star, nothing where a step is missing."""
    steps = re.findall(r"\[[^]]*\]|(?:\\.|[^.])+", path)
    found = [node]
    for step in steps:
        key, _, wanted = step.strip("[]").partition("=")
        if step == "*":
            found = [v for n in found if isinstance(n, list) for v in n]
        elif wanted:
            found = [v for n in found if isinstance(n, list) for v in n if isinstance(v, dict) and str(v.get(key)) == wanted]
        else:
            key = key.replace("\\.", ".")
            found = [n[key] if isinstance(n, dict) else n[int(key)] for n in found
                     if isinstance(n, dict) and key in n or isinstance(n, list) and key.isdigit() and int(key) < len(n)]
    return found


class Replacements(Base):
    def sound_replacement(self):
        """From a field that is there to fields that are there, or may be made."""
        known = self.only() or self.pick(self.visible)  # an earlier one may have taken the last
        there = [(p, v[0]) for p in SOURCES for v in [values_at(known, p)] if len(v) == 1 and v[0] is not None]
        path, value = self.pick(there[:1] + there)
        source = {"kind": known["kind"], "name": known["metadata"]["name"], **({"fieldPath": path} if path != "metadata.name" or self.chance(0.5) else {})}
        simple = not isinstance(value, (dict, list))
        if simple and self.chance(0.2):
            delimiter = self.pick([":", "/", "-"])
            source["options"] = {"delimiter": delimiter, "index": self.r.randrange(len(str(value).split(delimiter)))}
        target = {}
        other = self.only(list(TARGETS))
        if other and self.chance(0.6):
            target["select"] = {"kind": other["kind"], "name": other["metadata"]["name"]}
            paths = [p for p in TARGETS[other["kind"]] + (["metadata.name"] if simple else []) for v in [values_at(other, p)]
                     if v and (simple and not any(isinstance(n, (dict, list)) for n in v) or p.startswith("spec.any"))]
        else:
            target["select"] = {"kind": other["kind"] if other else "Deployment"}
            paths = []
        if paths:
            target["fieldPaths"] = self.some(paths, 2)
            if "metadata.name" in target["fieldPaths"]:
                self.spoil(other)
            if self.chance(0.2):
                target["options"] = {"create": self.chance(0.5)}
        else:
            target["fieldPaths"] = self.some([p for p in CREATED if simple or "label" not in p and "annot" not in p], 2)
            target["options"] = {"create": True}
        if simple and self.chance(0.25):
            target.setdefault("options", {}).update({"delimiter": self.pick([":", "/", "-"]), "index": self.r.randint(-1, 2)})
        if self.chance(0.2):
            target["reject"] = [self.pick([{"name": self.pick(NAMES)}, {"kind": "StatefulSet"}, {"labelSelector": "app=web"}, {"namespace": "prod"}])]
        if self.chance(0.1):
            target["select"].update(self.pick([{"version": "v1"}, {"namespace": "prod"}, {"labelSelector": "app=web"}, {"annotationSelector": "note"}]))
        return self.placed({"source": source, "targets": [target]})

    def replacement(self):
        if self.sound:
            return self.sound_replacement()
        known = self.existing(["Deployment", "ConfigMap", "Service", "StatefulSet"], otherwise=0.02)
        source = {"kind": known["kind"] if known else "Deployment", "name": known["metadata"]["name"] if known else "none"}
        if self.chance(0.8):
            fields = {"ConfigMap": ["data.k", "data.other"], "Service": ["spec.ports.0.port", "spec.ports.[port=80].targetPort"]}
            source["fieldPath"] = self.pick(["metadata.name"] + fields.get(source["kind"], [
                "spec.template.spec.containers.[name=main].image", "spec.template.spec.containers.0.name"]))
        if self.chance(0.2):
            source["options"] = {"delimiter": self.pick([":", "/", "-"]), "index": self.r.randint(0, 2)}
        kind = self.pick(["Deployment", "Service", "ConfigMap", "Widget"])
        paths = {"Deployment": ["spec.template.spec.containers.[name=main].image", "spec.template.spec.containers.*.image",
                                "spec.template.spec.containers.0.name"],
                 "ConfigMap": ["data.k", "data.other"], "Widget": ["spec.items.*.value", "spec.secretName"],
                 "Service": ["spec.selector"]}[kind]
        target = {"select": {"kind": kind}, "fieldPaths": self.some(paths + ["metadata.name"], 2)}
        if self.chance(0.5):
            target["fieldPaths"] = self.some(["metadata.annotations.copied", "spec.created", "metadata.labels.app"])
            target["options"] = {"create": True}
        if self.chance(0.2):
            target.setdefault("options", {}).update({"delimiter": ":", "index": self.r.randint(-1, 2)})
        if self.chance(0.2):
            target["reject"] = [{"name": self.pick(NAMES)}]
        if self.chance(0.2):
            target["select"]["name"] = self.pick(NAMES + ["w.*"])
        if self.chance(0.1):
            target["select"].update(self.pick([{"group": "apps"}, {"version": "v1"}, {"namespace": "prod"}, {"labelSelector": "app=web"},
                                               {"annotationSelector": "note"}]))
        if self.chance(0.1):
            target["fieldPaths"] = self.some(["spec.items.[name=web].value", "spec.template.spec.containers.[name=main].env.[name=PLAIN].value",
                                              "metadata.labels.[app.kubernetes.io/name]", "metadata.annotations.a\\.b/c", "spec.items.0",
                                              "spec.items.-", "spec.list.*", "data.conf\\.yaml", "spec.ports.[port=80].name", "spec.any.b", "",
                                              "spec.template.spec.containers.[name=main].args.1", "spec..x", "*", "metadata"])
        if self.chance(0.03):
            target = self.pick([{"select": {}}, {"fieldPaths": ["a"]}, {"select": {"kind": "Deployment"}, "reject": [{}]}, {}])
        if self.chance(0.1):
            source["fieldPath"] = self.pick(["data.conf\\.yaml", "metadata.labels", "spec", "spec.template.spec.containers", "spec.list.0", "kind",
                                             "metadata.annotations.note", "spec.ports.[name=http].port", "data.nothing"])
        if self.chance(0.05):
            target.setdefault("options", {})["encoding"] = self.pick(["base64", "json"])
        return self.placed({"source": source, "targets": [target]})

    def placed(self, entry):
        """Where it stands: inline, or in a file of its own."""
        if self.chance(0.15):
            path = f"replacement-{self.r.randint(0, 99)}.yaml"
            self.write(f"{self.dir}/{path}", [entry] if self.chance(0.4) else entry)
            return {"path": path}
        return entry
