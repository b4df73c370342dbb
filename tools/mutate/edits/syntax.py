"""Text that is no YAML any more, or not what its writer meant."""
from edits import Edit
from text import column_text, is_scalar, line, on_one_line, replace, walk


def is_read_as_yaml(repository, file):
    """A generator's data is text, but for the values of a chart; JSON in it is nobody's YAML."""
    if repository.roles[file] - {"text"}:
        return True
    return file.endswith((".yaml", ".yml")) and "values" in file.rsplit("/", 1)[-1] and bool(repository.of_kind("HelmRelease"))


def plain_entries(repository):
    """Block entries with a plain value of one line, in every file that a cluster uses."""
    for file in sorted(repository.units_of):
        if "gotk-" in file or not is_read_as_yaml(repository, file):
            continue
        text = repository.texts[file]
        for root in repository.roots.get(file, []):
            for path, key, node in walk(root):
                if not (on_one_line(node) and on_one_line(key)) or node.style or not node.value:
                    continue
                if key.start_mark.line != node.start_mark.line or "sops" in path:
                    continue
                before = column_text(text, key)
                rest = text[node.end_mark.index:].split("\n", 1)[0]
                if before.strip(" -") or rest.strip():
                    continue
                yield file, text, path, key, node, before


def duplicate_key(repository, random):
    for file, text, path, key, node, before in plain_entries(repository):
        if before.strip():
            continue
        lines = text.split("\n")
        lines.insert(line(key), lines[line(key) - 1])
        yield Edit("duplicate-key", file, ".".join(map(str, path)), {file: "\n".join(lines)},
                   {(file, line(key)), (file, line(key) + 1)})


def tab(repository, random):
    for file, text, path, key, node, before in plain_entries(repository):
        if before.strip() or len(before) < 2:
            continue
        lines = text.split("\n")
        lines[line(key) - 1] = "\t" + lines[line(key) - 1].lstrip(" ")
        yield Edit("tab", file, ".".join(map(str, path)), {file: "\n".join(lines)}, {(file, line(key))})


def unclosed_quote(repository, random):
    for file, text, path, key, node, before in plain_entries(repository):
        new = text[:node.start_mark.index] + '"' + text[node.start_mark.index:]
        lines = {(file, line(key))}
        closing = text.find('"', node.start_mark.index)
        if closing >= 0:  # the quote of a later value closes it, and what follows does not fit
            lines.add((file, text.count("\n", 0, closing) + 1))
        yield Edit("unclosed-quote", file, ".".join(map(str, path)), {file: new}, lines)


def unknown_anchor(repository, random):
    for file, text, path, key, node, before in plain_entries(repository):
        yield Edit("unknown-anchor", file, ".".join(map(str, path)), {file: replace(text, node, "*nowhere")},
                   {(file, line(node))})


def indentation(repository, random):
    """A line one column to the right of its neighbours, below a value of one line."""
    for file, text, path, key, node, before in plain_entries(repository):
        lines = text.split("\n")
        number = line(key) - 1
        if before.strip() or number == 0:
            continue
        above = lines[number - 1]
        own = len(before)
        # Only where the line above is a plain "key: value" of the same column: then it cannot be read on.
        if len(above) - len(above.lstrip()) != own or ": " not in above or above.lstrip().startswith(("-", "#")):
            continue
        if above.split(": ", 1)[1].strip()[:1] in ("'", '"', "|", ">", "{", "[", "&", "", "#"):
            continue
        lines[number] = " " + lines[number]
        yield Edit("indentation", file, ".".join(map(str, path)), {file: "\n".join(lines)},
                   {(file, number), (file, number + 1)})


EDITS = [duplicate_key, tab, unclosed_quote, unknown_anchor, indentation]
