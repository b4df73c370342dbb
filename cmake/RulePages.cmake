# Rule pages and their twins: see rules/README.md.
#
# tools/pack_rules reads every rules/<area>/<name>.md and writes rules/twins.h and
# rules/rule_table.cc into the build tree. The twins, src/rules/<area>/<name>.cc, come
# in by the glob of the rules module: with a page and no twin the table does not
# link, with a twin and no page -Wmissing-declarations refuses the twin.
add_executable(pack_rules
  tools/pack_rules/main.cc tools/pack_rules/page.cc tools/pack_rules/write.cc src/rules/examples.cc)
target_include_directories(pack_rules PRIVATE ${CMAKE_SOURCE_DIR}/tools)
target_link_libraries(pack_rules PRIVATE fleetlint_settings yaml-cpp)

set(rule_directory ${CMAKE_SOURCE_DIR}/rules)
file(GLOB rule_pages CONFIGURE_DEPENDS RELATIVE ${rule_directory} ${rule_directory}/*/*.md)
list(SORT rule_pages)

# The list is a file of its own that the packing command depends on: when a page
# goes away, no remaining input is newer than the table.
list(JOIN rule_pages "\n" rule_page_lines)
set(rule_page_list ${CMAKE_BINARY_DIR}/generated/rules/pages.txt)
file(CONFIGURE OUTPUT ${rule_page_list} CONTENT "${rule_page_lines}\n" @ONLY)

set(rule_outputs ${CMAKE_BINARY_DIR}/generated/rules/twins.h ${CMAKE_BINARY_DIR}/generated/rules/rule_table.cc)
list(TRANSFORM rule_pages PREPEND ${rule_directory}/ OUTPUT_VARIABLE rule_page_files)
add_custom_command(
  OUTPUT ${rule_outputs}
  COMMAND pack_rules ${rule_directory} ${rule_page_list} ${CMAKE_BINARY_DIR}/generated/rules
  DEPENDS pack_rules ${rule_page_list} ${rule_page_files}
  COMMENT "Packing rule pages"
  VERBATIM)
target_sources(fleetlint_rules PRIVATE ${rule_outputs})

# Every page is a test of its own: its examples.
if(EXISTS ${CMAKE_SOURCE_DIR}/tests/rule_pages.cc)
  add_executable(test_rule_pages tests/rule_pages.cc)
  target_link_libraries(test_rule_pages PRIVATE fleetlint_lint)
  foreach(page IN LISTS rule_pages)
    string(REGEX REPLACE "\\.md$" "" id ${page})
    add_test(NAME rule/${id} COMMAND test_rule_pages ${id})
  endforeach()
endif()
