#include <limn/core/border.hpp>

#include <string>

#include "support/images.hpp"

namespace {
// What a filter reads from `abcd`, from index -8 to 11.
std::string seen(limn::Border border, limn::Index size = 4) {
  std::string letters;
  for (limn::Index i = -8; i < 12; ++i) {
    const limn::Index index = limn::border_index(i, size, border);
    letters += index < 0 ? 'k' : static_cast<char>('a' + index);
  }
  return letters;
}
}  // namespace

TEST_CASE("border_index: how a row goes on") {
  //                                               |abcd|
  CHECK(seen(limn::Border::reflect) == /*  */ "abcddcbaabcddcbaabcd");
  CHECK(seen(limn::Border::mirror) == /*   */ "cbabcdcbabcdcbabcdcb" + std::string());
  CHECK(seen(limn::Border::replicate) == /**/ "aaaaaaaaabcddddddddd");
  CHECK(seen(limn::Border::wrap) == /*     */ "abcdabcdabcdabcdabcd");
  CHECK(seen(limn::Border::constant) == /* */ "kkkkkkkkabcdkkkkkkkk");
}

TEST_CASE("border_index: a row of one pixel") {
  CHECK(seen(limn::Border::reflect, 1) == std::string(20, 'a'));
  CHECK(seen(limn::Border::mirror, 1) == std::string(20, 'a'));
  CHECK(seen(limn::Border::replicate, 1) == std::string(20, 'a'));
  CHECK(seen(limn::Border::wrap, 1) == std::string(20, 'a'));
}

TEST_CASE("border_index: always inside, and a step of one moves by at most one, but where it wraps") {
  for (const auto border : {limn::Border::reflect, limn::Border::mirror, limn::Border::replicate}) {
    for (limn::Index size = 1; size < 7; ++size) {
      for (limn::Index i = -50; i < 50; ++i) {
        const limn::Index here = limn::border_index(i, size, border), next = limn::border_index(i + 1, size, border);
        CHECK(here >= 0);
        CHECK(here < size);
        CHECK(next - here <= 1);
        CHECK(here - next <= 1);
      }
    }
  }
}
