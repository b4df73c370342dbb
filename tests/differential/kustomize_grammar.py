"""Random kustomizations from a grammar of kustomize's features.

A case is a dict of path -> text; `overlay` is the directory to build. The same
seed gives the same case. Names come from small pools, so that references
and merges happen; most patches and sources name an object that is there, a few do not.
"""
import base64
import random

import yaml

NAMES = ["web", "api", "db", "cache"]
NAMESPACES = ["prod", "stage", "default"]
LABELS = [("app", "web"), ("app", "api"), ("tier", "front"), ("team", "a"), ("app.kubernetes.io/name", "x")]
IMAGES = ["nginx", "nginx:1.2", "registry.example.com/team/app:v1", "registry.example.com:5000/app@sha256:" + "a" * 64,
          "busybox:latest", "app"]
VALUES = ["plain", "", "true", "8080", "1.50", "0777", "null", "~", "yes", "a: b", "line one\nline two\n", "tab\there",
          "trailing ", " leading", "#hash", "quote'd", 'say "x"', "{a}", "[b]", "*star", "&amp", "ünï", "x" * 100,
          "word " * 30, "2020-01-01", "1e3", "multi\n\nblank\n", "end\n\n", "!tag", "%x", "@at", "`tick`", "a #b", ": x"]


PATCHABLE = ["Deployment", "StatefulSet", "Service", "ConfigMap", "Widget"]


class Grammar:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.files = {}
        self.features = []
        self.objects = []  # what has been written, in order
        self.visible = []  # of these what the directory at work includes
        self.generated = set()  # (kind, name) of generators
        self.has_var = False

    # -- small helpers -------------------------------------------------------------------------

    def chance(self, share):
        return self.r.random() < share

    def pick(self, items):
        return self.r.choice(items)

    def some(self, items, at_most=2):
        return self.r.sample(items, self.r.randint(1, min(at_most, len(items))))

    def labels(self):
        return dict(self.some(LABELS))

    def write(self, path, data):
        if isinstance(data, str):
            self.files[path] = data
        else:
            documents = data if isinstance(data, list) else [data]
            self.files[path] = "---\n".join(yaml.safe_dump(d, sort_keys=False, width=200) for d in documents)

    def meta(self, name=None, namespaced=True):
        meta = {"name": name or self.pick(NAMES)}
        if namespaced and self.chance(0.25):
            meta["namespace"] = self.pick(NAMESPACES)
        if self.chance(0.4):
            meta["labels"] = self.labels()
        if self.chance(0.2):
            meta["annotations"] = {"note": self.pick(VALUES)}
        return meta

    def existing(self, kinds=None, otherwise=0.05):
        """An object that was written, or nothing: seldom on purpose, always when there is none."""
        fitting = [o for o in self.visible if kinds is None or o["kind"] in kinds]
        return None if not fitting or self.chance(otherwise) else self.pick(fitting)

    # -- objects -------------------------------------------------------------------------------

    def container(self, name="main"):
        container = {"name": name, "image": self.pick(IMAGES)}
        if self.chance(0.5):
            env = [{"name": "PLAIN", "value": self.pick(VALUES)}]
            if self.chance(0.6):
                env.append({"name": "FROM", "valueFrom": {
                    self.pick(["configMapKeyRef", "secretKeyRef"]): {"name": self.pick(NAMES), "key": "k"}}})
            container["env"] = env
        if self.chance(0.3):
            container["envFrom"] = [{self.pick(["configMapRef", "secretRef"]): {"name": self.pick(NAMES)}}]
        if self.chance(0.4):
            container["ports"] = [{"containerPort": self.r.randint(80, 90)}]
        if self.chance(0.3):
            container["args"] = ["--x", self.pick(VALUES), "$(VAR)"]
        if self.chance(0.3):
            container["volumeMounts"] = [{"name": "v", "mountPath": "/v"}]
        return container

    def pod_spec(self):
        spec = {"containers": [self.container()] + ([self.container("side")] if self.chance(0.3) else [])}
        if self.chance(0.2):
            spec["initContainers"] = [self.container("init")]
        if self.chance(0.3):
            spec["serviceAccountName"] = self.pick(NAMES)
        if self.chance(0.4):
            spec["volumes"] = [{"name": "v", self.pick(["configMap", "secret"]): {}}]
            kind = [k for k in spec["volumes"][0] if k != "name"][0]
            spec["volumes"][0][kind] = {"name" if kind == "configMap" else "secretName": self.pick(NAMES)}
        if self.chance(0.1):
            spec["imagePullSecrets"] = [{"name": self.pick(NAMES)}]
        return spec

    def workload(self, kind):
        labels = self.labels()
        spec = {"selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": self.pod_spec()}}
        if self.chance(0.6) and kind != "DaemonSet":
            spec["replicas"] = self.r.randint(1, 5)
        if kind == "StatefulSet":
            spec["serviceName"] = self.pick(NAMES)
            if self.chance(0.5):
                spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}]
        return {"apiVersion": "apps/v1", "kind": kind, "metadata": self.meta(), "spec": spec}

    def obj(self):
        """An object whose kind and name are new; now and then one that is there already."""
        for _ in range(20):
            made = self.any_object()
            meta = made.get("metadata", {})
            seen = any(o["kind"] == made["kind"] and o["metadata"]["name"] == meta.get("name") for o in self.objects)
            if not seen or self.chance(0.01):
                break
        else:
            made = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": f"sa-{len(self.objects)}"}}
        if made["kind"] != "List":
            self.objects.append(made)
            self.visible.append(made)
        return made

    def any_object(self):
        kind = self.pick(["Deployment", "Deployment", "StatefulSet", "DaemonSet", "Service", "Service", "ConfigMap",
                          "Secret", "Ingress", "HorizontalPodAutoscaler", "Role", "RoleBinding", "ClusterRole",
                          "ClusterRoleBinding", "ServiceAccount", "PersistentVolumeClaim", "CronJob", "Widget",
                          "Namespace", "NetworkPolicy", "ValidatingWebhookConfiguration", "PodDisruptionBudget",
                          "CustomResourceDefinition", "APIService", "List"])
        name = self.pick(NAMES)
        if kind in ("Deployment", "StatefulSet", "DaemonSet"):
            return self.workload(kind)
        if kind == "Service":
            return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(),
                    "spec": {"selector": self.labels(), "ports": [{"port": 80, "targetPort": self.pick([80, "http"])}]}}
        if kind == "ConfigMap":
            return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(),
                    "data": {"k": self.pick(VALUES), "other": self.pick(VALUES)}}
        if kind == "Secret":
            return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(), "type": "Opaque",
                    "data": {"k": base64.b64encode(self.pick(VALUES).encode()).decode()}}
        if kind == "Ingress":
            return {"apiVersion": "networking.k8s.io/v1", "kind": kind, "metadata": self.meta(), "spec": {
                "ingressClassName": "nginx", "tls": [{"secretName": name, "hosts": ["a.example.com"]}],
                "rules": [{"host": "a.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {
                    "service": {"name": self.pick(NAMES), "port": {"number": 80}}}}]}}]}}
        if kind == "HorizontalPodAutoscaler":
            return {"apiVersion": "autoscaling/v2", "kind": kind, "metadata": self.meta(), "spec": {
                "maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}}}
        if kind in ("Role", "ClusterRole"):
            rule = {"apiGroups": [""], "resources": ["secrets", "configmaps"], "verbs": ["get"]}
            if self.chance(0.5):
                rule["resourceNames"] = self.some(NAMES)
            out = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
                   "metadata": self.meta(namespaced=kind == "Role"), "rules": [rule]}
            return out
        if kind in ("RoleBinding", "ClusterRoleBinding"):
            subject = {"kind": "ServiceAccount", "name": self.pick(NAMES + ["default"])}
            if self.chance(0.5):
                subject["namespace"] = self.pick(NAMESPACES)
            return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
                    "metadata": self.meta(namespaced=kind == "RoleBinding"),
                    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": self.pick(["Role", "ClusterRole"]), "name": name},
                    "subjects": [subject] + ([{"kind": "User", "name": "jane"}] if self.chance(0.3) else [])}
        if kind == "CronJob":
            return {"apiVersion": "batch/v1", "kind": kind, "metadata": self.meta(), "spec": {
                "schedule": "*/5 * * * *", "jobTemplate": {"spec": {"template": {"spec": {
                    **self.pod_spec(), "restartPolicy": "Never"}}}}}}
        if kind == "Widget":
            return {"apiVersion": "example.com/v1", "kind": kind, "metadata": self.meta(),
                    "spec": {"size": self.r.randint(1, 9), "image": self.pick(IMAGES), "items": [
                        {"name": n, "value": self.pick(VALUES)} for n in self.some(NAMES)], "secretName": self.pick(NAMES)}}
        if kind == "Namespace":
            return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(self.pick(NAMESPACES[:2]), namespaced=False)}
        if kind == "NetworkPolicy":
            return {"apiVersion": "networking.k8s.io/v1", "kind": kind, "metadata": self.meta(), "spec": {
                "podSelector": {"matchLabels": self.labels()}, "ingress": [{"from": [
                    {"podSelector": {"matchLabels": self.labels()}}]}]}}
        if kind == "ValidatingWebhookConfiguration":
            return {"apiVersion": "admissionregistration.k8s.io/v1", "kind": kind, "metadata": self.meta(namespaced=False),
                    "webhooks": [{"name": "a.example.com", "admissionReviewVersions": ["v1"], "sideEffects": "None",
                                  "clientConfig": {"service": {"name": name, "namespace": self.pick(NAMESPACES)}}}]}
        if kind == "PodDisruptionBudget":
            return {"apiVersion": "policy/v1", "kind": kind, "metadata": self.meta(),
                    "spec": {"minAvailable": 1, "selector": {"matchLabels": self.labels()}}}
        if kind == "CustomResourceDefinition":
            return {"apiVersion": "apiextensions.k8s.io/v1", "kind": kind,
                    "metadata": {"name": "widgets.example.com"}, "spec": {
                        "group": "example.com", "names": {"kind": "Widget", "plural": "widgets"}, "scope": "Namespaced",
                        "versions": [{"name": "v1", "served": True, "storage": True,
                                      "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
        if kind == "APIService":
            return {"apiVersion": "apiregistration.k8s.io/v1", "kind": kind,
                    "metadata": {"name": "v1.metrics.example.com"}, "spec": {
                        "group": "metrics.example.com", "groupPriorityMinimum": 1, "versionPriority": 1, "version": "v1",
                        "service": {"name": name, "namespace": self.pick(NAMESPACES)}}}
        if kind == "List":
            return {"apiVersion": "v1", "kind": "List", "items": [
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": self.meta(f"{name}-{self.r.randint(0, 999)}"), "data": {"k": "v"}}
                for _ in range(self.r.randint(0, 2))]}
        return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(),
                **({"spec": {"accessModes": ["ReadWriteOnce"]}} if kind == "PersistentVolumeClaim" else {})}

    # -- kustomization fields ------------------------------------------------------------------

    def generator(self, secret):
        kind = "Secret" if secret else "ConfigMap"
        there = {o["metadata"]["name"] for o in self.objects if o["kind"] == kind and o["metadata"].get("namespace") is None}
        fresh = [n for n in NAMES + ["conf", "extra"] if n not in there and (kind, n) not in self.generated]
        merging = (kind in {g[0] for g in self.generated} or there) and self.chance(0.25)
        if merging:
            entry = {"name": self.pick(sorted(there | {n for k, n in self.generated if k == kind})),
                     "behavior": self.pick(["merge", "replace"])}
        else:
            entry = {"name": self.pick(fresh or ["fresh"])}
            if self.chance(0.1):
                entry["behavior"] = "create"
        self.generated.add((kind, entry["name"]))
        literals = [f"{k}={self.pick([v for v in VALUES if chr(10) not in v])}" for k in self.some(["k", "extra", "a.b"])]
        how = self.r.randint(0, 3)
        if how == 0:
            entry["literals"] = literals
        elif how == 1:
            self.files[f"{self.dir}/gen.env"] = "K1=v1\n# comment\n\nK2= spaced \nK3=\"quoted\"\n"
            entry["envs"] = ["gen.env"]
        elif how == 2:
            self.files[f"{self.dir}/gen.txt"] = self.pick(VALUES)
            entry["files"] = [self.pick(["gen.txt", "renamed=gen.txt"])]
        else:
            entry["literals"] = literals
            self.files[f"{self.dir}/conf.ini"] = "[a]\nb = c\n"
            entry["files"] = ["conf.ini"]
        if self.chance(0.07):
            entry["namespace"] = self.pick(NAMESPACES)
        if self.chance(0.3):
            options = {}
            if self.chance(0.4):
                options["disableNameSuffixHash"] = True
            if self.chance(0.4):
                options["labels"] = self.labels()
            if self.chance(0.3):
                options["annotations"] = {"gen": "x"}
            if self.chance(0.3):
                options["immutable"] = True
            entry["options"] = options
        if secret and self.chance(0.3):
            entry["type"] = "Opaque"
        return entry

    def merge_patch(self):
        known = self.existing(PATCHABLE, otherwise=0.02)
        kind = known["kind"] if known else self.pick(["Deployment", "Service", "ConfigMap"])
        body = {"apiVersion": {"Deployment": "apps/v1", "StatefulSet": "apps/v1", "Widget": "example.com/v1"}.get(kind, "v1"),
                "kind": kind, "metadata": {"name": known["metadata"]["name"] if known else self.pick(NAMES)}}
        if known and "namespace" in known["metadata"]:
            body["metadata"]["namespace"] = known["metadata"]["namespace"]
        if kind in ("Deployment", "StatefulSet"):
            pod = {"containers": [{"name": self.pick(["main", "side", "new"]), "image": self.pick(IMAGES)}]}
            roll = self.r.randint(0, 6)
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
            body["spec"] = {"template": {"spec": pod}}
            if self.chance(0.4):
                body["spec"]["replicas"] = self.pick([1, 7, None])
        elif kind == "Service":
            body["spec"] = {"ports": [{"port": self.pick([80, 81]), "name": "p"}], "type": self.pick(["ClusterIP", None])}
        elif kind == "ConfigMap":
            body["data"] = {"k": self.pick(VALUES + [None]), "new": self.pick(VALUES)}
        else:
            body["spec"] = {"size": 10, "items": [{"name": "web", "value": "patched"}], "secretName": None}
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
            target["name"] = self.pick(NAMES + ["w.*", ".*", "we", "web|api"])
        if self.chance(0.15):
            target["labelSelector"] = self.pick(["app=web", "app in (web, api)", "!app", "tier", "app!=web"])
        if self.chance(0.1):
            target["annotationSelector"] = "note"
        if self.chance(0.1):
            target["namespace"] = self.pick(NAMESPACES)
        if self.chance(0.1):
            target["group"] = "apps"
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
        text = yaml.safe_dump(content, sort_keys=False)
        if self.chance(0.4):
            path = f"patch-{self.r.randint(0, 99)}.yaml"
            self.files[f"{self.dir}/{path}"] = text
            entry["path"] = path
        else:
            entry["patch"] = text
        if self.chance(0.15):
            entry["options"] = {self.pick(["allowNameChange", "allowKindChange"]): True}
        return entry

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
            target["select"]["name"] = self.pick(NAMES)
        return {"source": source, "targets": [target]}

    def images(self):
        entry = {"name": self.pick(["nginx", "busybox", "registry.example.com/team/app", "app", "registry.example.com:5000/app"])}
        for key, values in (("newName", ["mirror.example.com/x", "other"]), ("newTag", ["v9", "1.2"]),
                            ("digest", ["sha256:" + "b" * 64]), ("tagSuffix", ["-alpine"])):
            if self.chance(0.4):
                entry[key] = self.pick(values)
        return entry

    def label_entry(self):
        entry = {"pairs": self.labels()}
        if self.chance(0.4):
            entry["includeSelectors"] = self.chance(0.7)
        if self.chance(0.3):
            entry["includeTemplates"] = self.chance(0.7)
        if self.chance(0.15):
            entry["fields"] = [{"path": "spec/extra/labels", "create": self.chance(0.5), "kind": "Widget"}]
        return entry

    def builtin_transformer(self):
        kind = self.pick(["PrefixTransformer", "NamespaceTransformer", "LabelTransformer", "AnnotationsTransformer",
                          "ImageTagTransformer", "ReplicaCountTransformer", "PatchTransformer"])
        config = {"apiVersion": "builtin", "kind": kind, "metadata": {"name": "t"}}
        if kind == "PrefixTransformer":
            config.update(prefix="t-", fieldSpecs=[{"path": "metadata/name"}])
        elif kind == "NamespaceTransformer":
            config["metadata"]["namespace"] = "moved"
            if self.chance(0.5):
                config["unsetOnly"] = True
            config["fieldSpecs"] = [{"path": "metadata/namespace", "create": True}]
        elif kind == "LabelTransformer":
            config.update(labels=self.labels(), fieldSpecs=[{"path": "metadata/labels", "create": True}])
        elif kind == "AnnotationsTransformer":
            config.update(annotations={"t": "x"}, fieldSpecs=[{"path": "metadata/annotations", "create": True}])
        elif kind == "ImageTagTransformer":
            config.update(imageTag=self.images(), fieldSpecs=[{"path": "spec/template/spec/containers[]/image"}])
        elif kind == "ReplicaCountTransformer":
            config.update(replica={"name": (self.existing(["Deployment"]) or {"metadata": {"name": "none"}})["metadata"]["name"], "count": 6},
                          fieldSpecs=[{"path": "spec/replicas", "create": True, "kind": "Deployment"}])
        else:
            config.update(patch=yaml.safe_dump(self.json_patch()[:1]), target={"kind": "Deployment"})
        return config

    def kustomization(self, directory, resources, component=False):
        self.dir = directory
        k = {"apiVersion": "kustomize.config.k8s.io/" + ("v1alpha1" if component else "v1beta1"),
             "kind": "Component" if component else "Kustomization"}
        if resources:
            k["resources"] = resources
        def field(name, share, value):
            if self.chance(share):
                self.features.append(name)
                k[name] = value()
        def several(make, at_most=2):
            return lambda: [make() for _ in range(self.r.randint(1, at_most))]
        field("namePrefix", 0.2, lambda: self.pick(["pre-", "x-"]))
        field("nameSuffix", 0.15, lambda: self.pick(["-suf", "-v2"]))
        field("namespace", 0.25, lambda: self.pick(NAMESPACES))
        field("commonLabels", 0.12, self.labels)
        field("labels", 0.2, several(self.label_entry))
        field("commonAnnotations", 0.12, lambda: {"common": self.pick(VALUES)})
        field("configMapGenerator", 0.3, several(lambda: self.generator(False)))
        field("secretGenerator", 0.2, several(lambda: self.generator(True), 1))
        field("generatorOptions", 0.1, lambda: self.pick([{"disableNameSuffixHash": True}, {"labels": {"g": "o"}},
                                                          {"immutable": True}, {"annotations": {"g": "o"}}]))
        field("patches", 0.35, several(self.patch))
        if self.existing(PATCHABLE) and self.chance(0.15):
            self.features.append("patchesStrategicMerge")
            k["patchesStrategicMerge"] = [yaml.safe_dump(self.merge_patch())]
        known = self.existing(["Deployment"])
        if known and self.chance(0.1):
            self.features.append("patchesJson6902")
            k["patchesJson6902"] = [{"target": {"group": "apps", "version": "v1", "kind": "Deployment",
                                                "name": known["metadata"]["name"]},
                                     "patch": yaml.safe_dump(self.json_patch(known))}]
        field("images", 0.2, several(self.images))
        scalable = self.existing(["Deployment", "StatefulSet"], otherwise=0.02)
        if scalable:
            field("replicas", 0.15, lambda: [{"name": scalable["metadata"]["name"], "count": self.r.randint(0, 9)}])
        field("replacements", 0.25 if self.existing(["Deployment", "ConfigMap", "Service", "StatefulSet"]) else 0.02,
              several(self.replacement))
        service = self.existing(["Service"])
        if service and not self.has_var:
            self.has_var = True
            field("vars", 0.15, lambda: [{"name": "VAR", "objref": {
                "apiVersion": "v1", "kind": "Service", "name": service["metadata"]["name"]}}])
        field("sortOptions", 0.08, lambda: {"order": self.pick(["legacy", "fifo"])})
        field("buildMetadata", 0.06, lambda: self.some(["originAnnotations", "transformerAnnotations", "managedByLabel"], 2))
        if self.chance(0.08):
            self.features.append("transformers")
            self.write(f"{directory}/transformer.yaml", self.builtin_transformer())
            k["transformers"] = ["transformer.yaml"]
        if self.chance(0.05):
            self.features.append("configurations")
            self.write(f"{directory}/config.yaml", {
                "nameReference": [{"kind": "Secret", "version": "v1", "fieldSpecs": [
                    {"path": "spec/secretName", "kind": "Widget"}]}],
                "images": [{"path": "spec/image", "kind": "Widget"}]})
            k["configurations"] = ["config.yaml"]
        return k

    def resources(self, directory, at_most=3):
        names = []
        for i in range(self.r.randint(1, at_most)):
            name = f"r{i}.yaml"
            self.write(f"{directory}/{name}", [self.obj() for _ in range(self.r.randint(1, 2))])
            names.append(name)
        return names

    def case(self):
        bases = ["base"] + (["other"] if self.chance(0.3) else [])
        for base in bases:
            self.visible = []
            self.write(f"{base}/kustomization.yaml", self.kustomization(base, self.resources(base)))
        middle = []
        of_base = [o for o in self.objects if o not in self.visible] if len(bases) > 1 else list(self.objects)
        if self.chance(0.4):
            self.visible = of_base
            self.write("middle/kustomization.yaml", self.kustomization("middle", ["../base"]))
            middle = ["middle"]
        self.visible = list(self.objects)
        top = [f"../{d}" for d in (middle or ["base"]) + bases[1:]]
        if self.chance(0.3):
            top += self.resources("overlay", 1)
        overlay = self.kustomization("overlay", top)
        if self.chance(0.25):
            self.features.append("components")
            self.write("component/kustomization.yaml", self.kustomization(
                "component", self.resources("component", 1) if self.chance(0.5) else [], component=True))
            overlay["components"] = ["../component"]
        self.write("overlay/kustomization.yaml", overlay)
        return self.files


def make_case(seed):
    grammar = Grammar(seed)
    files = grammar.case()
    return files, sorted(set(grammar.features))
