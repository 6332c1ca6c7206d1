# What the tests of our programs have in common; WORK is the folder that they may write to.

# Where they run: empty, and with a space in its name.
set(work "${WORK}/a folder")
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${work}")

# run(STATUS PROGRAM ARGUMENT...): runs it in the folder and wants that exit status; leaves `output` and `error`.
function(run status program)
  execute_process(COMMAND "${program}" ${ARGN} WORKING_DIRECTORY "${work}" RESULT_VARIABLE result OUTPUT_VARIABLE out
                  ERROR_VARIABLE err)
  if(NOT result STREQUAL status)
    cmake_path(GET program FILENAME name)
    list(JOIN ARGN " " arguments)
    message(FATAL_ERROR "${name} ${arguments}\nexit status ${result} and not ${status}\n${out}${err}")
  endif()
  set(output "${out}" PARENT_SCOPE)
  set(error "${err}" PARENT_SCOPE)
endfunction()

# What they want of texts and files. The parts of the match are the caller's CMAKE_MATCH_1 and so on.
function(want_match text regex)
  if(NOT text MATCHES "${regex}")
    message(FATAL_ERROR "'${regex}' is not in:\n${text}")
  endif()
  foreach(i RANGE ${CMAKE_MATCH_COUNT})
    set(CMAKE_MATCH_${i} "${CMAKE_MATCH_${i}}" PARENT_SCOPE)
  endforeach()
endfunction()
function(want_equal is should)
  if(NOT is STREQUAL should)
    message(FATAL_ERROR "'${is}' should be '${should}'")
  endif()
endfunction()
# Exactly these are in the folder, by their names.
function(want_files folder)
  file(GLOB files RELATIVE "${work}/${folder}" "${work}/${folder}/*" "${work}/${folder}/.*")
  list(SORT files)
  set(names ${ARGN})
  list(SORT names)
  want_equal("${files}" "${names}")
endfunction()
# The two files have the same bytes.
function(want_same is should)
  file(SHA256 "${work}/${is}" is)
  file(SHA256 "${work}/${should}" should)
  want_equal("${is}" "${should}")
endfunction()
# json(RESULT FILE PATH...): a value of a JSON file.
function(json result file)
  file(READ "${work}/${file}" text)
  string(JSON value GET "${text}" ${ARGN})
  set(${result} "${value}" PARENT_SCOPE)
endfunction()
# The bits of a sample and the kind of pixels, from the header of a PNG: "0800" is 8-bit gray, "1000" 16-bit gray, "0802" RGB.
function(want_png file kind)
  file(READ "${work}/${file}" header OFFSET 24 LIMIT 2 HEX)
  want_equal("${header}" "${kind}")
endfunction()
# picture(FILE WIDTH HEIGHT MAXVAL SAMPLE...): a gray picture as text (PNM).
function(picture file width height maxval)
  list(JOIN ARGN " " samples)
  file(WRITE "${work}/${file}" "P2 ${width} ${height} ${maxval}\n${samples}\n")
endfunction()
