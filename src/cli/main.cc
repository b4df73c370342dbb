#include <exception>

#include <cstdio>

#include "cli/run.h"

int main(int argc, char** argv) {
  try {
    return fleetlint::cli::run(argc, argv);
  } catch (const std::exception& failure) {
    // Only what no one can foresee ends here: memory used up, a defect.
    std::fprintf(stderr, "fleetlint: internal failure: %s\n", failure.what());
    return 3;
  }
}
