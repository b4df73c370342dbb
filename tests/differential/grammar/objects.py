"""Kubernetes objects that refer to one another by names from small pools."""
import base64

from grammar.base import IMAGES, NAMES, NAMESPACES, VALUES, Base


class Objects(Base):
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
            seen |= self.sound and (made["kind"], meta.get("name")) in self.generated
            if not seen or self.slip(0.03):
                break
        else:
            made = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": f"sa-{len(self.objects)}"}}
        if not made["kind"].endswith("List"):
            self.objects.append(made)
            self.visible.append(made)
        return made

    def any_object(self):
        kind = self.pick(["Deployment", "Deployment", "StatefulSet", "DaemonSet", "Service", "Service", "ConfigMap",
                          "Secret", "Ingress", "HorizontalPodAutoscaler", "Role", "RoleBinding", "ClusterRole",
                          "ClusterRoleBinding", "ServiceAccount", "PersistentVolumeClaim", "CronJob", "Widget",
                          "Namespace", "NetworkPolicy", "ValidatingWebhookConfiguration", "PodDisruptionBudget",
                          "CustomResourceDefinition", "APIService", "List", "Pod", "Job", "ReplicaSet", "IngressOld",
                          "PersistentVolume", "StorageClass", "MutatingWebhookConfiguration", "ServiceMonitor", "Legacy"])
        name = self.pick(NAMES)
        if kind in ("Deployment", "StatefulSet", "DaemonSet"):
            return self.workload(kind)
        if kind == "Service":
            return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(),
                    "spec": {"selector": self.labels(), "ports": [{"port": 80, "targetPort": self.pick([80, "http"])}]}}
        if kind == "ConfigMap":
            return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(),
                    "data": {"k": self.pick(VALUES), "other": self.value() if self.chance(0.1) else self.pick(VALUES),
                             **({"conf.yaml": self.pick(["a: b\nc:\n- d: 1\n", '{"a": {"b": "c"}, "l": [1, 2]}', "not: [yaml"])}
                                if self.chance(0.2) else {}),
                             **({"deep": "host: a.example.com:80/path\nport: 80\n"} if self.chance(0.1) else {})},
                    **({"binaryData": {"b": "aGVsbG8="}, "immutable": True} if self.chance(0.05) else {})}
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
                        {"name": n, "value": self.value()} for n in self.some(NAMES)], "secretName": self.pick(NAMES),
                        **({"any": self.value(), "list": [self.value() for _ in range(self.r.randint(0, 3))]}
                           if self.chance(0.4) else {}),
                        **({"ref": {"name": self.pick(NAMES), "kind": "Widget"}} if self.chance(0.3) else {})}}
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
                        **({"conversion": {"strategy": "Webhook", "webhook": {"clientConfig": {"service": {
                            "name": name, "namespace": self.pick(NAMESPACES)}}}}} if self.chance(0.5) else {}),
                        "versions": [{"name": "v1", "served": True, "storage": True,
                                      "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
        if kind == "APIService":
            return {"apiVersion": "apiregistration.k8s.io/v1", "kind": kind,
                    "metadata": {"name": "v1.metrics.example.com"}, "spec": {
                        "group": "metrics.example.com", "groupPriorityMinimum": 1, "versionPriority": 1, "version": "v1",
                        "service": {"name": name, "namespace": self.pick(NAMESPACES)}}}
        if kind in ("Pod", "Legacy"):
            return {"apiVersion": "v1" if kind == "Pod" else "extensions/v1beta1", "kind": kind if kind == "Pod" else "Deployment",
                    "metadata": self.meta(), "spec": self.pod_spec() if kind == "Pod" else {"template": {"spec": self.pod_spec()}}}
        if kind in ("Job", "ReplicaSet"):
            return {"apiVersion": "batch/v1" if kind == "Job" else "apps/v1", "kind": kind, "metadata": self.meta(),
                    "spec": {"template": {"metadata": {"labels": self.labels()}, "spec": self.pod_spec()},
                             **({"selector": {"matchLabels": self.labels()}} if self.chance(0.5) else {})}}
        if kind == "IngressOld":
            return {"apiVersion": "networking.k8s.io/v1beta1", "kind": "Ingress", "metadata": {
                **self.meta(), "annotations": {"nginx.ingress.kubernetes.io/auth-secret": self.pick(NAMES)}}, "spec": {
                "rules": [{"http": {"paths": [{"backend": {"serviceName": self.pick(NAMES), "servicePort": 80}}]}}]}}
        if kind == "PersistentVolume":
            return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(namespaced=self.chance(0.05)), "spec": {
                "storageClassName": self.pick(NAMES), "claimRef": {"name": self.pick(NAMES), "namespace": "default"},
                "rbd": {"secretRef": {"name": self.pick(NAMES)}}}}
        if kind == "StorageClass":
            return {"apiVersion": "storage.k8s.io/v1", "kind": kind, "metadata": self.meta(namespaced=False),
                    "parameters": {"adminSecretName": self.pick(NAMES)}}
        if kind == "MutatingWebhookConfiguration":
            return {"apiVersion": "admissionregistration.k8s.io/v1", "kind": kind, "metadata": self.meta(namespaced=False),
                    "webhooks": [{"name": f"{n}.example.com", "clientConfig": {"service": {"name": n, "namespace": self.pick(NAMESPACES)}}}
                                 for n in self.some(NAMES)]}
        if kind == "ServiceMonitor":
            return {"apiVersion": "monitoring.coreos.com/v1", "kind": kind, "metadata": self.meta(),
                    "spec": {"selector": {"matchLabels": self.labels()}, "endpoints": [{"port": "http"}]}}
        if kind == "List":
            items = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": self.meta(f"{name}-{self.r.randint(0, 999)}"), "data": {"k": "v"}}
                     for _ in range(self.r.randint(0, 2))]
            return {"apiVersion": "v1", "kind": self.pick(["List", "ConfigMapList"]) if items else "List", "items": items}
        return {"apiVersion": "v1", "kind": kind, "metadata": self.meta(),
                **({"spec": {"accessModes": ["ReadWriteOnce"]}} if kind == "PersistentVolumeClaim" else {})}
