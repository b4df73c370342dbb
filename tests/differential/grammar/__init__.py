"""Random kustomizations from a grammar of kustomize's features.

A case is a dict of path -> text; `overlay` is the directory to build. The same
seed gives the same case. Names come from small pools, so that references
and merges happen; most patches and sources name an object that is there, a few do not.
"""
from grammar.generators import Generators
from grammar.layers import Layers
from grammar.objects import Objects
from grammar.patches import Patches
from grammar.plugins import Plugins
from grammar.replacements import Replacements
from grammar.settings import Settings


class Grammar(Layers, Objects, Generators, Patches, Replacements, Plugins, Settings):
    pass


def make_case(seed):
    grammar = Grammar(seed)
    files = grammar.case()
    return {path: text.encode(errors="surrogateescape") for path, text in files.items()}, sorted(set(grammar.features))
