package main_test

import data.main
import rego.v1

deployment(image) := {
	"kind": "Deployment",
	"metadata": {"name": "x"},
	"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}},
}

test_own_registry_with_tag if {
	count(main.deny) == 0 with input as deployment("myregistry.azurecr.io/api:2.5.0")
}

test_foreign_registry if {
	count(main.deny) == 1 with input as deployment("docker.io/library/nginx:1.29")
}

test_no_tag if {
	count(main.deny) == 1 with input as deployment("myregistry.azurecr.io/api")
}
