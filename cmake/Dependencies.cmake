# What fleetlint is built from: packages of the distribution, in the versions of
# Debian 12 and newer. tools/setup.sh installs them.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2>=1.5)

# Newer distributions ship a CMake package of re2, Debian 12 only pkg-config.
find_package(re2 CONFIG QUIET)
if(NOT TARGET re2::re2)
  pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
  add_library(re2::re2 ALIAS PkgConfig::re2)
endif()

# Catch2 2 (Debian 12) is headers only; Catch2 3 (newer) is a library. Tests include
# tests/catch.h, which knows both.
if(FLEETLINT_TESTS)
  find_package(Catch2 QUIET)
  if(NOT TARGET Catch2::Catch2)
    pkg_check_modules(catch2 REQUIRED IMPORTED_TARGET catch2)
    add_library(Catch2::Catch2 ALIAS PkgConfig::catch2)
  endif()
endif()
