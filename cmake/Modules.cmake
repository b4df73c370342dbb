# fleetlint_module(NAME [USES modules...] [LINK targets...])
#
# One static library fleetlint_NAME of all src/NAME/**.cc, and one test program
# test_NAME of all *_test.cc beside them. New files are found by themselves.
function(fleetlint_module name)
  cmake_parse_arguments(ARG "" "" "USES;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  if(name STREQUAL "cli")
    list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  endif()

  set(generated ${CMAKE_BINARY_DIR}/generated/${name})
  file(MAKE_DIRECTORY ${generated})
  add_library(fleetlint_${name} STATIC ${sources} ${CMAKE_SOURCE_DIR}/cmake/empty.cc)
  target_include_directories(fleetlint_${name} PUBLIC ${CMAKE_BINARY_DIR}/generated)
  list(TRANSFORM ARG_USES PREPEND fleetlint_)
  target_link_libraries(fleetlint_${name} PUBLIC fleetlint_settings ${ARG_USES} ${ARG_LINK})

  if(tests AND FLEETLINT_TESTS)
    add_executable(test_${name} ${tests})
    target_link_libraries(test_${name} PRIVATE fleetlint_${name} fleetlint_test_main)
    add_test(NAME unit/${name} COMMAND test_${name})
    set_tests_properties(unit/${name} PROPERTIES
      ENVIRONMENT "FLEETLINT_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
  endif()
endfunction()

# fleetlint_registry(MODULE FOLDER TYPE)
#
# Each src/MODULE/FOLDER/NAME.cc holds one `extern const TYPE FOLDER_NAME` (dashes of
# file names are underscores); the table of them all is generated: a new format or
# subcommand is a new file and touches no list. The table is
# `std::span<const TYPE* const> all_FOLDERs()` in the module's namespace. ROOT is where
# the module lies instead of src, TARGET what the table is built into.
function(fleetlint_registry module folder type)
  cmake_parse_arguments(ARG "" "ROOT;TARGET" "" ${ARGN})
  set(FLEETLINT_REGISTRY_ROOT src)
  set(FLEETLINT_REGISTRY_INCLUDE "${module}/${folder}.h")
  set(target fleetlint_${module})
  if(ARG_ROOT)
    set(FLEETLINT_REGISTRY_ROOT ${ARG_ROOT})
    set(FLEETLINT_REGISTRY_INCLUDE "${ARG_ROOT}/${module}/${folder}.h")
  endif()
  if(ARG_TARGET)
    set(target ${ARG_TARGET})
  endif()
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${FLEETLINT_REGISTRY_ROOT}/${module}/${folder}/*.cc)
  list(FILTER files EXCLUDE REGEX "_test\\.cc$")
  list(SORT files)
  set(declarations "")
  set(rows "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(APPEND declarations "extern const ${type} ${folder}_${name};\n")
    string(APPEND rows "    &${folder}_${name},\n")
  endforeach()
  set(FLEETLINT_REGISTRY_MODULE ${module})
  set(FLEETLINT_REGISTRY_FOLDER ${folder})
  set(FLEETLINT_REGISTRY_TYPE ${type})
  set(FLEETLINT_REGISTRY_DECLARATIONS "${declarations}")
  set(FLEETLINT_REGISTRY_ROWS "${rows}")
  set(output ${CMAKE_BINARY_DIR}/generated/${module}/all_${folder}s.cc)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/registry.cc.in ${output} @ONLY)
  target_sources(${target} PRIVATE ${output})
endfunction()

# The main() of test programs.
if(FLEETLINT_TESTS)
  add_library(fleetlint_test_main STATIC ${CMAKE_SOURCE_DIR}/tests/catch_main.cc)
  target_include_directories(fleetlint_test_main PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(fleetlint_test_main PUBLIC fleetlint_settings Catch2::Catch2)
endif()
