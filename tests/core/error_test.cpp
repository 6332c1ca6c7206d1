#include <limn/core/error.hpp>

#include "support/images.hpp"

TEST_CASE("message: text, numbers, sizes and points run together") {
  CHECK(limn::detail::message("a ", 1, ' ' == 32 ? " " : "", -2.5, " ", limn::Size{3, 4}, " ", limn::Size{3, 4, 5}) ==
        "a 1 -2.5 3x4 3x4x5");
  CHECK(limn::detail::message(limn::Point{1, -2}, limn::Point{1, 2, 3}) == "(1, -2)(1, 2, 3)");
  CHECK(limn::detail::message(std::uint8_t{65}, " ", 1e-7F) == "65 1e-07");
}

TEST_CASE("require_same_size: silent where sizes agree") {
  limn::detail::require_same_size("f", "a", limn::Size{2, 2}, "b", limn::Size{2, 2});
  CHECK_THROWS_WITH_AS(
      limn::detail::require_same_size("limn::f", "markers", limn::Size{640, 480}, "the image", limn::Size{641, 480}),
      "limn::f: markers is 640x480 but the image is 641x480", std::invalid_argument);
}

TEST_CASE("IoError: names the path and the reason") {
  const limn::IoError error("some dir/a.png", "bad checksum");
  CHECK(std::string(error.what()) == "some dir/a.png: bad checksum");
  CHECK(error.path() == "some dir/a.png");
  CHECK_THROWS_AS(throw limn::IoError("a", "b"), std::runtime_error);
}
