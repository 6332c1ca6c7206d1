#include <limn/threshold/multi_otsu.hpp>
#include <limn/threshold/otsu.hpp>

#include <cmath>

#include "reference/threshold_global.hpp"
#include "support/images.hpp"
#include "threshold/disk_picture.hpp"

using namespace limn_test;

namespace {

using limn::Histogram;

std::vector<double> bins_of(const std::vector<std::size_t>& ends) { return {ends.begin(), ends.end()}; }

}  // namespace

TEST_CASE("multi_otsu: three groups are parted at their brightest levels") {
  const auto gray = image<std::uint8_t>({{10, 11, 100, 101}, {10, 200, 201, 100}});
  CHECK(limn::multi_otsu(gray, 3) == std::vector<std::uint8_t>{11, 101});
  CHECK(limn::multi_otsu(gray, 2) == std::vector<std::uint8_t>{11});
  CHECK(limn::multi_otsu(gray, 6) == std::vector<std::uint8_t>{10, 11, 100, 101, 200});  // each level a class
}

TEST_CASE("multi_otsu: of ties the first") {
  CHECK(limn::multi_otsu(Histogram{.counts = {1, 1, 0, 0, 1, 1}}, 3) == std::vector<double>{0, 1});
}

TEST_CASE("multi_otsu: NaN and masked pixels do not count") {
  const auto gray = image<float>({{0, std::nanf(""), 128, 256}});
  CHECK(limn::multi_otsu(gray, 3) == std::vector<float>{0.5F, 128.5F});
  const auto bytes = image<std::uint8_t>({{1, 50, 60, 200}});
  CHECK(limn::multi_otsu(bytes, mask({".###"}), 3) == std::vector<std::uint8_t>{50, 60});
}

TEST_CASE("multi_otsu of two classes is Otsu's threshold") {
  for (unsigned seed = 1; seed < 20; ++seed) {
    const auto gray = random_image<std::uint16_t>(limn::Size{40, 30}, seed);
    CHECK(limn::multi_otsu(gray, 2) == std::vector<std::uint16_t>{limn::otsu(gray)});
  }
}

TEST_CASE("multi_otsu equals the best of all splits") {
  std::mt19937 generator(3);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const std::size_t bins = 8 + generator() % 9;
    reference::Counts counts(bins);
    // Some bins are empty; those at the ends are not.
    for (auto& count : counts) count = generator() % 4 == 0 ? 0 : static_cast<std::int64_t>(generator() % 1000);
    counts.front() += 1;
    counts.back() += 1;
    std::size_t levels = 0;
    for (const auto count : counts) levels += count > 0 ? 1U : 0U;
    for (std::size_t classes = 2; classes <= 8 && classes <= levels; ++classes) {
      CAPTURE(classes);
      const Histogram exact{.counts = counts};
      const auto expected = reference::multi_otsu(counts, classes);
      CHECK(limn::multi_otsu(exact, static_cast<int>(classes)) == bins_of(expected));
    }
  }
}

TEST_CASE("multi_otsu of thousands of levels is no worse than its neighbors") {
  const auto gray = random_image<std::uint16_t>(limn::Size{300, 200}, 9);
  auto squared = gray;
  for (auto& pixel : squared.pixels()) pixel = static_cast<std::uint16_t>(std::uint32_t{pixel} * pixel >> 16);
  const auto counted = limn::histogram(squared);
  const auto levels = limn::multi_otsu(counted, 8);
  REQUIRE(levels.size() == 7);
  std::vector<std::size_t> ends;
  for (const double level : levels) ends.push_back(static_cast<std::size_t>(level - counted.first));
  const auto most = reference::variance_between_classes(counted.counts, ends);
  for (auto& end : ends) {
    for (const int step : {-40, 40}) {
      end = static_cast<std::size_t>(static_cast<int>(end) + step);
      CHECK(reference::variance_between_classes(counted.counts, ends) <= most);
      end = static_cast<std::size_t>(static_cast<int>(end) - step);
    }
  }
}

TEST_CASE("multi_otsu: scikit-image takes the darkest level for the next") {
  // tests/peers/thresholds.py prints these.
  constexpr auto skimage = limn::MultiOtsuRule::skimage;
  const Histogram dark{.counts = {500, 20, 15, 30, 22, 9, 14, 30, 41, 17, 5, 2}};
  CHECK(limn::multi_otsu(dark, 2, skimage) == std::vector<double>{4});
  CHECK(limn::multi_otsu(dark, 3, skimage) == std::vector<double>{2, 5});
  CHECK(limn::multi_otsu(dark, 4, skimage) == std::vector<double>{2, 5, 7});
  CHECK(limn::multi_otsu(dark, 4) == bins_of(reference::multi_otsu(dark.counts, 4)));
  CHECK(limn::multi_otsu(dark, 4) != limn::multi_otsu(dark, 4, skimage));
  const auto gray = disk_picture();
  CHECK(limn::multi_otsu(gray, 2, skimage) == std::vector<std::uint8_t>{127});
  CHECK(limn::multi_otsu(gray, 4, skimage) == std::vector<std::uint8_t>{68, 107, 164});
  const auto floats = limn::transform(gray, [](std::uint8_t v) { return static_cast<float>(v) / 255.0F; });
  const auto levels = limn::multi_otsu(floats, 3, skimage);
  CHECK(levels[0] == doctest::Approx(0.3913067).epsilon(1e-6));
  CHECK(levels[1] == doctest::Approx(0.6349188).epsilon(1e-6));
}

TEST_CASE("multi_otsu: errors name what is wrong") {
  const auto gray = image<std::uint8_t>({{1, 2, 2}});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::multi_otsu(gray, 1)), "limn::multi_otsu: classes is 1, not 2 or more",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::multi_otsu(gray, 3)),
                       "limn::multi_otsu: 3 classes of only 2 gray levels", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::multi_otsu(limn::Image<float>(), 2)),
                       "limn::multi_otsu: there is no pixel to count", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::multi_otsu(gray, mask({"."}), 2)),
                       "limn::multi_otsu: the mask is 1x1 but the image is 3x1", std::invalid_argument);
}
