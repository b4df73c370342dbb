# Language, warnings, sanitizers: the same for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

option(FLEETLINT_FUZZ "build the fuzz targets (needs clang)" OFF)
set(FLEETLINT_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize= takes them: address,undefined or thread")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(fleetlint_settings INTERFACE)
target_include_directories(fleetlint_settings INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(fleetlint_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wmissing-declarations -Werror
  # gcc 12 sees overlaps in std::string's own code when it optimises (gcc bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(FLEETLINT_SANITIZE)
  target_compile_options(fleetlint_settings INTERFACE
    -fsanitize=${FLEETLINT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(fleetlint_settings INTERFACE -fsanitize=${FLEETLINT_SANITIZE})
endif()
if(FLEETLINT_FUZZ AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # libFuzzer is led by what the libraries execute, so they count it too.
  target_compile_options(fleetlint_settings INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(fleetlint_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()
