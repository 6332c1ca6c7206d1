# The package that find_package(limn) finds: the headers, limn::limn, and the source of limn::io.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(destination "${CMAKE_INSTALL_DATADIR}/cmake/limn")

# INCLUDES DESTINATION besides the file sets: CMake before 3.23 reads no file set from a package.
install(
  TARGETS limn
  EXPORT limn-targets
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILE_SET foreign DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  INCLUDES
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT limn-targets NAMESPACE limn:: DESTINATION "${destination}")

install(FILES "${CMAKE_CURRENT_LIST_DIR}/limn_io.cmake" "${CMAKE_CURRENT_LIST_DIR}/limn_io.cpp" DESTINATION "${destination}")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/limn-config.cmake.in"
                              "${CMAKE_CURRENT_BINARY_DIR}/limn-config.cmake" INSTALL_DESTINATION "${destination}")
# Before 1.0, a new minor version may break what the last one promised.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/limn-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/limn-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/limn-config-version.cmake"
        DESTINATION "${destination}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/limn")
