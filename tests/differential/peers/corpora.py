"""The distinct objects that kustomize renders from the corpora, as they are applied: with a
value in place of each variable that Flux, or clusterctl, puts in."""
import hashlib
import pathlib
import re
import tarfile

import yaml

from . import texts


_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*(?::?[-=]([^{}\n]*))?\}")


def _substituted(text):
    return _VARIABLE.sub(lambda match: match.group(1) or "value1", text)


def objects(folder, only=None):
    """(name, text, value) of each, in a fixed order; the name is the corpus and a hash."""
    seen = set()
    for archive in sorted(pathlib.Path(folder).glob("*.oracle.tar.gz")):
        corpus = archive.name.removesuffix(".oracle.tar.gz")
        if only and only not in corpus:
            continue
        with tarfile.open(archive) as tar:
            for member in sorted(tar.getmembers(), key=lambda member: member.name):
                if not member.name.endswith(".yaml"):
                    continue
                stream = tar.extractfile(member).read().decode()
                for text in map(_substituted, texts.split(stream)):
                    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
                    if digest in seen:
                        continue
                    seen.add(digest)
                    try:
                        value = texts.load(text)
                    except yaml.YAMLError:
                        continue  # a template of something else
                    if isinstance(value, dict) and value.get("kind") and value.get("apiVersion"):
                        yield f"{corpus}/{digest}", text, value
