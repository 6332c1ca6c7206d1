# limn::nn: the headers under limn/nn with what they include, Eigen and nlohmann-json. Found as packages, else fetched.
if(NOT TARGET limn_nn)
  include(FetchContent)
  # Of Eigen only the headers: its own project would bring its tests.
  FetchContent_Declare(
    Eigen3
    URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
    URL_HASH SHA256=8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72
    SOURCE_SUBDIR headers-only
    FIND_PACKAGE_ARGS 3.4 NO_MODULE)
  FetchContent_Declare(
    nlohmann_json
    URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
    URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d
    FIND_PACKAGE_ARGS)
  FetchContent_MakeAvailable(Eigen3 nlohmann_json)
  add_library(limn_nn INTERFACE)
  add_library(limn::nn ALIAS limn_nn)
  target_link_libraries(limn_nn INTERFACE limn::limn nlohmann_json::nlohmann_json)
  if(TARGET Eigen3::Eigen)
    target_link_libraries(limn_nn INTERFACE Eigen3::Eigen)
  else()
    target_include_directories(limn_nn SYSTEM INTERFACE "${eigen3_SOURCE_DIR}")
  endif()
endif()
