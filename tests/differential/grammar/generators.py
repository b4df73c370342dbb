"""configMapGenerator and secretGenerator."""
from grammar.base import NAMES, NAMESPACES, VALUES, Base


class Generators(Base):
    def generator(self, secret):
        kind = "Secret" if secret else "ConfigMap"
        there = {o["metadata"]["name"] for o in self.objects if o["kind"] == kind and o["metadata"].get("namespace") is None}
        taken = {o["metadata"]["name"] for o in self.objects + self.visible if o["kind"] == kind} if self.sound else there
        fresh = [n for n in NAMES + ["conf", "extra"] if n not in taken and (kind, n) not in self.generated]
        if self.sound:
            known = self.existing([kind])
            merging = known is not None and id(known) not in self.parts and self.chance(0.25)
        else:
            merging = (kind in {g[0] for g in self.generated} or there) and self.chance(0.25)
        if merging and self.sound:
            entry = {"name": known["metadata"]["name"], "behavior": self.pick(["merge", "merge", "replace"]),
                     **({"namespace": known["metadata"]["namespace"]} if "namespace" in known["metadata"] else {})}
            if entry["behavior"] == "replace":
                self.spoil(known)
        elif merging:
            entry = {"name": self.pick(sorted(there | {n for k, n in self.generated if k == kind})),
                     "behavior": self.pick(["merge", "replace"])}
        else:
            entry = {"name": self.pick(fresh or [f"fresh-{len(self.generated)}"])}
            if self.chance(0.1):
                entry["behavior"] = "create"
        self.generated.add((kind, entry["name"]))
        literals = [f"{k}={self.pick([v for v in VALUES if chr(10) not in v])}" for k in self.some(["k", "extra", "a.b"])]
        if self.chance(0.05):
            literals.append(self.pick(["k2='quoted'", 'k2="double"', "k3=a=b", " s =x", "k4='half"]))
        if self.slip(0.05):
            literals.append(self.pick(["nokey", "=v", "k=dup", "a b=c"]))
        how = self.r.randint(0, 5)
        if how == 0:
            entry["literals"] = literals
        elif how == 1:
            lines = ["K1=v1", "# comment", "", "K2= spaced ", 'K3="quoted"', "K4=a=b", "K5='x'", "K6=#no", "  # indented", "K7="]
            if self.chance(0.1):
                lines += self.some(["UNSET_VARIABLE", " K8=x", "k.l-m=x"] + ([] if self.sound else ["K 9=x", "=x", "1K=x", "K10 =x", "ü=x"]), 1)
            lines = self.r.sample(lines, self.r.randint(1, len(lines)))
            self.files[f"{self.dir}/gen.env"] = self.pick(["\n", "\n", "\r\n"]).join(lines) + self.pick(["", "\n"])
            entry.update(self.pick([{"envs": ["gen.env"]}, {"envs": ["gen.env"]}, {"env": "gen.env"}]))
        elif how == 2:
            self.files[f"{self.dir}/gen.txt"] = self.pick(VALUES)
            entry["files"] = [self.pick(["gen.txt", "renamed=gen.txt"])]
        elif how == 3:
            self.files[f"{self.dir}/data.bin"] = self.pick(["\udcff\udcfe\x00", "caf\udce9", "\ufeffbom", "nul\x00", "a\r\nb\r\n"])
            entry["files"] = [self.pick(["data.bin", "b=data.bin"])]
        else:
            entry["literals"] = literals
            self.files[f"{self.dir}/conf.ini"] = "[a]\nb = c\n"
            entry["files"] = ["conf.ini"]
        if self.slip(0.03):
            entry.update(self.pick([{"files": ["missing.txt"]}, {"files": ["../base/kustomization.yaml"]}, {"files": ["a=b=c"]},
                                    {"behavior": "append"}, {"name": ""}, {"envs": ["missing.env"]}, {"literals": "text"}]))
        if self.chance(0.07) and not (self.sound and merging):
            entry["namespace"] = self.pick(NAMESPACES)
        if not merging:
            self.visible.append({"apiVersion": "v1", "kind": kind, "metadata": {k: entry[k] for k in ("name", "namespace") if k in entry},
                                 "generated": True})
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
            entry["type"] = self.pick(["Opaque", "kubernetes.io/tls", "kubernetes.io/dockerconfigjson", ""])
        return entry
