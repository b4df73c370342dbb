"""Kustomizations that were written by people, with something changed.

A case is a dict of path -> bytes and the directory to build. Fields of other cases are
added, values exchanged, removed, made odd, lines moved: what comes out is mostly still
near to what its author tested, and where it is not, both tools have to refuse it.
"""
import pathlib
import random

import yaml

ODD = [None, "", "null", "~", True, "true", 0, 8080, "8080", 1.5, -1, 1e21, "1e3", "0x1F", "0o17", "2020-01-01", "a: b", "a\nb\n",
       "x y", "*", "$(VAR)", "a/b", "a.b", [], {}, [None], ["a"], {"a": "b"}, {"name": "x"}, [{"name": "x"}], "default", "yes", "ünï"]
ODD_KEYS = ["name", "kind", "$patch", "path", "options", "metadata", "a", "namespace", "", "0", "null", "Name"]
KUSTOMIZATION_FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def read_cases(folder):
    """(name, files, directory to build) of each case of a folder of conformance cases."""
    cases = []
    for file in sorted(pathlib.Path(folder).glob("*/case.yaml")):
        root = file.parent / "input"
        files = {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
        build = yaml.safe_load(file.read_text())["build"]
        if sum(map(len, files.values())) < 100_000 and not any(b"http" in t and b"//" in t and b"github.com" in t
                                                              for t in files.values()):
            cases.append((file.parent.name, files, build))
    return cases


def load(text):
    try:
        return list(yaml.load_all(text.decode(), Loader=yaml.BaseLoader)), list(yaml.safe_load_all(text.decode()))
    except (yaml.YAMLError, ValueError, AttributeError, TypeError, RecursionError):
        return None, None


def dump(documents):
    return yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True).encode()


def places(value, out):
    """(container, key) of every value below."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in list(items):
        out.append((value, key))
        places(child, out)
    return out


class Mutation:
    def __init__(self, seed, cases):
        self.r = random.Random(seed)
        self.cases = cases
        self.name, files, self.build = self.r.choice(cases)
        self.files = dict(files)
        for _ in range(self.r.choice([1, 1, 1, 2, 2, 3, 5])):
            self.r.choice([self.lines, self.values, self.values, self.values, self.fields, self.fields, self.exchange])()

    def path(self, is_kustomization=None):
        paths = [p for p in sorted(self.files) if p.endswith((".yaml", ".yml")) or p.endswith("Kustomization")]
        if is_kustomization is not None:
            paths = [p for p in paths if (p.rsplit("/", 1)[-1] in KUSTOMIZATION_FILES) == is_kustomization] or paths
        return self.r.choice(paths) if paths else None

    def leaf(self, found):
        """Mostly a scalar: without a list or a mapping little is left that could be built."""
        scalars = [(c, k) for c, k in found if not isinstance(c[k], (dict, list))]
        return self.r.choice(scalars if scalars and self.r.random() < 0.75 else found)

    def lines(self):
        path = self.path()
        if not path:
            return
        lines = self.files[path].split(b"\n")
        at = self.r.randrange(len(lines))
        roll = self.r.randrange(7)
        if roll == 0:
            del lines[at]
        elif roll == 1:
            lines.insert(at, lines[at])
        elif roll == 2:
            other = self.r.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif roll == 3:
            lines[at] = b"  " + lines[at]
        elif roll == 4:
            lines[at] = lines[at][2:]
        elif roll == 5:
            lines.insert(at, self.r.choice([b"# comment", b"---", b"", b"  # inner", b"...", b"\t", b"- a", b"a: b", b"? a"]))
        else:
            lines = [line + b"\r" for line in lines]
        self.files[path] = b"\n".join(lines)

    def values(self):
        """Removes, makes odd or renames one value of a file."""
        path = self.path(self.r.choice([True, False]))
        if not path:
            return
        _, documents = load(self.files[path])
        found = places(documents, [])
        if not found:
            return
        container, key = self.leaf(found)
        roll = self.r.randrange(6)
        if roll == 0:
            del container[key]
        elif roll == 1 and isinstance(container, dict):
            container[self.r.choice(ODD_KEYS)] = container.pop(key)
        elif roll == 2 and isinstance(container, list):
            container.insert(self.r.randrange(len(container) + 1), container[key])
        elif roll == 3:
            other, at = self.leaf(found)
            container[key], other[at] = other[at], container[key]
        else:
            container[key] = self.r.choice(ODD)
        try:
            self.files[path] = dump(documents)
        except (RecursionError, TypeError, yaml.YAMLError):
            pass

    def fields(self):
        """Fields of another case's kustomization, with the files that case has."""
        path = self.path(True)
        _, files, _ = self.r.choice(self.cases)
        sources = [p for p in sorted(files) if p.rsplit("/", 1)[-1] in KUSTOMIZATION_FILES]
        if not path or not sources:
            return
        source = self.r.choice(sources)
        _, theirs = load(files[source])
        _, ours = load(self.files[path])
        if not theirs or not ours or not isinstance(theirs[0], dict) or not isinstance(ours[0], dict):
            return
        wanted = [k for k in theirs[0] if k not in ("apiVersion", "kind")]
        for key in self.r.sample(wanted, min(len(wanted), self.r.randint(1, 2))):
            old, new = ours[0].get(key), theirs[0][key]
            if isinstance(old, list) and isinstance(new, list):
                # The files there are stay as they are: naming one twice is a conflict and no news.
                new = old + [item for item in new if item not in old]
            ours[0][key] = new
        self.files[path] = dump(ours)
        here, there = path.rpartition("/")[0], source.rpartition("/")[0]
        for file, text in files.items():
            if file != source and file.startswith(there):
                target = (here + "/" if here else "") + file[len(there):].lstrip("/")
                self.files.setdefault(target, text)

    def exchange(self):
        """A scalar of one file in the place of one of another."""
        first, second = self.path(), self.path()
        if not first or not second:
            return
        _, a = load(self.files[first])
        _, b = load(self.files[second])
        to, what = places(a, []), places(b, [])
        if not to or not what:
            return
        container, key = self.leaf(to)
        other, at = self.leaf(what)
        container[key] = other[at]
        try:
            self.files[first] = dump(a)
        except (RecursionError, TypeError, yaml.YAMLError):
            pass
