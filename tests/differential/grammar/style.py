"""Writes data as YAML in the many ways people write it.

Both tools read the same bytes, so nothing has to read back as the data it came from;
most of it does.
"""
import json
import re

import yaml

WORD = re.compile(r"[A-Za-z/][A-Za-z0-9_./:-]*[A-Za-z0-9]$")
RESOLVED = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}


class Raw(str):
    """A scalar to be written as it stands: a number with underscores, a tag."""


class Style:
    def __init__(self, r, odd):
        self.r = r
        self.odd = odd  # share of unusual ways
        self.indent = r.choice([2, 2, 2, 4, 3]) if self.rare() else 2
        self.list_indent = r.choice([0, 2])
        self.anchors = {}

    def rare(self):
        return self.r.random() < self.odd

    def stream(self, documents):
        texts = []
        for document in documents:
            self.anchors = {}
            body = self.block(document, 0).lstrip("\n")
            if self.rare():
                body = f"# about {self.r.randint(1, 9)}\n\n" + body
            if self.rare():
                body += self.r.choice(["# end\n", "\n\n", "  # end\n", "...\n" if document is documents[-1] else ""])
            texts.append(body)
        separator = self.r.choice(["---\n", "--- # next\n", "---\n---\n", "--- \n"]) if self.rare() else "---\n"
        text = separator.join(texts)
        if self.rare():
            text = self.r.choice(["---\n", "\n\n", "# head\n---\n", "\ufeff"]) + text
        if self.rare():
            text = text.replace("\n", "\r\n") if self.r.random() < 0.7 else text.rstrip("\n")
        return text

    def block(self, value, depth):
        """A value behind a colon or at the top: begins with a line break or a space."""
        if isinstance(value, (dict, list)) and value:
            anchor = self.anchor(value)
            if anchor.startswith("*"):
                return f" {anchor}\n"
            if depth > 0 and self.rare() and len(json.dumps(value, default=str)) < 120:
                return f" {anchor}{self.flow(value)}{self.comment()}\n"
            lines = self.mapping(value, depth) if isinstance(value, dict) else self.sequence(value, depth)
            head = f" {anchor.rstrip()}" if anchor else ""
            return f"{head}{self.comment() if depth else ''}\n{lines}"
        return f" {self.scalar(value, depth)}"

    def anchor(self, value):
        """An anchor for a value that comes again, an alias where it has come."""
        if not self.rare():
            return ""
        key = json.dumps(value, default=str, sort_keys=True)
        if key in self.anchors:
            return f"*{self.anchors[key]}"
        self.anchors[key] = f"a{len(self.anchors)}"
        return f"&{self.anchors[key]} "

    def comment(self):
        return self.r.choice(["  # why", " #", " # a: b"]) if self.rare() else ""

    def gap(self, pad):
        if not self.rare():
            return ""
        return self.r.choice(["\n", f"{pad}# note\n", "# at the margin\n", "   \n"])

    def mapping(self, value, depth):
        pad = " " * depth
        text = ""
        for key, item in value.items():
            text += self.gap(pad)
            deeper = depth + self.indent
            if isinstance(item, list) and self.list_indent == 0 and item:
                deeper = depth
            text += f"{pad}{self.key(key)}:{self.block(item, deeper)}"
            text += "" if text.endswith("\n") else "\n"
        return text

    def sequence(self, value, depth):
        pad = " " * depth
        text = ""
        for item in value:
            text += self.gap(pad)
            if isinstance(item, dict) and item and not self.rare():
                inner = self.mapping(item, depth + 2)
                first = inner.lstrip("\n ")
                text += f"{pad}- {first}" if not inner.lstrip("\n ").startswith("#") else f"{pad}-\n{inner}"
            else:
                text += f"{pad}-{self.block(item, depth + 2)}"
            text += "" if text.endswith("\n") else "\n"
        return text

    def flow(self, value):
        if isinstance(value, dict):
            inner = ", ".join(f"{self.key(k)}: {self.flow(v)}" for k, v in value.items())
            return f"{{{inner}}}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(v) for v in value) + ("," if self.rare() and value else "") + "]"
        return str(value) if isinstance(value, Raw) else self.one_line(value)

    def key(self, key):
        if isinstance(key, str) and WORD.match(key + "x") and key.lower() not in RESOLVED:
            return self.r.choice([f'"{key}"', f"'{key}'", f"{key} "]) if self.rare() else key
        return self.one_line(key)

    def one_line(self, value):
        if isinstance(value, Raw):
            return str(value)
        if isinstance(value, str) and WORD.match(value) and value.lower() not in RESOLVED and not self.rare():
            return value
        if isinstance(value, str) and self.rare():
            return json.dumps(value, ensure_ascii=self.rare())
        text = yaml.safe_dump(value, width=10 ** 9, allow_unicode=True, default_flow_style=True).strip()
        text = text[:-4].rstrip() if text.endswith("\n...") else text
        return json.dumps(value) if "\n" in text else text

    def scalar(self, value, depth):
        if isinstance(value, str) and not isinstance(value, Raw) and value.strip():
            if "\n" in value and self.r.random() < 0.8 or self.rare():
                return self.block_scalar(value, depth)
            if " " in value.strip() and self.rare() and re.fullmatch(r"[A-Za-z0-9 ]+", value):
                return value.strip().replace(" ", "\n" + " " * (depth + 1), 1)
        text = self.one_line(value)
        if self.rare() and not isinstance(value, (dict, list)) and (isinstance(value, (str, bool)) or self.r.random() < 0.3):
            tag = {str: "!!str ", bool: "!!bool ", int: "!!int ", float: "!!float "}.get(type(value), "")
            text = tag + text
        return text + self.comment()

    def block_scalar(self, value, depth):
        pad = " " * max(depth, 1)
        breaks = len(value) - len(value.rstrip("\n"))
        chomping = "-" if breaks == 0 else "" if breaks == 1 else "+"
        if self.rare() and (not WORD.match(value) or self.r.random() < 0.03):
            chomping = self.r.choice(["", "+", "-"])
        indicator = str(self.indent) if value[:1] in " \n\t" or self.rare() else ""
        lines = value.rstrip("\n").split("\n") if chomping != "+" else value.split("\n")[:-1] or [value]
        kind = ">" if self.rare() and ("\n" not in value.strip() or self.r.random() < 0.1) else "|"
        header = kind + (indicator + chomping if self.r.random() < 0.5 else chomping + indicator)
        return header + self.comment() + "\n" + "\n".join(pad + line if line else "" for line in lines) + "\n"

    def json(self, value):
        """In brackets, as Go's decoder takes it."""
        if isinstance(value, Raw):
            return json.dumps(str(value))
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json.dumps(k)}: {self.json(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + self.r.choice(["", "\n  "]) + ",\n  ".join(self.json(v) for v in value) + "]"
        return json.dumps(value, ensure_ascii=False)
