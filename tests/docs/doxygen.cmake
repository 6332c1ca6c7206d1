# Every docstring is understood by Doxygen: cmake -D SOURCE=... -D WORK=... -P doxygen.cmake
cmake_minimum_required(VERSION 3.24)

find_program(doxygen doxygen)
if(NOT doxygen)
  message("skipped: no doxygen on this machine")
  return()
endif()
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
file(READ "${SOURCE}/docs/Doxyfile" settings)
file(WRITE "${WORK}/Doxyfile" "${settings}\nOUTPUT_DIRECTORY = \"${WORK}\"\nGENERATE_HTML = NO\nGENERATE_XML = YES\nXML_PROGRAMLISTING = NO\n")
execute_process(COMMAND "${doxygen}" "${WORK}/Doxyfile" WORKING_DIRECTORY "${SOURCE}/docs" RESULT_VARIABLE result
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${output}")
endif()
