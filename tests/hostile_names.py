"""A fleet whose folders, files and values are full of what formats use as syntax."""
import json

from runner import write

ODD = ["plain", "with blank", "quote\"s'", "a,b;c", "<b>&amp;]]>", "=1+1", "línea-日本", "line\nbreak", "100%", "[x](y)|z"]


def deployment(value):
    text = json.dumps(value)
    return (f"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n"
            f"spec:\n  type: {text}\n  ports:\n    - port: 80\n")


def hostile(root):
    files = {}
    for index, name in enumerate(ODD):
        folder = f"{index} {name}"
        files[f"{folder}/kustomization.yaml"] = f"resources:\n  - {json.dumps(name + '.yaml')}\n"
        files[f"{folder}/{name}.yaml"] = deployment(name)
    write(root, files)
