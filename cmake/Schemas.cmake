# Schemas: see schemas/README.md.
#
# tools/pack_schemas reads schemas/**/*.schema and writes the tables as one source
# file that holds their bytes.
add_executable(pack_schemas
  tools/pack_schemas/main.cc tools/pack_schemas/schema_text.cc tools/pack_schemas/json_node.cc
  src/schema/json_schema.cc src/schema/pack.cc src/schema/table_builder.cc)
target_include_directories(pack_schemas PRIVATE ${CMAKE_SOURCE_DIR}/tools/pack_schemas)
target_link_libraries(pack_schemas PRIVATE fleetlint_yaml nlohmann_json::nlohmann_json)

set(schema_directory ${CMAKE_SOURCE_DIR}/schemas)
file(GLOB_RECURSE schema_files CONFIGURE_DEPENDS RELATIVE ${schema_directory} ${schema_directory}/*.schema)
list(SORT schema_files)

# The list is a file of its own that the packing command depends on: when a file
# goes away, no remaining input is newer than the tables.
list(JOIN schema_files "\n" schema_file_lines)
set(schema_file_list ${CMAKE_BINARY_DIR}/generated/schema/files.txt)
file(CONFIGURE OUTPUT ${schema_file_list} CONTENT "${schema_file_lines}\n" @ONLY)

set(schema_pack ${CMAKE_BINARY_DIR}/generated/schema/pack_bytes.cc)
list(TRANSFORM schema_files PREPEND ${schema_directory}/ OUTPUT_VARIABLE schema_file_paths)
add_custom_command(
  OUTPUT ${schema_pack}
  COMMAND pack_schemas ${schema_directory} ${schema_file_list} ${schema_pack}
  DEPENDS pack_schemas ${schema_file_list} ${schema_directory}/kubernetes/minors ${schema_file_paths}
  COMMENT "Packing schemas"
  VERBATIM)
set_source_files_properties(${schema_pack} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
target_sources(fleetlint_schema PRIVATE ${schema_pack})
