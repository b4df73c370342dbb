"""configurations, crds and openapi: what kustomize is told of kinds it does not know."""
import json

from grammar.base import Base

WIDGET = "com.example.v1.Widget"


class Settings(Base):
    def configurations(self):
        """A file of transformer configuration."""
        choices = {
            "nameReference": [{"kind": "Secret", "version": "v1", "fieldSpecs": [{"path": "spec/secretName", "kind": "Widget"}]},
                              {"kind": self.pick(["Widget", "ConfigMap"]), "fieldSpecs": [{"path": "spec/ref/name", "kind": "Widget"}]}],
            "images": [{"path": "spec/image", "kind": "Widget"}],
            "commonLabels": [{"path": "spec/extra/labels", "create": self.chance(0.5), "kind": "Widget"}],
            "labels": [{"path": "spec/labels", "create": True, "kind": "Widget"}],
            "templateLabels": [{"path": "spec/tpl/labels", "create": self.chance(0.5), "kind": "Widget"}],
            "commonAnnotations": [{"path": "spec/annotations", "create": True, "group": "example.com"}],
            "namePrefix": [{"path": "spec/secretName", "kind": "Widget"}],
            "nameSuffix": [{"path": "spec/secretName", "kind": "Widget"}],
            "namespace": [{"path": "spec/namespace", "create": True, "kind": "Widget"}],
            "varReference": [{"path": "spec/items/value", "kind": "Widget"}, {"path": "data", "kind": "ConfigMap"}],
            "replicas": [{"path": "spec/size", "create": True, "kind": "Widget"}],
        }
        return {name: choices[name] for name in self.some(sorted(choices), 4)}

    def crd_definitions(self):
        """OpenAPI definitions with kustomize's extensions, as `crds` reads them."""
        properties = {
            "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
            "spec": {"$ref": f"{WIDGET}Spec"},
        }
        spec = {
            "secretName": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "Secret",
                           **({"x-kubernetes-object-ref-name-key": "name"} if self.slip(0.6) else {})},
            "ref": {"$ref": f"{WIDGET}Ref", "x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "ConfigMap"},
            "extra": {"x-kubernetes-label-selector": ""}, "notes": {"x-kubernetes-annotation": ""}, "id": {"x-kubernetes-identity": ""},
        }
        return {WIDGET: {"Schema": {"properties": properties}},
                f"{WIDGET}Spec": {self.pick(["Schema", "schema"]): {"properties": {k: spec[k] for k in self.some(sorted(spec), 5)}}},
                f"{WIDGET}Ref": {"Schema": {"properties": {"name": {"type": "string"}}}}}

    def openapi_document(self):
        """A schema in which the items of a Widget have a name."""
        items = {"type": "array", "x-kubernetes-patch-strategy": self.pick(["merge", "merge,retainKeys", "replace"]),
                 "items": {"$ref": "#/definitions/" + WIDGET + "Item"}}
        if self.chance(0.8):
            items["x-kubernetes-patch-merge-key"] = self.pick(["name", "name", "value"])
        document = {"definitions": {
            WIDGET: {"type": "object", "properties": {"spec": {"$ref": f"#/definitions/{WIDGET}Spec"}},
                     "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}]},
            f"{WIDGET}Spec": {"type": "object", "properties": {"items": items, "list": {
                "type": "array", "x-kubernetes-patch-strategy": "merge", "items": {"type": "string"}}}},
            f"{WIDGET}Item": {"type": "object", "properties": {"name": {"type": "string"}, "value": {"type": "string"}}}}}
        if self.chance(0.3):
            document["paths"] = {"/apis/example.com/v1/widgets": {"get": {"x-kubernetes-action": "get", "x-kubernetes-group-version-kind": {
                "group": "example.com", "version": "v1", "kind": "Widget"}}}}
        return document

    def add_settings(self, k):
        if self.chance(0.08):
            self.features.append("configurations")
            names = [f"config-{i}.yaml" for i in range(self.r.randint(1, 2))]
            for name in names:
                self.write(f"{self.dir}/{name}", self.configurations())
            k["configurations"] = names
        if self.chance(0.04):
            self.features.append("crds")
            text = json.dumps(self.crd_definitions(), indent=2)
            self.files[f"{self.dir}/crd.json"] = text
            k["crds"] = ["crd.json"]
        if self.chance(0.04):
            self.features.append("openapi")
            if self.chance(0.7):
                self.files[f"{self.dir}/schema.json"] = json.dumps(self.openapi_document(), indent=1)
                k["openapi"] = {"path": "schema.json"}
            else:
                k["openapi"] = {"version": self.pick(["v1.21.2"] + ([] if self.sound else ["v1.20.4", "v9"]))}
