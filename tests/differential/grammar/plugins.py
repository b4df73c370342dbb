"""Builtin transformers, generators and validators configured by files."""
from grammar.base import NAMESPACES, Base

ANYWHERE = {"LabelTransformer": "metadata/labels", "AnnotationsTransformer": "metadata/annotations"}


class Plugins(Base):
    def config(self, kind, **fields):
        return {"apiVersion": "builtin", "kind": kind, "metadata": {"name": f"t{self.r.randint(0, 999)}"}, **fields}

    def specs(self, path, **more):
        spec = {"path": path, **more}
        if self.chance(0.2):
            spec.update(self.pick([{"kind": "Deployment"}, {"group": "apps"}, {"version": "v1"}, {"kind": "Widget", "group": "example.com"}]))
        others = [{"path": p, "create": self.chance(0.3)} for p in self.some(
            ["spec/template/metadata/labels", "spec/any", "spec/items[]/extra", "metadata/x\\/y", "spec/list[]", "/metadata/name"], 1)]
        return [spec] + (others if self.chance(0.1) else [])

    def builtin_transformer(self):
        kind = self.pick(["PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer", "NamespaceTransformer", "LabelTransformer",
                          "AnnotationsTransformer", "ImageTagTransformer", "ReplicaCountTransformer", "PatchTransformer",
                          "PatchJson6902Transformer", "PatchStrategicMergeTransformer", "ReplacementTransformer", "ValueAddTransformer",
                          "HashTransformer"] + ([] if self.sound else ["SortOrderTransformer", "LegacyOrderTransformer"]))
        if kind in ("PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer"):
            return self.config(kind, prefix="t-", suffix=self.pick(["-s", ""]), fieldSpecs=self.specs("metadata/name"))
        if kind == "NamespaceTransformer":
            made = self.config(kind, fieldSpecs=self.specs("metadata/namespace", create=True))
            made["metadata"]["namespace"] = "moved"
            if self.chance(0.5):
                made["unsetOnly"] = True
            if self.chance(0.4):
                made["setRoleBindingSubjects"] = self.pick(["none", "allServiceAccounts", "defaultOnly"] + ([] if self.sound else ["other"]))
            return made
        if kind in ANYWHERE:
            texts = self.labels() if self.chance(0.8) else {"n": 1, "b": True, "f": 1.5}
            return self.config(kind, **{"labels" if kind[0] == "L" else "annotations": texts,
                                        "fieldSpecs": self.specs(ANYWHERE[kind], create=self.chance(0.8))})
        if kind == "ImageTagTransformer":
            return self.config(kind, imageTag=self.images(), fieldSpecs=self.specs(
                self.pick(["spec/template/spec/containers[]/image", "spec/containers/image", "spec/image"])))
        if kind == "ReplicaCountTransformer":
            known = self.existing(["Deployment", "StatefulSet"])
            if known is None and self.sound:
                return self.config("PrefixTransformer", prefix="r-", fieldSpecs=[{"path": "metadata/name"}])
            return self.config(kind, replica={"name": known["metadata"]["name"] if known else "none", "count": 6},
                               fieldSpecs=[{"path": "spec/replicas", "create": True, "kind": known["kind"] if known else "Deployment"}])
        if kind == "PatchTransformer":
            entry = self.patch()
            return self.config(kind, **entry)
        known = self.existing()
        if kind == "PatchJson6902Transformer":
            if known is None and self.sound:
                return self.config("SuffixTransformer", suffix="-r", fieldSpecs=[{"path": "metadata/name"}])
            target = {"kind": known["kind"], "name": known["metadata"]["name"]} if known else {"kind": "Deployment"}
            return self.config(kind, target=target, jsonOp=self.flow_text(self.json_patch(known)))
        if kind == "PatchStrategicMergeTransformer":
            if self.chance(0.5):
                return self.config(kind, patches=self.text(self.merge_patch()))
            self.write(f"{self.dir}/smp.yaml", [self.merge_patch() for _ in range(self.r.randint(1, 2))])
            return self.config(kind, paths=["smp.yaml"])
        if kind == "ReplacementTransformer" and (not self.sound or self.only()):
            return self.config(kind, replacements=[self.replacement()])
        if kind == "ValueAddTransformer":
            one = self.only()
            if self.sound and one:
                return self.config(kind, value=self.pick(["v", "a/b", "x-y"]), targets=[{
                    "selector": {"kind": one["kind"], "name": one["metadata"]["name"]}, "fieldPath": self.pick(["metadata/annotations/v", "metadata/name"]),
                    **({"filePathPosition": self.r.randint(0, 1)} if self.chance(0.4) else {})}])
            return self.config(kind, value=self.pick(["v", "a/b", "x-y"]), targets=[
                {"selector": {"kind": self.pick(["Deployment", "Widget", "ConfigMap"])},
                 "fieldPath": self.pick(["metadata/annotations/v", "metadata/name", "spec/any"]),
                 **({"filePathPosition": self.r.randint(0, 3)} if self.chance(0.4) else {})}])
        if kind == "SortOrderTransformer":
            return self.config(kind, sortOptions={"order": self.pick(["legacy", "fifo"])})
        return self.config("HashTransformer" if self.sound else kind)

    def builtin_generator(self):
        if self.chance(0.1):
            return self.config("IAMPolicyGenerator", cloud="gke", kubernetesService={"name": f"sa-{self.r.randint(0, 999)}"},
                               serviceAccount={"name": "gsa", "projectId": "p"})
        secret = self.chance(0.4)
        made = {**self.config("SecretGenerator" if secret else "ConfigMapGenerator"), **self.generator(secret)}
        if self.chance(0.5):
            made["metadata"]["name"] = made.pop("name")
        if self.chance(0.2):
            made["metadata"]["namespace"] = self.pick(NAMESPACES)
        return made

    def validator(self):
        """Mostly one that touches nothing; what touches is refused."""
        if self.slip(0.4):
            return self.builtin_transformer()
        return self.config(*[self.pick(["LabelTransformer", "AnnotationsTransformer"])], labels={"a": "b"}, annotations={"a": "b"},
                           fieldSpecs=[{"path": "spec/no/such/field"}])

    def plugin_files(self, k, field, make):
        """A file, several documents of one, a directory, or inline."""
        made = [make() for _ in range(self.r.randint(1, 2))]
        roll = self.r.random()
        name = f"{field}-{self.r.randint(0, 99)}"
        if roll < 0.2:
            k[field] = [self.text(m) for m in made]
        elif roll < 0.4:
            nested = {f"{name}/{p.rpartition('/')[2]}": t for p, t in self.files.items() if p.startswith(f"{self.dir}/")}
            self.files.update({f"{self.dir}/{p}": t for p, t in nested.items() if not p.endswith("kustomization.yaml")})
            self.write(f"{self.dir}/{name}/t.yaml", made)
            self.write(f"{self.dir}/{name}/kustomization.yaml", {"resources": ["t.yaml"], **({"namePrefix": "n-"} if self.chance(0.1) else {})})
            k[field] = [name]
        else:
            self.write(f"{self.dir}/{name}.yaml", made)
            k[field] = [f"{name}.yaml"]
        self.features.append(field)

