"""replacements."""
from grammar.base import NAMES, Base


class Replacements(Base):
    def replacement(self):
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
        entry = {"source": source, "targets": [target]}
        if self.chance(0.15):
            path = f"replacement-{self.r.randint(0, 99)}.yaml"
            self.write(f"{self.dir}/{path}", [entry] if self.chance(0.4) else entry)
            return {"path": path}
        return entry
