# make run [DIR=path]   install what is needed, build, lint the example fleet (or DIR)
# make test             install what is needed, build, run all tests
# make help             the rest

PRESET ?= release
DIR ?= testdata/fleets/broken
BUILD := build/$(PRESET)
JOBS ?= 2

.PHONY: run test build setup sanitize fuzz bench format tidy clean help

run: build
	@$(BUILD)/bin/fleetlint lint "$(DIR)" || [ $$? -eq 1 ]

test: build
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

build: setup $(BUILD)/build.ninja ## install what is needed and build; PRESET=dev another preset
	@cmake --build $(BUILD) -j $(JOBS)

$(BUILD)/build.ninja: CMakeLists.txt CMakePresets.json
	@cmake --preset $(PRESET)

setup:
	@tools/setup.sh

sanitize: ## all tests under the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory test PRESET=asan

fuzz: ## build the fuzz targets and run each for a minute
	@tools/setup.sh clang libclang-rt-dev
	@cmake --preset fuzz && cmake --build build/fuzz -j $(JOBS) && tools/run-fuzzers.sh build/fuzz

bench: build ## what parsing and rendering an example fleet cost, and what clusters cost that share their units
	@tools/run-benchmarks.sh $(BUILD) $(if $(filter command line,$(origin DIR)),"$(DIR)")

format: ## rewrite the sources as .clang-format says
	@git ls-files '*.cc' '*.h' | xargs clang-format -i

tidy: build ## clang-tidy over all sources
	@git ls-files 'src/*.cc' | xargs clang-tidy -p $(BUILD) --quiet

clean:
	@rm -rf build

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1  \2/p' Makefile
