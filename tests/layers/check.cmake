# The arrows between the folders of include/limn point down: cmake -D INCLUDE=.../include -P check.cmake
#
# A file includes from its own folder or from a folder above its own in this list. Technique folders are siblings: they
# do not include each other, except where the science does.
cmake_minimum_required(VERSION 3.24)

set(layers
    core
    detail
    filter
    measure
    "threshold edge label region superpixel cluster"
    task
    metrics
    draw
    annotate
    "nn video io interop")

# FROM/TO: why. A header that needs another entry here has its reason in one line.
set(siblings
    edge/label # what outlines enclose is numbered as components are
    edge/threshold # Canny ends in hysteresis
    region/cluster # graph cuts know colors as clusters
    region/label # floods and watersheds number their objects as components do
)

# What limn.hpp leaves to those who have the libraries: folders and headers.
set(apart io nn interop video annotate/read_coco.hpp)

# What costs each file that includes limn more than it is worth; detail/math.hpp has the functions of <cmath>.
set(costly cmath functional immintrin.h iostream map memory random regex sstream thread unordered_map)

set(rank 0)
foreach(layer IN LISTS layers)
  string(REPLACE " " ";" folders "${layer}")
  foreach(folder IN LISTS folders)
    set(rank_${folder} ${rank})
  endforeach()
  math(EXPR rank "${rank} + 1")
endforeach()

set(errors)
file(GLOB_RECURSE headers RELATIVE "${INCLUDE}/limn" "${INCLUDE}/limn/*.hpp")
list(REMOVE_ITEM headers limn.hpp)
foreach(header IN LISTS headers)
  string(REGEX MATCH "^[^/]+" from "${header}")
  if(NOT DEFINED rank_${from})
    list(APPEND errors "${header}: the folder ${from} has no place in tests/layers/check.cmake")
    continue()
  endif()
  file(STRINGS "${INCLUDE}/limn/${header}" includes REGEX "^ *# *include ")
  foreach(include IN LISTS includes)
    if(include MATCHES "include *\"")
      list(APPEND errors "${header}: '${include}' should read <limn/...>")
    endif()
    if(NOT include MATCHES "<limn/(([^/>]+)/[^>]+)>")
      if(include MATCHES "<limn/")
        list(APPEND errors "${header}: '${include}' includes everything")
      elseif(include MATCHES "<([^>]+)>" AND CMAKE_MATCH_1 IN_LIST costly)
        if(NOT from IN_LIST apart AND NOT header IN_LIST apart AND NOT header STREQUAL detail/math.hpp)
          list(APPEND errors "${header}: <${CMAKE_MATCH_1}> takes too long to compile")
        endif()
      endif()
      continue()
    endif()
    set(path "${CMAKE_MATCH_1}")
    set(to "${CMAKE_MATCH_2}")
    if(NOT EXISTS "${INCLUDE}/limn/${path}")
      list(APPEND errors "${header}: there is no ${path}")
    elseif(from STREQUAL to)
      continue()
    elseif(NOT DEFINED rank_${to})
      list(APPEND errors "${header}: the folder of ${path} has no place in tests/layers/check.cmake")
    elseif(rank_${to} GREATER rank_${from} OR to IN_LIST apart)
      list(APPEND errors "${header} must not include ${path}: ${to}/ is above ${from}/")
    elseif(rank_${to} EQUAL rank_${from} AND NOT "${from}/${to}" IN_LIST siblings)
      list(APPEND errors "${header} must not include ${path}: ${to}/ and ${from}/ are siblings")
    elseif(path MATCHES "/detail/" AND NOT to STREQUAL detail)
      # Only its own family looks into a family's detail/, and siblings that are allowed to.
      if(NOT "${from}/${to}" IN_LIST siblings)
        message("note: ${header} looks into ${path}")
      endif()
    endif()
  endforeach()
endforeach()

# limn.hpp: all public headers, and no others.
file(STRINGS "${INCLUDE}/limn/limn.hpp" lines REGEX "^#include <limn/")
list(TRANSFORM lines REPLACE "^#include <limn/([^>]+)>.*" "\\1")
set(public ${headers})
list(FILTER public EXCLUDE REGEX "(^|/)detail/")
foreach(folder IN LISTS apart)
  list(FILTER public EXCLUDE REGEX "^${folder}(/|$)")
endforeach()
foreach(header IN LISTS public)
  if(NOT header IN_LIST lines)
    list(APPEND errors "limn.hpp lacks #include <limn/${header}>")
  endif()
endforeach()
foreach(line IN LISTS lines)
  if(NOT line IN_LIST public)
    list(APPEND errors "limn.hpp must not include ${line}")
  endif()
endforeach()

list(LENGTH headers count)
if(errors)
  list(JOIN errors "\n" errors)
  message(FATAL_ERROR "${errors}")
endif()
message("${count} headers keep to the layers")
