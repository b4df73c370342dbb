"""Pools of words, chance, and what has been written so far."""
import random

from grammar.style import Raw, Style

NAMES = ["web", "api", "db", "cache"]
NAMESPACES = ["prod", "stage", "default"]
LABELS = [("app", "web"), ("app", "api"), ("tier", "front"), ("team", "a"), ("app.kubernetes.io/name", "x")]
IMAGES = ["nginx", "nginx:1.2", "registry.example.com/team/app:v1", "registry.example.com:5000/app@sha256:" + "a" * 64,
          "busybox:latest", "app", "nginx:1.2@sha256:" + "c" * 64]
VALUES = ["plain", "", "true", "8080", "1.50", "0777", "null", "~", "yes", "a: b", "line one\nline two\n", "tab\there",
          "trailing ", " leading", "#hash", "quote'd", 'say "x"', "{a}", "[b]", "*star", "&amp", "ünï", "x" * 100,
          "word " * 30, "2020-01-01", "1e3", "multi\n\nblank\n", "end\n\n", "!tag", "%x", "@at", "`tick`", "a #b", ": x",
          "$(VAR)", "a\\b", "0x1F", "1_000", "12:30", ".5", "on", "=", "<<", "- a", "? b", "\ttab first", "a\n  b\n c\n",
          "very long " * 12 + "\nsecond\n", "emoji 😀", "nbsp\u00a0x", "http://a/b?c=d#e", "--- a", "...", "|", ">", "a,b"]
RAW = [Raw(t) for t in ("0o17", "0x1F", "1_000", "010", "+1", "1.", ".5", "1e3", "1E+3", "-0", "0.0", "~", "Null", "TRUE", "No", "off",
                        "2020-01-01", "2020-01-01T10:00:00Z", "12:30:45", "!!str 5", "!!int \"5\"", "!!float 1", "! x", "!!binary aGk=",
                        "!custom x", "'it''s'", '"\\u00e9\\n"', "0b11", "1e21", "12345678901234567890", "0.1e-7", "1.10")]
NOT_JSON = [Raw(t) for t in (".nan", ".inf", "-.Inf", "{1: x}", "{1.5: x}", "{true: x}", "{~: x}", "{[a]: x}", "!!int x", "!!null x")]

PATCHABLE = ["Deployment", "StatefulSet", "Service", "ConfigMap", "Widget"]


class Base:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.files = {}
        self.features = []
        self.objects = []  # what has been written, in order
        self.visible = []  # of these what the directory at work includes
        self.generated = set()  # (kind, name) of generators
        self.parts = set()  # ids of objects that a component brings: after the generators of its parent
        self.has_var = False
        self.odd = self.pick([0, 0, 0.03, 0.1])  # how oddly files are written
        self.sound = self.chance(0.85)  # of a sound case its author meant everything: it should build
        self.unfit = set()  # ids of objects that a patch took away or left without their usual shape
        self.prefix = ""

    # -- small helpers -------------------------------------------------------------------------

    def chance(self, share):
        return self.r.random() < share

    def slip(self, share):
        """A mistake: none in a sound case."""
        return not self.sound and self.chance(share)

    def pick(self, items):
        return self.r.choice(items)

    def some(self, items, at_most=2):
        return self.r.sample(items, self.r.randint(1, min(at_most, len(items))))

    def labels(self):
        return dict(self.some(LABELS))

    def value(self):
        """Any value for a field without a schema."""
        roll = self.r.random()
        if roll < 0.55:
            return self.pick(VALUES)
        if roll < 0.75:
            return self.pick(RAW)
        if roll < 0.752:
            return self.pick(NOT_JSON)
        return self.pick([None, True, 0, -7, 1.5, 1e-9, [], {}, ["a", None, 1], {"b": "c", "a": {"d": []}}, [[1], [{}]]])

    def write(self, path, data):
        self.files[path] = data if isinstance(data, str) else self.text(data)

    def text(self, data):
        return Style(self.r, self.odd).stream(data if isinstance(data, list) else [data])

    def flow_text(self, operations):
        """A list of operations as text: YAML, or JSON in brackets."""
        if self.chance(0.2):
            return Style(self.r, 0).json(operations)
        return Style(self.r, self.odd).stream([operations])

    def meta(self, name=None, namespaced=True):
        meta = {"name": name or self.pick(NAMES)}
        if namespaced and self.chance(0.25):
            meta["namespace"] = self.pick(NAMESPACES)
        if self.chance(0.4):
            meta["labels"] = self.labels()
        if self.chance(0.2):
            meta["annotations"] = {"note": self.pick(VALUES)}
        if self.chance(0.01):
            meta[self.pick(["annotations", "labels"])] = self.pick([None, {}])
        return meta

    def existing(self, kinds=None, otherwise=0.05):
        """An object that was written, or nothing: seldom on purpose, always when there is none."""
        fitting = [o for o in self.visible if (kinds is None or o["kind"] in kinds) and not (self.sound and id(o) in self.unfit)]
        return None if not fitting or self.slip(otherwise) else self.pick(fitting)

    def only(self, kinds=None):
        """One of the objects that a kind and a name select alone, or nothing."""
        fitting = [o for o in self.visible if (kinds is None or o["kind"] in kinds) and id(o) not in self.unfit
                   and sum(p["kind"] == o["kind"] and p["metadata"]["name"] == o["metadata"]["name"] for p in self.visible) == 1]
        return self.pick(fitting) if fitting else None

    def spoil(self, known):
        """What follows cannot count on this object any more."""
        if known is not None:
            self.unfit.add(id(known))
