# limn::io, the compiled half of limn/io: one source file and no library but limn. The installed package brings the
# source and this file, so that what a program links was built with its own compiler, standard library and flags.
if(NOT TARGET limn_io)
  add_library(limn_io STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/limn_io.cpp")
  add_library(limn::io ALIAS limn_io)
  target_link_libraries(limn_io PUBLIC limn::limn)
  set_target_properties(limn_io PROPERTIES POSITION_INDEPENDENT_CODE ON)
endif()
