"""Strategic merge and JSON patches, and their targets."""
from grammar.base import IMAGES, NAMES, NAMESPACES, PATCHABLE, VALUES, Base


class Patches(Base):
    def merge_patch(self):
        known = self.existing(PATCHABLE, otherwise=0.02)
        if known is None and self.sound and self.visible:
            any_of = self.existing() or self.pick(self.visible)
            return {"apiVersion": any_of["apiVersion"], "kind": any_of["kind"], "metadata": {
                **{k: v for k, v in any_of["metadata"].items() if k in ("name", "namespace")}, "annotations": {"note": self.pick([None, "patched"])}}}
        kind = known["kind"] if known else self.pick(["Deployment", "Service", "ConfigMap"])
        usual = {"Deployment": "apps/v1", "StatefulSet": "apps/v1", "Widget": "example.com/v1"}.get(kind, "v1")
        body = {"apiVersion": known["apiVersion"] if known and self.sound else usual,
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
                pod["containers"] = self.pick([None, [], [{"name": "main"}, {"name": "main", "image": "y"}]] + (
                    [] if self.sound else [[{"image": "x"}], [None], ["text"], {}]))
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
                self.spoil(known)
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
            if body["$patch"] != "merge":
                self.spoil(known)
        if self.chance(0.2):
            body["metadata"]["annotations"] = {"note": self.pick([None, "patched"]), "more": "x"}
        if self.slip(0.03):
            body["metadata"]["namespace"] = self.pick(NAMESPACES)
        if "containers" in str(body.get("spec")) and ("$patch" in str(body["spec"]) or not body["spec"]["template"]["spec"]["containers"]):
            self.spoil(known)  # nobody knows whether its container is still there
        return body

    def new_name(self):
        """In a sound case mostly one that nobody has."""
        return f"named-{self.r.randint(0, 999)}" if self.sound and self.chance(0.9) else self.pick(NAMES)

    def json_patch(self, known=None):
        operations = [
            {"op": "replace", "path": "/metadata/name", "value": self.new_name()},
            {"op": "add", "path": "/metadata/labels", "value": self.labels()},
            {"op": "add", "path": "/metadata/finalizers", "value": [self.pick(VALUES)]},
            {"op": "copy", "from": "/metadata/name", "path": "/copied"},
            {"op": "add", "path": "/extra", "value": {"a": self.pick(VALUES), "b": [1, None, True, 1.5]}},
            {"op": "add", "path": "/odd", "value": self.value()},
            {"op": "add", "path": "/metadata/labels", "value": {"a": "b"}},
            {"op": "replace", "path": "/metadata", "value": {"name": self.new_name()}},
        ]
        if known and "spec" in known:
            operations += [{"op": "add", "path": "/spec/x~1y~0z", "value": 1},
                           *([{"op": "remove", "path": "/spec"}] if self.chance(0.2) else [])]
        if self.chance(0.05):
            operations.append({"op": "replace", "path": "/kind", "value": "Other"})
        if not self.sound:
            operations += [
                {"op": "test", "path": "/metadata/name", "value": known["metadata"]["name"] if known else "web"},
                {"op": "add", "path": "", "value": known} if self.chance(0.1) else {"op": "test", "path": "/nothing", "value": None},
                self.pick([{"op": "add", "path": "/a/b", "value": 1}, {"op": "add", "path": "no-slash", "value": 1},
                           {"op": "merge", "path": "/a"}, {"op": "add", "path": "/n"}, {"op": "copy", "from": "/nowhere", "path": "/b"},
                           {"op": "move", "from": "/metadata", "path": "/metadata/x"}, {"path": "/a", "value": 1},
                           {"op": "remove", "path": "/apiVersion"}])]
        if known and known["metadata"].get("annotations"):
            operations += [{"op": "add", "path": "/metadata/annotations/a~1b", "value": self.pick(VALUES)},
                           *([{"op": "remove", "path": "/metadata/annotations/note"}] if not self.sound or self.chance(0.2) else [])]
        if known and known["kind"] in ("Deployment", "StatefulSet"):
            operations += [
                {"op": "add", "path": "/spec/replicas", "value": 9},
                {"op": "add", "path": "/spec/template/spec/containers/-", "value": {"name": "added", "image": "nginx"}},
                {"op": "add", "path": "/spec/template/spec/containers/0", "value": {"name": "first", "image": "nginx"}},
                {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": self.pick(IMAGES)},
                {"op": "test", "path": "/kind", "value": known["kind"]},
                {"op": "move", "from": "/spec/template/spec/containers/0/image", "path": "/spec/moved"},
            ]
        if known and known["kind"] == "ConfigMap" and ("data" in known or not self.sound):
            operations += [{"op": "replace", "path": "/data/k", "value": self.pick(VALUES)},
                           *([{"op": "remove", "path": "/data/other"}] if not self.sound or known["data"]["other"] is not None else [])]
        if self.slip(0.05):
            operations = [{"op": "replace", "path": "/spec/nowhere/at", "value": 1}, {"op": "remove", "path": "/gone"}]
        chosen = self.some(operations, 2)
        if self.sound and len(chosen) == 2 and chosen[0].get("path", "") in ("/metadata", "/spec", "/spec/template/spec/containers/0/image"):
            chosen.reverse()  # what takes much away comes last
        if any(o.get("path") in ("/metadata", "/metadata/name", "/metadata/labels", "/spec", "/kind", "/data/other",
                                 "/metadata/annotations/note", "/spec/template/spec/containers/0") or o["op"] == "move" for o in chosen
               if "op" in o):
            self.spoil(known)
        return chosen

    def target(self):
        target = {}
        if self.chance(0.8):
            target["kind"] = self.pick(["Deployment", "Deployment", "Service", "ConfigMap", "StatefulSet|Deployment", ".*Set"])
        if self.chance(0.5):
            target["name"] = self.pick(NAMES + ["w.*", ".*", "we", "web|api", "^web$", "(web|db)", "[a-w]+", "pre-.*", "-suf"]
                                       + ([] if self.sound else ["w("]))
        if self.chance(0.15):
            target["labelSelector"] = self.pick(["app=web", "app in (web, api)", "!app", "tier", "app!=web", "app==web,tier", "app notin (web)",
                                                 "team=a,app", ""] + ([] if self.sound else ["app in ()", "a=b=c", ",", "app>1"]))
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
        fitting = [o for o in self.visible if o["kind"] in PATCHABLE and not (self.sound and id(o) in self.unfit)]
        if fitting and self.chance(0.5) or self.slip(0.03):
            content = self.merge_patch()
            if self.chance(0.4):
                entry["target"] = self.target()
                if self.sound:  # what else it may hit must have the shape of what it was made for
                    entry["target"]["kind"] = content["kind"]
        else:
            known = self.existing()
            content = self.json_patch(known)
            entry["target"] = {"kind": known["kind"], "name": known["metadata"]["name"]} if known else {"kind": "Deployment"}
            if known is None and self.sound:
                content = [{"op": "add", "path": "/metadata/annotations", "value": {"json": "patch"}}]
            elif self.chance(0.15):
                content = self.json_patch()[:1]
                entry["target"] = self.target()
                if content[0].get("path") in ("/metadata", "/metadata/name", "/metadata/labels", "/kind"):
                    self.unfit.update(id(o) for o in self.visible)
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
