"""Strategic merge and JSON patches, and their targets."""
from grammar.base import IMAGES, NAMES, NAMESPACES, PATCHABLE, VALUES, Base


class Patches(Base):
    def merge_patch(self):
        known = self.existing(PATCHABLE, otherwise=0.02)
        kind = known["kind"] if known else self.pick(["Deployment", "Service", "ConfigMap"])
        body = {"apiVersion": {"Deployment": "apps/v1", "StatefulSet": "apps/v1", "Widget": "example.com/v1"}.get(kind, "v1"),
                "kind": kind, "metadata": {"name": known["metadata"]["name"] if known else self.pick(NAMES)}}
        if known and "namespace" in known["metadata"]:
            body["metadata"]["namespace"] = known["metadata"]["namespace"]
        if kind in ("Deployment", "StatefulSet"):
            pod = {"containers": [{"name": self.pick(["main", "side", "new"]), "image": self.pick(IMAGES)}]}
            roll = self.r.randint(0, 14)
            if roll == 0:
                pod["containers"][0]["env"] = [{"name": "PLAIN", "value": self.pick(VALUES)}, {"name": "ADDED", "value": "x"}]
            elif roll == 1:
                pod["containers"][0] = {"name": self.pick(["main", "side"]), "$patch": self.pick(["delete", "replace"])}
            elif roll == 2:
                pod["containers"][0]["ports"] = [{"containerPort": 85, "name": "http"}]
            elif roll == 3:
                pod["volumes"] = [{"name": "v", "emptyDir": {}}, {"name": "w", "emptyDir": {}}]
            elif roll == 4:
                pod["containers"][0]["args"] = None
            elif roll == 5:
                pod["tolerations"] = [{"key": "a", "operator": "Exists"}]
            elif roll == 6:
                pod["containers"].append({"$patch": self.pick(["replace", "delete", "merge"])})
            elif roll == 7:
                pod["containers"][0]["env"] = [{"name": "PLAIN", "$patch": "delete"}, {"name": "FROM", "value": "x", "valueFrom": None}]
            elif roll == 8:
                pod["$patch"] = self.pick(["replace", "merge"])
            elif roll == 9:
                pod["$setElementOrder/containers"] = [{"name": "side"}, {"name": "main"}]
            elif roll == 10:
                pod["containers"][0]["ports"] = [{"containerPort": 80, "protocol": "UDP"}, {"containerPort": 80, "protocol": "TCP"},
                                                 {"$patch": "merge"}][:self.r.randint(1, 3)]
            elif roll == 11:
                pod["volumes"] = [{"name": "v", "$retainKeys": ["name", "emptyDir"], "emptyDir": {}}]
            elif roll == 12:
                pod["containers"] = self.pick([None, [], [{"image": "x"}], [None], ["text"], {}, [{"name": "main"}, {"name": "main", "image": "y"}]])
            elif roll == 13:
                pod["containers"][0]["volumeMounts"] = [{"mountPath": "/v", "readOnly": True}, {"mountPath": "/w", "name": "w"}]
                pod["imagePullSecrets"] = [{"name": "web"}]
                pod["hostAliases"] = [{"ip": "1.2.3.4", "hostnames": ["a"]}]
            body["spec"] = {"template": {"spec": pod}}
            if self.chance(0.4):
                body["spec"]["replicas"] = self.pick([1, 7, None])
        elif kind == "Service":
            body["spec"] = {"ports": [{"port": self.pick([80, 81]), "name": "p"}], "type": self.pick(["ClusterIP", None])}
        elif kind == "ConfigMap":
            body["data"] = {"k": self.pick(VALUES + [None]), "new": self.pick(VALUES)}
            if self.chance(0.1):
                body["data"] = self.pick([None, {}, {"$patch": "replace", "only": "x"}, {"$patch": "delete"}, {"k": {"deep": 1}}])
        else:
            body["spec"] = {"size": 10, "items": [{"name": "web", "value": self.value()}], "secretName": None}
            if self.chance(0.3):
                body["spec"]["any"] = self.value()
            if self.chance(0.1):
                body["spec"]["$deleteFromPrimitiveList/list"] = ["a"]
            if self.chance(0.1):
                body["metadata"]["finalizers"] = self.pick([["a", "b"], [{"$patch": "delete"}], None, []])
        if self.chance(0.1):
            body["$patch"] = self.pick(["delete", "replace", "merge"])
        if self.chance(0.2):
            body["metadata"]["annotations"] = {"note": self.pick([None, "patched"]), "more": "x"}
        if self.chance(0.02):
            body["metadata"]["namespace"] = self.pick(NAMESPACES)
        return body

    def json_patch(self, known=None):
        operations = [
            {"op": "replace", "path": "/metadata/name", "value": self.pick(NAMES)},
            {"op": "add", "path": "/metadata/labels", "value": self.labels()},
            {"op": "add", "path": "/metadata/finalizers", "value": [self.pick(VALUES)]},
            {"op": "copy", "from": "/metadata/name", "path": "/copied"},
            {"op": "add", "path": "/extra", "value": {"a": self.pick(VALUES), "b": [1, None, True, 1.5]}},
            {"op": "add", "path": "/odd", "value": self.value()},
            {"op": "test", "path": "/metadata/name", "value": known["metadata"]["name"] if known else "web"},
            {"op": "add", "path": "", "value": known} if self.chance(0.1) else {"op": "add", "path": "/metadata/labels", "value": {"a": "b"}},
            self.pick([{"op": "add", "path": "/spec/x~1y~0z", "value": 1}, {"op": "remove", "path": "/spec"}, {"op": "add", "path": "/a/b", "value": 1},
                       {"op": "replace", "path": "/kind", "value": "Other"}, {"op": "add", "path": "no-slash", "value": 1},
                       {"op": "merge", "path": "/a"}, {"op": "add", "path": "/n"}, {"op": "copy", "from": "/nowhere", "path": "/b"},
                       {"op": "move", "from": "/metadata", "path": "/metadata/x"}, {"path": "/a", "value": 1},
                       {"op": "test", "path": "/nothing", "value": None}, {"op": "remove", "path": "/apiVersion"}])
            if self.chance(0.15) else {"op": "replace", "path": "/metadata", "value": {"name": self.pick(NAMES)}},
        ]
        if known and "annotations" in known["metadata"]:
            operations += [{"op": "add", "path": "/metadata/annotations/a~1b", "value": self.pick(VALUES)},
                           {"op": "remove", "path": "/metadata/annotations/note"}]
        if known and known["kind"] in ("Deployment", "StatefulSet"):
            operations += [
                {"op": "add", "path": "/spec/replicas", "value": 9},
                {"op": "add", "path": "/spec/template/spec/containers/-", "value": {"name": "added", "image": "nginx"}},
                {"op": "add", "path": "/spec/template/spec/containers/0", "value": {"name": "first", "image": "nginx"}},
                {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": self.pick(IMAGES)},
                {"op": "test", "path": "/kind", "value": known["kind"]},
                {"op": "move", "from": "/spec/template/spec/containers/0/image", "path": "/spec/moved"},
            ]
        if known and known["kind"] == "ConfigMap":
            operations += [{"op": "replace", "path": "/data/k", "value": self.pick(VALUES)},
                           {"op": "remove", "path": "/data/other"}]
        if self.chance(0.05):
            operations = [{"op": "replace", "path": "/spec/nowhere/at", "value": 1}, {"op": "remove", "path": "/gone"}]
        return self.some(operations, 2)

    def target(self):
        target = {}
        if self.chance(0.8):
            target["kind"] = self.pick(["Deployment", "Deployment", "Service", "ConfigMap", "StatefulSet|Deployment", ".*Set"])
        if self.chance(0.5):
            target["name"] = self.pick(NAMES + ["w.*", ".*", "we", "web|api", "^web$", "(web|db)", "[a-w]+", "pre-.*", "w(", "-suf"])
        if self.chance(0.15):
            target["labelSelector"] = self.pick(["app=web", "app in (web, api)", "!app", "tier", "app!=web", "app==web,tier", "app notin (web)",
                                                 "team=a,app", "", "app in ()", "a=b=c", ",", "app>1"])
        if self.chance(0.1):
            target["annotationSelector"] = self.pick(["note", "note=true", "!note", "note in (a,b)"])
        if self.chance(0.1):
            target["namespace"] = self.pick(NAMESPACES)
        if self.chance(0.1):
            target["group"] = self.pick(["apps", "app.*", "", "ap", "^apps$", "batch|apps"])
        if self.chance(0.1):
            target["version"] = "v1"
        return target

    def patch(self):
        entry = {}
        fitting = [o for o in self.visible if o["kind"] in PATCHABLE]
        if self.chance(0.5 if fitting else 0.03):
            content = self.merge_patch()
            if self.chance(0.4):
                entry["target"] = self.target()
        else:
            known = self.existing()
            content = self.json_patch(known)
            entry["target"] = {"kind": known["kind"], "name": known["metadata"]["name"]} if known else {"kind": "Deployment"}
            if self.chance(0.15):
                content = self.json_patch()[:1]
                entry["target"] = self.target()
        if isinstance(content, list):
            text = self.flow_text(content)
        else:
            more = [self.merge_patch()] if self.chance(0.08) and fitting else []
            text = self.text([content] + more)
            if more:
                entry.pop("target", None)
        if self.chance(0.4):
            path = f"patch-{self.r.randint(0, 99)}.yaml"
            self.files[f"{self.dir}/{path}"] = text
            entry["path"] = path
        else:
            entry["patch"] = text
        if self.chance(0.15):
            entry["options"] = {self.pick(["allowNameChange", "allowKindChange"]): True}
        return entry
