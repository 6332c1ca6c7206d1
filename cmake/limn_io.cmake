# limn::io, the compiled half of limn/io: one source file, which holds what it needs of stb. The installed package
# brings the source and this file, so that what a program links was built with its own compiler, standard library and
# flags.
#
# Who has no stb and no need of picture files switches LIMN_IO off. LIMN_STB_INCLUDE_DIR is where stb/stb_image.h or
# stb_image.h is; where it is nowhere, stb is fetched.
option(LIMN_IO "Define limn::io, which reads and writes picture files by stb" ON)
if(LIMN_IO AND NOT TARGET limn_io)
  find_path(LIMN_STB_INCLUDE_DIR NAMES stb/stb_image.h stb_image.h DOC "The folder of stb/stb_image.h or stb_image.h")
  mark_as_advanced(LIMN_STB_INCLUDE_DIR)
  set(limn_stb "${LIMN_STB_INCLUDE_DIR}")
  if(NOT limn_stb)
    include(FetchContent)
    FetchContent_Declare(
      stb
      URL https://github.com/nothings/stb/archive/f75e8d1cad7d90d72ef7a4661f1b994ef78b4e31.tar.gz
      URL_HASH SHA256=bc6ccf08bec08fea8ef423c7117dca06d2f62d2b27c5485f6865584b533fa7fa)
    FetchContent_MakeAvailable(stb)
    set(limn_stb "${stb_SOURCE_DIR}")
  endif()
  add_library(limn_io STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/limn_io.cpp")
  add_library(limn::io ALIAS limn_io)
  target_link_libraries(limn_io PUBLIC limn::limn)
  target_include_directories(limn_io SYSTEM PRIVATE "${limn_stb}")
  set_target_properties(limn_io PROPERTIES POSITION_INDEPENDENT_CODE ON)
endif()
