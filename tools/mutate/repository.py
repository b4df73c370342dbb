"""What an edit must know of a repository: which files the clusters really use, in which
role and by which units, who lists them, and what is open (see docs/mutation.md).

It follows kustomization files by itself, on raw text. Which units there are and which of
them could be rendered is taken from fleetlint's own coverage."""
import collections
import pathlib
import re

from text import documents, get, is_list, is_scalar, items, value, walk

KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
Object = collections.namedtuple("Object", "file root units kind name namespace role")
Listing = collections.namedtuple("Listing", "file node field")


class Roots(dict):
    """Files' documents, parsed when they are asked for: nodes take far more memory than text."""

    def __init__(self, texts):
        super().__init__()
        self.texts = texts

    def get(self, file, default=None):
        if file not in self:
            text = self.texts.get(file)
            generated = file.endswith("gotk-components.yaml")
            self[file] = [] if text is None or generated else documents(text)
        return self[file]

    def __missing__(self, file):
        return self.get(file)


class Repository:
    def __init__(self, root, report):
        self.root = pathlib.Path(root)
        self.texts = {}
        self.roots = Roots(self.texts)
        for path in sorted(self.root.rglob("*")):
            if ".git" in path.relative_to(self.root).parts or path.is_symlink() or not path.is_file():
                continue
            try:
                text = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue
            if "\r" in text or len(text) > 400_000:
                continue
            name = str(path.relative_to(self.root))
            self.texts[name] = text
        self.coverage = report["coverage"]
        self.told = {finding["location"]["path"] for finding in report["findings"]}
        self.units_of = collections.defaultdict(set)   # file → {(cluster, unit)}
        self.roles = collections.defaultdict(set)      # file → {resource, patch, kustomization, text}
        self.listings = collections.defaultdict(list)  # file or folder → [Listing]
        self.unknown_schema = {k for k in self.coverage.get("kindsWithoutSchema", {})}
        self.clusters = {c["name"]: c for c in self.coverage["clusters"]}
        self.paths = {}
        for cluster in self.coverage["clusters"]:
            for unit in cluster["units"]:
                if unit["state"] == "rendered":
                    key = (cluster["name"], unit["unit"])
                    self.paths[key] = unit["path"]
                    folder = self.folder_of(cluster["path"], unit["path"].strip("/") or ".")
                    if folder is not None:
                        self.follow(folder, key, set())
        self.objects = list(self.find_objects())
        self.find_openness()
        self.find_patched()

    # ---- which files are used

    def folder_of(self, cluster, path):
        """Where a unit's path lies in the repository: paths count from the root of the source, which may be one of
        the folders above the cluster. None for what is copied together elsewhere."""
        parts = cluster.split("/")
        for count in range(len(parts)):
            folder = "/".join(parts[:count] + ([path] if path != "." else [])) or "."
            if folder == "." or any(text.startswith(folder + "/") for text in self.texts):
                return folder
        return None

    def kustomization_in(self, folder):
        for name in KUSTOMIZATION_NAMES:
            path = name if folder == "." else f"{folder}/{name}"
            if path in self.texts:
                return path
        return None

    def resolve(self, folder, reference):
        parts = [] if folder == "." else folder.split("/")
        for part in reference.split("/"):
            if part in ("", "."):
                continue
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            else:
                parts.append(part)
        return "/".join(parts) or "."

    def use(self, path, role, unit):
        self.units_of[path].add(unit)
        self.roles[path].add(role)

    def follow(self, folder, unit, seen):
        if folder in seen:
            return
        seen.add(folder)
        file = self.kustomization_in(folder)
        if file is None:
            self.follow_plain(folder, unit, seen)
            return
        self.use(file, "kustomization", unit)
        for root in self.roots.get(file, [])[:1]:
            for field in ("resources", "bases", "components", "crds"):
                for node in items(root, field):
                    self.follow_entry(folder, file, node, field, "resource", unit, seen)
            for field in ("patches", "patchesJson6902", "replacements"):
                for node in items(root, field):
                    if get(node, "path") is not None:
                        self.follow_entry(folder, file, get(node, "path"), field, "patch", unit, seen)
            for field in ("patchesStrategicMerge", "configurations", "transformers", "generators"):
                role = "patch" if field == "patchesStrategicMerge" else "text"
                for node in items(root, field):
                    self.follow_entry(folder, file, node, field, role, unit, seen)
            for field in ("configMapGenerator", "secretGenerator"):
                for generator in items(root, field):
                    for node in items(generator, "files") + items(generator, "envs"):
                        self.follow_entry(folder, file, node, field, "text", unit, seen)

    def follow_entry(self, folder, file, node, field, role, unit, seen):
        if not is_scalar(node):
            return
        reference = node.value.split("=", 1)[1] if role == "text" and "=" in node.value else node.value
        if "\n" in reference or "://" in reference:
            return
        path = self.resolve(folder, reference)
        if path is None:
            return
        listing = Listing(file, node, field)
        if not any(old.node is node for old in self.listings[path]):
            self.listings[path].append(listing)
        if path in self.texts:
            self.use(path, role, unit)
        elif role == "resource":
            self.follow(path, unit, seen)

    def follow_plain(self, folder, unit, seen):
        """Flux takes every YAML file below, and folders with a kustomization file as one."""
        prefix = "" if folder == "." else folder + "/"
        inner = set()
        for path in sorted(self.texts):
            if not path.startswith(prefix) or not path.endswith((".yaml", ".yml")):
                continue
            parts = path[len(prefix):].split("/")
            inside = next((prefix + "/".join(parts[:n]) for n in range(1, len(parts))
                           if self.kustomization_in(prefix + "/".join(parts[:n]))), None)
            if inside is None:
                self.use(path, "resource", unit)
            else:
                inner.add(inside)
        for path in sorted(inner):
            self.follow(path, unit, seen)

    # ---- what is in them

    def find_objects(self):
        for file in sorted(self.units_of):
            for role in ("resource", "patch"):
                if role not in self.roles[file] or file.endswith("gotk-components.yaml"):
                    continue
                for root in self.roots.get(file):
                    kind = value(root, "kind")
                    if kind and value(root, "apiVersion") and kind != "List":
                        yield Object(file, root, frozenset(self.units_of[file]), kind, value(root, "metadata", "name"),
                                     value(root, "metadata", "namespace"), role)

    def of_kind(self, *kinds, role="resource"):
        return [o for o in self.objects if o.kind in kinds and o.role == role]

    def find_patched(self):
        """(kind, name) that a patch may touch; an empty name means all of the kind, an empty kind all."""
        self.patched = set()

        def targets(patch):
            target = get(patch, "target")
            if target is not None:
                name = value(target, "name")
                self.patched.add((value(target, "kind"), name if re.fullmatch(r"[\w.-]+", name) else ""))
            for root in documents(value(patch, "patch")):
                if value(root, "kind"):
                    self.patched.add((value(root, "kind"), value(root, "metadata", "name")))

        for obj in self.objects:
            if obj.role == "patch":
                self.patched.add((obj.kind, obj.name))
            if obj.kind == "Kustomization":
                for patch in items(obj.root, "spec", "patches"):
                    targets(patch)
        for file in self.units_of:
            if "kustomization" in self.roles[file]:
                for root in self.roots.get(file, [])[:1]:
                    for field in ("patches", "patchesJson6902"):
                        for patch in items(root, field):
                            targets(patch)

    def is_patched(self, obj):
        return any((kind in ("", obj.kind)) and (name in ("", obj.name)) for kind, name in self.patched)

    def is_overwritten(self, obj, *path):
        """May a patch replace the list at the path? A patch with a target may have another name than its object."""
        return any(patch.role == "patch" and patch.kind == obj.kind and get(patch.root, *path) is not None
                   and patch.units & obj.units for patch in self.objects)

    def is_known(self, obj):
        """Has the object's kind a schema?"""
        return f"{value(obj.root, 'apiVersion')} {obj.kind}" not in self.unknown_schema

    # ---- the open world

    def find_openness(self):
        self.incomplete = {name for name, cluster in self.clusters.items()
                           if any(u["state"] != "rendered" for u in cluster["units"])}
        self.charts_into = collections.defaultdict(set)  # cluster → namespaces, "" for not known
        for release in self.of_kind("HelmRelease"):
            namespace = value(release.root, "spec", "targetNamespace") or release.namespace
            for cluster, _ in release.units:
                self.charts_into[cluster].add("" if "$" in namespace else namespace)
        for obj in self.of_kind("ResourceSet"):
            self.incomplete |= {cluster for cluster, _ in obj.units}

    def is_open(self, units, namespace=None):
        """Could something that is not rendered make the object, in every cluster of these units?
        With a namespace: charts that install there count too."""
        clusters = {cluster for cluster, _ in units}
        return all(c in self.incomplete or (namespace is not None and (not namespace or self.charts_into[c] & {"", namespace}))
                   for c in clusters)
