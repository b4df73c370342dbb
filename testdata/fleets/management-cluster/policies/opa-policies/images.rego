# METADATA
# title: images come from our registry and carry a tag
package main

import rego.v1

workloads := {"Deployment", "StatefulSet", "DaemonSet", "Job"}

deny contains msg if {
	input.kind in workloads
	some container in input.spec.template.spec.containers
	not startswith(container.image, "myregistry.azurecr.io/")
	msg := sprintf("%s %s: image %q is not from our registry", [input.kind, input.metadata.name, container.image])
}

deny contains msg if {
	input.kind in workloads
	some container in input.spec.template.spec.containers
	not regex.match(`(:[^/]+|@sha256:[0-9a-f]{64})$`, container.image)
	msg := sprintf("%s %s: image %q has no tag", [input.kind, input.metadata.name, container.image])
}
