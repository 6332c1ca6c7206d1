# Builds and runs the project beside this file as a user of limn would.
#   cmake -D WAY=fetch|package|version -D SOURCE=... -D WORK=... -D COMPILER=... -D GENERATOR=... -P run.cmake
cmake_minimum_required(VERSION 3.24)

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
set(how -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Release)

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
endfunction()

function(build_and_run)
  run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/project" -B "${WORK}/build" ${how} ${ARGV})
  run("${CMAKE_COMMAND}" --build "${WORK}/build")
  run("${WORK}/build/consumer")
  if(EXISTS "${WORK}/build/reader")
    run("${WORK}/build/reader")
  endif()
endfunction()

function(install_limn)
  run("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/limn" ${how} -DLIMN_TESTS=OFF -DLIMN_EXAMPLES=OFF)
  run("${CMAKE_COMMAND}" --build "${WORK}/limn")
  run("${CMAKE_COMMAND}" --install "${WORK}/limn" --prefix "${WORK}/pre fix")
endfunction()

if(WAY STREQUAL fetch)
  execute_process(
    COMMAND git -C "${SOURCE}" rev-parse --show-prefix HEAD
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error OUTPUT_STRIP_TRAILING_WHITESPACE)
  string(REGEX MATCH "^\n?([0-9a-f]+)$" match "${output}")
  if(NOT result EQUAL 0 OR NOT match)
    message("skipped: ${SOURCE} is no git checkout ${error}")
    return()
  endif()
  build_and_run("-DLIMN_REPOSITORY=file://${SOURCE}" "-DLIMN_COMMIT=${CMAKE_MATCH_1}")
elseif(WAY STREQUAL package)
  install_limn()
  # Moved, since a package must hold no path of the machine that built it.
  file(RENAME "${WORK}/pre fix" "${WORK}/moved prefix")
  build_and_run("-DCMAKE_PREFIX_PATH=${WORK}/moved prefix" -DLIMN_VERSION=0.1)
elseif(WAY STREQUAL version)
  install_limn()
  foreach(version 9.9 0.2 0.0 1.0)
    execute_process(
      COMMAND "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/project" -B "${WORK}/build" ${how}
              "-DCMAKE_PREFIX_PATH=${WORK}/pre fix" -DLIMN_VERSION=${version}
      RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(result EQUAL 0 OR NOT output MATCHES "limn-config.cmake, version: 0\\.1\\.")
      message(FATAL_ERROR "version ${version} should have been refused:\n${output}")
    endif()
  endforeach()
else()
  message(FATAL_ERROR "WAY is '${WAY}'")
endif()
