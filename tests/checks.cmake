# Tests of what no executable of ours can test: how others consume limn, what must not compile, and what the compilers
# make of it.
set(skip SKIP_REGULAR_EXPRESSION "^skipped: |\nskipped: ")
set(headers_of_limn "${PROJECT_SOURCE_DIR}/include")
set(work "${CMAKE_CURRENT_BINARY_DIR}/checks")

add_test(NAME layers COMMAND "${CMAKE_COMMAND}" -D "INCLUDE=${headers_of_limn}" -P
                             "${CMAKE_CURRENT_SOURCE_DIR}/layers/check.cmake")

add_test(NAME docs COMMAND "${CMAKE_COMMAND}" -D "SOURCE=${PROJECT_SOURCE_DIR}" -P
                           "${CMAKE_CURRENT_SOURCE_DIR}/docs/check.cmake")
add_test(NAME docs.doxygen COMMAND "${CMAKE_COMMAND}" -D "SOURCE=${PROJECT_SOURCE_DIR}" -D "WORK=${work}/doxygen" -P
                                   "${CMAKE_CURRENT_SOURCE_DIR}/docs/doxygen.cmake")
set_tests_properties(docs.doxygen PROPERTIES ${skip})

if(LIMN_EXAMPLES)
  add_subdirectory(tool)
  add_subdirectory(compare)
endif()

foreach(way fetch package version)
  add_test(NAME consume.${way}
           COMMAND "${CMAKE_COMMAND}" -D WAY=${way} -D "SOURCE=${PROJECT_SOURCE_DIR}" -D "WORK=${work}/${way}" -D
                   "COMPILER=${CMAKE_CXX_COMPILER}" -D "GENERATOR=${CMAKE_GENERATOR}" -P
                   "${CMAKE_CURRENT_SOURCE_DIR}/consume/run.cmake")
  set_tests_properties(consume.${way} PROPERTIES ${skip})
endforeach()

# Both compilers, whichever built the rest; the one that is absent is skipped, and says so.
function(limn_add_script name script compiler)
  add_test(NAME ${name}.${compiler} COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/${script}" ${compiler} "${headers_of_limn}"
                                            ${ARGN})
  set_tests_properties(${name}.${compiler} PROPERTIES ${skip})
endfunction()
if(UNIX)
  foreach(compiler g++ clang++)
    limn_add_script(consume.plain consume/plain.sh ${compiler} "${work}/plain-${compiler}")
    limn_add_script(compile_fail compile_fail/run.sh ${compiler})
    limn_add_script(headers.macros headers/macros.sh ${compiler})
    limn_add_script(abi abi/run.sh ${compiler} "${work}/abi-${compiler}")
    limn_add_script(disassembly disassembly/run.sh ${compiler} "${work}/disassembly-${compiler}")
  endforeach()
  limn_add_script(headers.each headers/each.sh g++)
  limn_add_script(headers.each headers/each.sh clang++ -DLIMN_CHECKED)
endif()
