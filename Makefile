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

build: setup $(BUILD)/build.ninja
	@cmake --build $(BUILD) -j $(JOBS)

$(BUILD)/build.ninja: CMakeLists.txt CMakePresets.json
	@cmake --preset $(PRESET)

setup:
	@tools/setup.sh

sanitize: ## all tests under the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory test PRESET=asan

fuzz: setup ## build the fuzz targets and run each for a minute
	@cmake --preset fuzz && cmake --build build/fuzz -j $(JOBS) && tools/run-fuzzers.sh build/fuzz

bench: build ## ratios of processor time, each measured within one run
	@tools/run-benchmarks.sh $(BUILD)

format: ## rewrite the sources as .clang-format says
	@git ls-files '*.cc' '*.h' | xargs clang-format -i

tidy: build ## clang-tidy over all sources
	@git ls-files 'src/*.cc' | xargs clang-tidy -p $(BUILD) --quiet

clean:
	@rm -rf build

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1  \2/p' Makefile
