# What `cmake --install` and cpack put where: the binary, its manual page, completions.
include(GNUInstallDirs)

set(pages ${CMAKE_BINARY_DIR}/generated/share)
file(MAKE_DIRECTORY ${pages})
add_custom_command(
  OUTPUT ${pages}/fleetlint.1 ${pages}/fleetlint.bash ${pages}/_fleetlint ${pages}/fleetlint.fish
  COMMAND fleetlint man > ${pages}/fleetlint.1
  COMMAND fleetlint completion bash > ${pages}/fleetlint.bash
  COMMAND fleetlint completion zsh > ${pages}/_fleetlint
  COMMAND fleetlint completion fish > ${pages}/fleetlint.fish
  DEPENDS fleetlint
  COMMENT "Manual page and completions from the options")
add_custom_target(pages ALL DEPENDS ${pages}/fleetlint.1)

install(TARGETS fleetlint)
if(SKBUILD)  # the Python package: pyproject.toml
  install(TARGETS fleetlint DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT python)
endif()
install(FILES ${pages}/fleetlint.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/fleetlint.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME fleetlint)
install(FILES ${pages}/_fleetlint DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${pages}/fleetlint.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_CONTACT "the maintainers of fleetlint")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Linter and policy checker for Git repositories of Kubernetes clusters")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # the libraries' packages, as the binary needs them
include(CPack)
