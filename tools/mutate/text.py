"""YAML text and the places in it: nodes with marks come from PyYAML, edits are made
on the text itself, so that everything but the edited place stays as it was written."""
import yaml

try:
    Loader = yaml.CSafeLoader
except AttributeError:  # PyYAML without libyaml
    Loader = yaml.SafeLoader


def documents(text):
    """The root nodes of a stream, or nothing if it is not YAML."""
    try:
        return [node for node in yaml.compose_all(text, Loader=Loader) if node is not None]
    except (yaml.YAMLError, ValueError):
        return []


def is_map(node):
    return isinstance(node, yaml.MappingNode)


def is_list(node):
    return isinstance(node, yaml.SequenceNode)


def is_scalar(node):
    return isinstance(node, yaml.ScalarNode)


def entry(node, key):
    """Key and value node of a mapping's entry."""
    if is_map(node):
        for key_node, value in node.value:
            if is_scalar(key_node) and key_node.value == key:
                return key_node, value
    return None, None


def get(node, *path):
    for step in path:
        if isinstance(step, int):
            node = node.value[step] if is_list(node) and len(node.value) > step else None
        else:
            node = entry(node, step)[1]
    return node


def value(node, *path):
    node = get(node, *path)
    return node.value if is_scalar(node) else ""


def items(node, *path):
    node = get(node, *path)
    return node.value if is_list(node) else []


def line(node):
    """Counted from 1."""
    return node.start_mark.line + 1


def walk(node, path=()):
    """Every (path, key node, value node) of the mappings below a node."""
    if is_map(node):
        for key, below in node.value:
            if is_scalar(key) and key.value != "<<":
                yield path + (key.value,), key, below
                yield from walk(below, path + (key.value,))
    elif is_list(node):
        for number, below in enumerate(node.value):
            yield from walk(below, path + (number,))


def on_one_line(node):
    return is_scalar(node) and node.start_mark.line == node.end_mark.line and node.style not in ("|", ">")


def end_of(text, node):
    """Where a node's own text ends: the mark of a block collection is the next token's."""
    end = node.end_mark.index
    if is_map(node) or is_list(node):
        if not node.flow_style and node.value:
            last = node.value[-1]
            return end_of(text, last[1] if is_map(node) else last)
        return end
    return node.start_mark.index + len(text[node.start_mark.index:end].rstrip())


def replace(text, node, new):
    return text[:node.start_mark.index] + new + text[end_of(text, node):]


def replace_value(text, key, node, new):
    """A whole entry's value, in flow style behind its key."""
    colon = text.index(":", key.end_mark.index)
    return text[:colon + 1] + " " + new + text[end_of(text, node):]


def remove_entry(text, key, node):
    """A block mapping's entry with its line; None where it shares its line with others."""
    begin = text.rfind("\n", 0, key.start_mark.index) + 1
    end = end_of(text, node)
    newline = text.find("\n", end)
    newline = len(text) if newline < 0 else newline + 1
    before = text[begin:key.start_mark.index]
    if before.strip():  # "- name: x" — the rest of the item would lose its dash
        return None
    return text[:begin] + text[newline:]


def insert_line(text, number, new):
    """Before the line of this number (from 1)."""
    lines = text.split("\n")
    lines.insert(number - 1, new)
    return "\n".join(lines)


def column_text(text, node):
    """What stands on the node's line before it."""
    begin = text.rfind("\n", 0, node.start_mark.index) + 1
    return text[begin:node.start_mark.index]


def misspell(word, random):
    """As fingers do it: two letters swapped, one left out, or one twice. Never a capital."""
    letters = [i for i in range(1, len(word)) if word[i].isalpha() and word[i - 1].isalpha()]
    if not letters:
        return word + "x"
    for _ in range(20):
        at = random.choice(letters)
        kind = random.randrange(3)
        if kind == 0:
            new = word[:at - 1] + word[at] + word[at - 1] + word[at + 1:]
        elif kind == 1 and len(word) > 3:
            new = word[:at] + word[at + 1:]
        else:
            new = word[:at] + word[at - 1] + word[at:]
        if new != word:
            return new
    return word + "x"
