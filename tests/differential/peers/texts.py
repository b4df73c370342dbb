"""YAML as the tools here need it: documents as text and value, and where a value stands in a text."""
import re

import yaml

_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(_Base):
    """Timestamps and `=` stay text, as in the Kubernetes world."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers
             if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")]
    for letter, resolvers in _Base.yaml_implicit_resolvers.items()
}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    def ignore_aliases(self, data):
        return True


def split(stream):
    """The documents of what kustomize printed."""
    return [text for text in re.split(r"(?m)^---\n", stream) if text.strip()]


def load(text):
    return yaml.load(text, Loader=Loader)


def dump(value):
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=1 << 20)


def lines_of(text, path):
    """First and last line, from 1, of the value at a path (keys and indexes) with its key."""
    node = yaml.compose(text, Loader=Loader)
    first = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if pair is None:
                break
            first, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            first = node.start_mark.line
        else:
            break
    last = node.end_mark.line - (1 if node.end_mark.column == 0 else 0)
    return first + 1, max(first, last) + 1
