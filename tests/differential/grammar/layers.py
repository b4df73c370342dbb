"""Kustomizations, and the directories they make together."""
from grammar.base import NAMESPACES, PATCHABLE, VALUES, Base


class Layers(Base):
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
            entry["fields"] = [{"path": self.pick(["spec/extra/labels", "spec/template/metadata/labels", "metadata/annotations"]),
                                "create": self.chance(0.5), **self.pick([{"kind": "Widget"}, {"group": "apps"}, {}])}]
        return entry

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
        field("generatorOptions", 0.1, lambda: self.pick([{"disableNameSuffixHash": True}, {"labels": {"g": "o"}}, {"disableNameSuffixHash": False},
                                                          {"immutable": True}, {"annotations": {"g": "o"}}]))
        field("patches", 0.35, several(self.patch))
        if self.existing(PATCHABLE, 0.01) and self.chance(0.15):
            self.features.append("patchesStrategicMerge")
            k["patchesStrategicMerge"] = [self.strategic_entry() for _ in range(self.r.randint(1, 2))]
        known = self.existing(["Deployment"])
        if known and self.chance(0.1):
            self.features.append("patchesJson6902")
            k["patchesJson6902"] = [{"target": {"group": "apps", "version": "v1", "kind": "Deployment",
                                                "name": known["metadata"]["name"]},
                                     "patch": self.flow_text(self.json_patch(known))}]
        field("images", 0.2, several(self.images))
        if self.chance(0.02):
            self.features.append("imageTags")
            k["imageTags"] = [{key: value for key, value in self.images().items() if key in ("name", "newTag", "digest")}]
        scalable = self.existing(["Deployment", "StatefulSet", "ReplicaSet"], otherwise=0.02)
        if scalable:
            field("replicas", 0.15, lambda: [{"name": scalable["metadata"]["name"], "count": self.r.randint(0, 9)}])
        if self.only() if self.sound else self.existing(["Deployment", "ConfigMap", "Service", "StatefulSet"]):
            field("replacements", 0.25, several(self.replacement))
        elif self.slip(0.02):
            field("replacements", 1, several(self.replacement))
        service = self.existing(["Service"])
        if service and not self.has_var:
            self.has_var = True
            field("vars", 0.25, lambda: [{"name": "VAR", "objref": {
                "apiVersion": "v1", "kind": "Service", "name": service["metadata"]["name"]},
                **({"fieldref": {"fieldPath": self.pick(["spec.ports[0].port", "metadata.name", "spec.selector", "kind"])}}
                   if self.chance(0.4) else {})}])
        field("sortOptions", 0.08, lambda: self.pick([
            {"order": "legacy"}, {"order": "fifo"}, {"order": "legacy", "legacySortOptions": {
                "orderFirst": self.some(["Namespace", "Service", "Widget", "Deployment"], 3),
                "orderLast": self.some(["ConfigMap", "Secret", "StatefulSet"], 2)}}]))
        field("buildMetadata", 0.06, lambda: self.some(["originAnnotations", "transformerAnnotations", "managedByLabel"], 2))
        if self.chance(0.15):
            self.plugin_files(k, "transformers", self.builtin_transformer)
        if self.chance(0.08):
            self.plugin_files(k, "generators", self.builtin_generator)
        if self.chance(0.03):
            self.plugin_files(k, "validators", self.validator)
        self.add_settings(k)
        if self.slip(0.06):
            self.mistake(k)
        elif self.sound and len(k) == 2:
            k["commonAnnotations"] = {"common": "x"}
        return k

    def strategic_entry(self):
        text = self.text(self.merge_patch())
        if self.chance(0.6):
            return text
        path = f"smp-{self.r.randint(0, 99)}.yaml"
        self.files[f"{self.dir}/{path}"] = text
        return path

    def mistake(self, k):
        """What its author did not mean; both tools have to refuse it, or to take it alike."""
        self.features.append("mistake")
        field = self.pick(sorted(k))
        roll = self.r.randrange(8)
        if roll == 0:
            k[field.upper() if self.chance(0.5) else field.capitalize()] = k.pop(field)
        elif roll == 1:
            k[self.pick(["unknown", "resource", "patchs", "Resources", "metadata", "spec", "helmCharts", "namespace", ""])] = self.value()
        elif roll == 2:
            k[field] = self.value()
        elif roll == 3:
            k.update(self.pick([{"resources": ["missing.yaml"]}, {"resources": ["../overlay"]}, {"components": ["../base"]},
                                {"resources": [""]}, {"resources": ["."]}, {"resources": [None]}, {"crds": ["missing"]},
                                {"configurations": ["../base/kustomization.yaml"]}, {"patches": [{}]}, {"images": [{}]}]))
        elif roll == 4:
            k["kind"] = self.pick(["Kustomize", "Component", "kustomization", "", None])
        elif roll == 5:
            k["apiVersion"] = self.pick(["v1", "kustomize.config.k8s.io/v1", "", None, "kustomize.config.k8s.io/v1alpha1"])
        elif roll == 6:
            k.pop(field)
        else:
            k["patches"] = [self.pick([{"patch": "text"}, {"patch": "[]"}, {"patch": ""}, {"path": "missing.yaml"}, {"patch": "a: b\n"},
                                       {"patch": "- op: add\n", "target": {}}, {"patch": "- op: add\n  path: /a\n  value: b\n"}])]

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
        # A component works on the resources and generated objects of its parent, before its parent's transformers.
        before = {id(o) for o in self.visible}
        with_component = self.chance(0.25)
        if with_component:
            self.features.append("components")
            resources = self.resources("component", 1) if self.chance(0.5) else []
            inner = self.chance(0.2)
            if inner:
                self.write("inner/kustomization.yaml", self.kustomization("inner", [], component=True))
            part = self.kustomization("component", resources, component=True)
            self.parts.update(id(o) for o in self.visible if id(o) not in before)
            if inner:
                part["components"] = ["../inner"]
            self.write("component/kustomization.yaml", part)
        overlay = self.kustomization("overlay", top)
        if with_component:
            overlay["components"] = ["../component"]
        if self.chance(0.05) and len(top) > 1:
            overlay["bases"] = [overlay["resources"].pop()]
        name = "kustomization.yaml" if self.chance(0.95) else self.pick(["kustomization.yml", "Kustomization"])
        self.write(f"overlay/{name}", overlay)
        return self.files
