"""Kustomization files and what they list: entries that point nowhere, files that are gone,
patches that meet nothing, fields that kustomize does not know."""
from edits import Edit
from edits.references import exists, rename
from text import entry, get, is_map, is_scalar, items, line, misspell, on_one_line, replace, replace_value, value, walk


def kustomizations(repository):
    for file in sorted(repository.units_of):
        if "kustomization" in repository.roles[file]:
            for root in repository.roots.get(file, [])[:1]:
                if is_map(root):
                    yield file, root


def listed_entry(repository, random):
    for path in sorted(repository.listings):
        if path not in repository.texts and not repository.kustomization_in(path):
            continue
        for file, node, field in repository.listings[path]:
            if not on_one_line(node) or node.value.strip("./") == "":
                continue
            # Only the last name is misspelt, and not its ending.
            head, slash, name = node.value.rstrip("/").rpartition("/")
            if not slash and "=" in name:  # "key=path" of a generator
                head, slash, name = name.rpartition("=")
            stem, dot, ending = name.partition(".")
            if len(stem) < 2:
                continue
            new = head + slash + misspell(stem, random) + dot + ending
            yield Edit("listed-entry", file, f"{field}: {node.value} → {new}",
                       {file: replace(repository.texts[file], node, new)}, {(file, line(node))})


def dropped_file(repository, random):
    for path in sorted(repository.listings):
        listings = repository.listings[path]
        if path in repository.texts and len(listings) == 1:
            yield Edit("dropped-file", path, f"removed, listed by {listings[0].file}", {path: None},
                       {(listings[0].file, line(listings[0].node))})


def patch_name(repository, random):
    """The object that a strategic merge patch names."""
    for obj in repository.objects:
        if obj.role != "patch" or not obj.name:
            continue
        # With a target in the list, the patch's own name does not count.
        if any(listing.field == "patches" and has_target(repository, listing) for listing in repository.listings[obj.file]):
            continue
        edit = rename("patch-name", repository, random, obj, get(obj.root, "metadata", "name"))
        if edit:
            edit.lines |= {(listing.file, line(listing.node)) for listing in repository.listings[obj.file]}
            yield edit


def has_target(repository, listing):
    for root in repository.roots.get(listing.file, [])[:1]:
        for patch in items(root, "patches"):
            if get(patch, "path") is listing.node:
                return get(patch, "target") is not None
    return False


def patch_target(repository, random):
    """The name in a patch's target, of kustomization files and of Flux Kustomizations."""
    holders = [(file, "kustomization", items(root, "patches")) for file, root in kustomizations(repository)
               if value(root, "kind") != "Component"]  # a component's patch may meet nothing
    holders += [(o.file, f"Kustomization/{o.name}", items(o.root, "spec", "patches"))
                for o in repository.of_kind("Kustomization")]
    for file, what, patches in holders:
        for patch in patches:
            node = get(patch, "target", "name")
            if is_scalar(node) and on_one_line(node) and exists(repository, (value(patch, "target", "kind"),), node.value):
                new = misspell(node.value, random)
                lines = {(file, number) for number in range(line(patch), line(node) + 1)}
                yield Edit("patch-target", file, f"{what}: {node.value} → {new}",
                           {file: replace(repository.texts[file], node, new)}, lines)


def kustomization_field(repository, random):
    for file, root in kustomizations(repository):
        for path, key, node in walk(root):
            if path[0] in ("apiVersion", "kind", "metadata") or len(key.value) < 4 or not on_one_line(key):
                continue
            if len(path) > 1 and path[0] not in ("patches", "images", "generatorOptions", "configMapGenerator",
                                                 "secretGenerator", "replicas", "labels"):
                continue
            if any(free in path[:-1] for free in ("labels", "annotations", "pairs", "literals")) and path[0] != "labels" \
                    or "pairs" in path[:-1] or "commonLabels" in path[:-1]:
                continue
            new = misspell(key.value, random)
            yield Edit("kustomization-field", file, f"{'.'.join(map(str, path))} → {new}",
                       {file: replace(repository.texts[file], key, new)}, {(file, line(key))})


def kustomization_type(repository, random):
    for file, root in kustomizations(repository):
        for field, new in (("namespace", "[x]"), ("namePrefix", "{x: y}"), ("resources", "{x: y}")):
            key, node = entry(root, field)
            if key is not None and (is_scalar(node) or node.value):
                yield Edit("kustomization-type", file, f"{field}: {new}",
                           {file: replace_value(repository.texts[file], key, node, new)}, {(file, line(key))})


EDITS = [listed_entry, dropped_file, patch_name, patch_target, kustomization_field, kustomization_type]
