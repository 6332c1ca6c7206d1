#include <limn/annotate/rle.hpp>

#include <cstdint>
#include <string>

#include "reference/annotate.hpp"
#include "support/images.hpp"

using namespace limn_test;
using Counts = std::vector<Index>;

TEST_CASE("encode_rle: column by column, background first") {
  CHECK(limn::encode_rle(mask({".##",  //
                               ".#.",  //
                               "..."})) == limn::RunLength{{3, 3}, {3, 2, 1, 1, 2}});
  // Foreground first: no background before it. From the bottom of a column on at the top of the next.
  CHECK(limn::encode_rle(mask({"##",  //
                               "#."})) == limn::RunLength{{2, 2}, {0, 3, 1}});
  CHECK(limn::encode_rle(mask({"..", ".."})).counts == Counts{4});
  CHECK(limn::encode_rle(mask({"##", "##"})).counts == Counts{0, 4});
  CHECK(limn::encode_rle(mask({"#"})).counts == Counts{0, 1});
  CHECK(limn::encode_rle(limn::Mask(Size<2>{0, 4})) == limn::RunLength{{0, 4}, {0}});
}

TEST_CASE("compress_rle: numbers of five bits to a character, with a sign") {
  const auto text = [](const Counts& counts) { return limn::compress_rle({{1, 1}, counts}); };
  CHECK(text({0}) == "0");
  CHECK(text({15}) == "?");
  CHECK(text({16}) == "`0");  // the fifth bit alone would be a sign
  CHECK(text({0, 31}) == "0o0");
  CHECK(text({0, 5, 6, 5}) == "0560");  // the fourth is a difference
  CHECK(text({0, 5, 6, 4}) == "056O");  // of -1
  CHECK(text({9, 9, 100, 9, 84}) == "99T30@");
}

TEST_CASE("compress_rle: as pycocotools' format has it; tests/peers/annotate.py prints these") {
  struct Case {
    Size<2> size;
    unsigned seed;
    double density;
    const char* text;
  };
  for (const Case& stored : {
           Case{{1, 1}, 1, 1, R"(01)"},
           Case{{1, 1}, 1, 0, R"(1)"},
           Case{{5, 3}, 1, 0, R"(?)"},
           Case{{5, 3}, 1, 1, R"(0?)"},
           Case{{7, 5}, 2, 0.5, R"(02220O11NO1N1000)"},
           Case{{9, 1}, 3, 0.5, R"(11211)"},
           Case{{1, 9}, 3, 0.5, R"(11211)"},
           Case{{40, 30}, 4, 0.02, R"(o01`10fN020U30gN070SN05010H0;0M0j20WN0_N0P10J0`40SM0dM0b40fM0fM)"},
           Case{{300, 200}, 5, 0.0003, R"(d_81UP60Si00fZI0jb30ZdM0i[O0gl20\_30`VJ0ii40UoL0XX40VbK)"},
       }) {
    const auto picture = random_mask(stored.size, stored.seed, stored.density);
    CHECK(limn::compress_rle(limn::encode_rle(picture)) == stored.text);
    CHECK(limn::decode_rle(stored.text, stored.size) == picture);
  }
  limn::Mask disk(Size<2>{400, 300});
  for (Index y = 0; y < 300; ++y) {
    for (Index x = 0; x < 400; ++x) {
      disk(x, y) = limn::to_binary((x - 190) * (x - 190) + (y - 140) * (y - 140) < 110 * 110);
    }
  }
  const std::string text = limn::compress_rle(limn::encode_rle(disk));
  CHECK(text.size() == 447);
  CHECK(text.substr(0, 60) == "Zkg0m0Y8<E:G8I6J6J6J6K4L4L4L4L4L4L4L4M2M4M2M4M2N2M4M2N2M4M2N");
}

TEST_CASE("encode_rle equals the reference, and a round trip loses nothing") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    for (const double density : {0.0, 0.03, 0.5, 0.97, 1.0}) {
      CAPTURE(size);
      CAPTURE(density);
      const auto picture = random_mask(size, seed++, density);
      for_each_layout(picture, [&](const auto& layout) {
        const limn::RunLength rle = limn::encode_rle(layout);
        CHECK(rle.counts == reference::column_counts(picture));
        CHECK(limn::encode_rle(limn::run_mask(picture)) == rle);
        CHECK(limn::decompress_rle(limn::compress_rle(rle), size) == rle);
        CHECK(limn::run_mask(rle) == limn::run_mask(picture));
        CHECK(limn::decode_rle(rle) == picture);
        limn::Mask out(size, limn::Binary::foreground);
        limn::decode_rle_into(rle, out);
        CHECK(out == picture);
      });
    }
  }
}

TEST_CASE("encode_rle: an object in a corner of a large image") {
  limn::RunMask<2> corner{{Index{1} << 20, Index{1} << 20}, {{(Index{1} << 20) - 1, (Index{1} << 20) - 2, 1 << 20}}};
  const limn::RunLength rle = limn::encode_rle(corner);
  CHECK(rle.counts == Counts{(Index{1} << 40) - (Index{1} << 20) - 1, 1, (Index{1} << 20) - 1, 1});
  CHECK(limn::run_mask(limn::decompress_rle(limn::compress_rle(rle), rle.size)) == corner);
}

TEST_CASE("run_mask: counts of others may be zero") {
  CHECK(limn::decode_rle(limn::RunLength{{2, 2}, {1, 1, 0, 1, 1, 0}}) == mask({".#", "#."}));
  CHECK(limn::run_mask(limn::RunLength{{1, 3}, {0, 0, 0, 2, 0, 1}}).runs.size() == 3);
  CHECK(limn::decode_rle("0", {3, 0}).empty());
  CHECK(limn::decode_rle("", {3, 0}).empty());
}

TEST_CASE("decompress_rle and decode_rle: errors name what is wrong") {
  const auto decompress = [](const char* text) { static_cast<void>(limn::decompress_rle(text, {2, 2})); };
  CHECK_THROWS_WITH_AS(decompress("0 4"), "limn::decompress_rle: byte 32 at 1 is none of '0' to 'o'",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(decompress("04p"), "limn::decompress_rle: byte 112 at 2 is none of '0' to 'o'",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(decompress("0T"), "limn::decompress_rle: the last number does not end", std::invalid_argument);
  CHECK_THROWS_WITH_AS(decompress("ooooooooooooo1"), "limn::decompress_rle: the number that ends at 12 is too long",
                       std::invalid_argument);
  const auto decode = [](Size<2> size, const Counts& counts) {
    static_cast<void>(limn::decode_rle(limn::RunLength{size, counts}));
  };
  CHECK_THROWS_WITH_AS(decode({2, 2}, {1, 2}), "limn::decode_rle: the counts sum to 3 but an image of 2x2 has 4 pixels",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(decode({2, 2}, {1, 4}), "limn::decode_rle: count 4 after 1 pixels does not fit an image of 2x2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(decode({2, 2}, {3, -1}),
                       "limn::decode_rle: count -1 after 3 pixels does not fit an image of 2x2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(decode({-2, 2}, {}), "limn::decode_rle: the size is -2x2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(decode({Index{1} << 40, Index{1} << 40}, {}),
                       "limn::decode_rle: the size is 1099511627776x1099511627776", std::invalid_argument);
  limn::Mask out(Size<2>{2, 3});
  CHECK_THROWS_WITH_AS(limn::decode_rle_into(limn::RunLength{{2, 2}, {4}}, out),
                       "limn::decode_rle_into: the output is 2x3 but the image of the run lengths is 2x2",
                       std::invalid_argument);
}
