#include <limn/nn/instances.hpp>
#include <support/images.hpp>

#include <limits>
#include <string>
#include <vector>

using limn::Index;
using limn::nn::separate_instances;
using limn::nn::Tensor;

namespace {

/// Digits are tenths of a probability, '.' is none.
Tensor planes(const std::vector<std::vector<std::string>>& pictures) {
  const auto count = static_cast<Index>(pictures.size()), height = static_cast<Index>(pictures[0].size());
  const auto width = static_cast<Index>(pictures[0][0].size());
  Tensor result(count, height, width);
  for (Index c = 0; c < count; ++c) {
    for (Index y = 0; y < height; ++y) {
      for (Index x = 0; x < width; ++x) {
        const char digit =
            pictures[static_cast<std::size_t>(c)][static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
        result(c, y, x) = digit == '.' ? 0.0F : static_cast<float>(digit - '0') / 10;
      }
    }
  }
  return result;
}

/// Round numbers, and everything stays: what a test is about it sets itself.
constexpr limn::nn::InstanceOptions plain{.marker = 0.5F, .contact = 0.5F, .seed = 3, .area = 1, .certainty = 0};

limn::nn::InstanceOptions with_seed(Index seed, Index area = 1) {
  limn::nn::InstanceOptions options = plain;
  options.seed = seed;
  options.area = area;
  return options;
}

const std::vector<std::string> none = {".........", ".........", ".........", "........."};

}  // namespace

TEST_CASE("separate_instances: two nuclei that touch are two, a small one without depth is one") {
  const Tensor p = planes({{"99999999.", "99999999.", "99999999.", "......66."},
                           {".35335 3.", "369439631", "369439631", "........."},
                           none});
  // The third column from the right belongs to the right one; the two pixels below are joined to it.
  const auto found = separate_instances(p, with_seed(1));
  CHECK(found.count == 2);
  CHECK(found.labels == limn_test::image<std::int32_t>({{1, 1, 1, 1, 2, 2, 2, 2, 0},
                                                        {1, 1, 1, 1, 2, 2, 2, 2, 0},
                                                        {1, 1, 1, 1, 2, 2, 2, 2, 0},
                                                        {0, 0, 0, 0, 0, 0, 2, 2, 0}}));
}

TEST_CASE("separate_instances: a contact parts what depth alone does not") {
  const std::vector<std::string> inside = {"9999999..", "9999999..", "9999999..", "........."};
  const std::vector<std::string> deep = {"8888888..", "8888888..", "8888888..", "........."};
  const std::vector<std::string> contact = {"...9.....", "...9.....", "...9.....", "........."};
  CHECK(separate_instances(planes({inside, deep, none}), plain).count == 1);
  const auto parted = separate_instances(planes({inside, deep, contact}), plain);
  CHECK(parted.count == 2);
  CHECK(parted.labels(0, 0) == 1);
  CHECK(parted.labels(6, 2) == 2);
  CHECK(parted.labels(3, 1) != 0);
  CHECK(separate_instances(planes({inside, deep, contact}), {.marker = 0.5F, .contact = 0, .area = 1}).count == 1);
}

TEST_CASE("separate_instances: small markers do not count, small objects go, shallow ones stay") {
  const Tensor p = planes({{"99.999..9", "99.999..9", "...999...", "........."},
                           {"33.393..9", "33.333..9", "...399...", "........."},
                           none});
  const auto seeded = separate_instances(p, with_seed(2));
  CHECK(seeded.labels == limn_test::image<std::int32_t>({{1, 1, 0, 2, 2, 2, 0, 0, 3},
                                                         {1, 1, 0, 2, 2, 2, 0, 0, 3},
                                                         {0, 0, 0, 2, 2, 2, 0, 0, 0},
                                                         {0, 0, 0, 0, 0, 0, 0, 0, 0}}));
  CHECK(separate_instances(p, with_seed(1)).count == 4);
  const auto large = separate_instances(p, with_seed(2, 4));
  CHECK(large.count == 2);
  CHECK(large.labels(3, 0) == 2);
  CHECK(large.labels(8, 0) == 0);
}

TEST_CASE("separate_instances: objects that are doubtful on average go, and the others close ranks") {
  const Tensor p = planes({{"99.666.98"}, {"99.999.99"}, {"........."}});
  auto options = plain;
  options.certainty = 0.59F;
  CHECK(separate_instances(p, options).labels == limn_test::image<std::int32_t>({{1, 1, 0, 2, 2, 2, 0, 3, 3}}));
  options.certainty = 0.8F;
  CHECK(separate_instances(p, options).labels == limn_test::image<std::int32_t>({{1, 1, 0, 0, 0, 0, 0, 2, 2}}));
  CHECK(separate_instances(p, options).count == 2);
  options.certainty = 0.86F;
  CHECK(separate_instances(p, options).count == 1);
  options.certainty = std::numeric_limits<float>::infinity();
  CHECK_THROWS_AS((void)separate_instances(p, options), std::invalid_argument);
}

TEST_CASE("separate_instances: nothing but zeros, NaN, and no pixels") {
  CHECK(separate_instances(planes({none, none, none})).count == 0);
  Tensor p = planes({none, none, none});
  p.setConstant(std::numeric_limits<float>::quiet_NaN());
  CHECK(separate_instances(p).count == 0);
  CHECK(separate_instances(Tensor(3, 0, 0)).count == 0);
  // Depth unknown: the mask's parts.
  p = planes({{"99..9"}, {"....."}, {"....."}});
  for (Index x = 0; x < 5; ++x) p(1, 0, x) = std::numeric_limits<float>::quiet_NaN();
  CHECK(separate_instances(p, plain).labels == limn_test::image<std::int32_t>({{1, 1, 0, 0, 2}}));
  // Shallow, not deep: it is flooded last, and does not let its neighbor through to what is deeper.
  p = planes({{"999999"}, {"904299"}, {"......"}});
  p(1, 0, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK(separate_instances(p, with_seed(1)).labels == limn_test::image<std::int32_t>({{1, 1, 2, 2, 2, 2}}));
}

TEST_CASE("separate_instances: levels that are large are levels") {
  constexpr float most = (std::numeric_limits<float>::max)();
  CHECK(separate_instances(planes({{"99"}, {"99"}, {".."}}), {.foreground = most, .marker = most}).count == 0);
}

TEST_CASE("separate_instances: errors") {
  CHECK_THROWS_WITH_AS((void)separate_instances(Tensor(2, 4, 4)),
                       "limn::nn::separate_instances: there are 2 channels instead of foreground, depth and contact",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      (void)separate_instances(Tensor(3, 4, 4), {.contact = -1}),
      "limn::nn::separate_instances: foreground is 0.5, marker is 0.3, contact is -1, certainty is 0.8: "
      "not finite, or contact negative",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)separate_instances(Tensor(3, 4, 4), {.seed = -1}),
                       "limn::nn::separate_instances: seed is -1 and area 20 but neither may be negative",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)separate_instances(Tensor(3, 4, 4), {.marker = std::numeric_limits<float>::quiet_NaN()}),
                  std::invalid_argument);
}
