#include <limn/region/morphological_snakes.hpp>

#include <cstdint>
#include <limits>
#include <vector>

#include "reference/snakes.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Binary;
using limn::MorphologicalChanVeseOptions;
using limn::MorphologicalGeodesicOptions;
using limn::StartCurve;

namespace {

/// Noise of 0 to 60, and 70 more in a disk, or ball, around the middle.
template <class T, std::size_t R>
Image<T, R> noisy_disk(const Size<R>& size) {
  Image<T, R> result(size);
  reference::for_each_point(size, [&](const limn::Point<R>& at) {
    const Index x = at[0], y = at[1], z = R == 3 ? at[R - 1] : 0;
    const Index noise = (x * x * 7 + y * y * y * 11 + z * 29 + x * y * 5) % 61;
    const Index away = (x - 14) * (x - 14) + (y - 9) * (y - 9) + (z > 0 ? 4 * (z - 3) * (z - 3) : 0);
    result(at) = static_cast<T>(noise + (away < 50 ? 70 : 0));
  });
  return result;
}

/// 255 less than it: low at what is bright.
template <class T, std::size_t R>
Image<double, R> inverted(const Image<T, R>& image) {
  return limn::transform(image, [](T v) { return 255.0 - static_cast<double>(v); });
}

std::vector<int> slice_areas(const Image<Binary, 3>& mask) {
  std::vector<int> areas(static_cast<std::size_t>(mask.depth()));
  reference::for_each_point(mask.size(), [&](const limn::Point<3>& at) {
    areas[static_cast<std::size_t>(at.z)] += limn::is_foreground(mask(at));
  });
  return areas;
}

template <class T, std::size_t R>
void check_against_reference(const Image<T, R>& image, const Image<Binary, R>& start, bool layouts) {
  const MorphologicalChanVeseOptions chan_vese[] = {{.iterations = 7},
                                                    {.iterations = 3, .smoothing = 2, .lambda1 = 0.5},
                                                    {.iterations = 4, .smoothing = 0, .lambda2 = 3}};
  const double level = 0.25 * static_cast<double>((std::numeric_limits<T>::max)() > T{200} ? T{60} : T{10});
  const MorphologicalGeodesicOptions geodesic[] = {{.iterations = 5},
                                                   {.iterations = 3, .smoothing = 3, .balloon = 2, .threshold = level},
                                                   {.iterations = 4, .balloon = -0.5, .threshold = level}};
  for (int i = 0; i < 3; ++i) {
    CAPTURE(i);
    const auto even = reference::morphological_chan_vese(image, start, chan_vese[i]);
    const auto valley = reference::morphological_geodesic(image, start, geodesic[i]);
    const auto check = [&](const auto& layout) {
      auto mask = start;
      limn::evolve_morphological_chan_vese(layout, mask, chan_vese[i]);
      CHECK(mask == even);
      mask = start;
      limn::evolve_morphological_geodesic(layout, mask, geodesic[i]);
      CHECK(mask == valley);
    };
    if (layouts) for_each_layout(image, check);
    else check(image);
  }
}

}  // namespace

TEST_CASE("morphological_chan_vese: two levels are parted") {
  const auto gray = image<std::uint8_t>({{9, 9, 9, 9, 9, 9, 9},  //
                                         {9, 9, 50, 50, 50, 9, 9},
                                         {9, 9, 50, 50, 50, 9, 9},
                                         {9, 9, 50, 50, 50, 9, 9},
                                         {9, 9, 9, 9, 9, 9, 9}});
  auto curve = mask({".......",  //
                     ".......",  //
                     "...#...",  //
                     ".......",  //
                     "......."});
  limn::evolve_morphological_chan_vese(gray, curve, {.iterations = 10, .smoothing = 0});
  CHECK(curve == mask({".......",  //
                       "..###..",  //
                       "..###..",  //
                       "..###..",  //
                       "......."}));
}

TEST_CASE("morphological snakes: results of scikit-image 0.19") {
  // Made by tests/peers/morphological_snakes.py.
  const auto plane = noisy_disk<std::uint8_t>(Size<2>{29, 19});
  CHECK(limn::morphological_chan_vese(plane, {.iterations = 6}) ==
        mask({"....######.......##########..", "...########.....############.", "..#########.....#############",
              ".##########......############", "##########.........##########", "#########...........########.",
              "#########...........#########", "########.............########", "########.............########",
              "#######...............#######", "#######...............#######", "########..............#######",
              "########.............########", "#########...........#########", "##########.........##########",
              "###########........##########", "############.......##########", ".#############.#...#########.",
              ".###########........#######.."}));
  CHECK(limn::morphological_chan_vese(plane,
                                      {.iterations = 3, .smoothing = 2, .lambda2 = 2, .start = StartCurve::disk}) ==
        mask({".............................", ".............................", ".............................",
              "............#####............", "...........#######...........", "..........#########..........",
              ".........###########.........", "........#############........", "........#############........",
              "........#############........", "........#############........", "........#############........",
              ".........###########.........", "..........##########.........", "...........########..........",
              "............######...........", ".............................", ".............................",
              "............................."}));
  const auto flat = inverted(plane);
  CHECK(limn::morphological_geodesic(flat, {.iterations = 4}) ==
        mask({".............................", ".............................", ".............................",
              ".............................", ".............................", "...........#####.............",
              "..........########...........", ".........##########..........", ".........##########..........",
              ".........##########..........", ".........##########..........", "..........#########..........",
              "...........########..........", "............######...........", ".............####............",
              ".............................", ".............................", ".............................",
              "............................."}));
  CHECK(limn::morphological_geodesic(flat, {.iterations = 5, .balloon = 1}) ==
        mask({"....##################.......", "..#######################....", "..#########################..",
              "..##########################.", "..##########################.", "..###########################",
              "..###########################", ".###########################.", "...#########################.",
              "..##########################.", ".############################", ".###########################.",
              ".##########################..", ".#########################...", ".########################....",
              ".########################....", "..######################.....", "...###########.########......",
              ".....########...######......."}));
  CHECK(limn::morphological_geodesic(flat, {.iterations = 3, .balloon = -2, .threshold = 300}) ==
        mask({".............................", ".............................", ".............................",
              ".............................", ".............................", ".............................",
              ".............................", "..............#..............", ".............##..............",
              ".............###.............", ".............##..............", ".............##....#.........",
              ".............................", ".............................", ".............................",
              ".............................", ".............................", ".............................",
              "............................."}));
}

TEST_CASE("morphological snakes: results of scikit-image 0.19 in space") {
  const auto space = noisy_disk<std::uint8_t>(Size<3>{29, 19, 7});
  const auto flat = inverted(space);
  Image<Binary, 3> middle(space.size());
  limn::fill(limn::subview(middle, limn::Box<3>{{5, 3, 1}, {19, 13, 5}}), Binary::foreground);
  using Areas = std::vector<int>;
  CHECK(slice_areas(limn::morphological_chan_vese(space, {.iterations = 6})) ==
        Areas{118, 223, 276, 320, 328, 292, 180});
  auto curve = middle;
  limn::evolve_morphological_chan_vese(space, curve, {.iterations = 3, .smoothing = 2, .lambda2 = 2});
  CHECK(slice_areas(curve) == Areas{69, 99, 110, 110, 100, 69, 45});
  curve = middle;
  limn::evolve_morphological_geodesic(flat, curve, {.iterations = 4});
  CHECK(slice_areas(curve) == Areas{28, 73, 17, 0, 0, 0, 0});
  curve = middle;
  limn::evolve_morphological_geodesic(flat, curve, {.iterations = 5, .balloon = 1});
  CHECK(slice_areas(curve) == Areas{447, 547, 547, 547, 547, 538, 406});
  curve = middle;
  limn::evolve_morphological_geodesic(flat, curve, {.iterations = 3, .balloon = -2, .threshold = 300});
  CHECK(slice_areas(curve) == Areas{0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("morphological_chan_vese: a mirrored image gives the mirrored mask, an even one loses the curve") {
  const auto gray = noisy_disk<float>(Size<2>{70, 40});
  const auto mirrored = [](const auto& image) {
    auto result = image;
    for (Index y = 0; y < image.height(); ++y) {
      for (Index x = 0; x < image.width(); ++x) result(x, y) = image(image.width() - 1 - x, y);
    }
    return result;
  };
  auto start = random_mask(gray.size(), 3, 0.7), other = mirrored(start);
  limn::evolve_morphological_chan_vese(gray, start, {.iterations = 9});
  limn::evolve_morphological_chan_vese(mirrored(gray), other, {.iterations = 9});
  CHECK(mirrored(start) == other);
  CHECK(limn::morphological_chan_vese(gray, {.iterations = 9}).size() == gray.size());
}

TEST_CASE("morphological_chan_vese: once the curve rests, more iterations change nothing") {
  const auto gray = noisy_disk<std::uint8_t>(Size<2>{64, 50});
  const auto long_run = limn::morphological_chan_vese(gray, {.iterations = 3000});
  CHECK(long_run == limn::morphological_chan_vese(gray, {.iterations = 3002}));
}

TEST_CASE("morphological snakes: a NaN counts in no mean, and pulls nowhere") {
  auto gray = noisy_disk<float>(Size<2>{40, 30});
  for (Index i = 0; i < 30; i += 3) gray(i, i) = std::numeric_limits<float>::quiet_NaN();
  check_against_reference(gray, random_mask(gray.size(), 4, 0.6), false);
  const Image<float> nothing(Size<2>{9, 9}, std::numeric_limits<float>::quiet_NaN());
  CHECK(limn::morphological_geodesic(nothing, {.iterations = 2, .balloon = 1}).size() == nothing.size());
}

TEST_CASE("morphological snakes: start curves") {
  const auto squares = [] {
    limn::Mask mask(Size<2>{11, 6});
    limn::start_curve_into(StartCurve::checkerboard, mask);
    return mask;
  }();
  CHECK(squares == mask({".....#####.", ".....#####.", ".....#####.", ".....#####.", ".....#####.", "#####.....#"}));
  limn::Mask frame(Size<2>{5, 4});
  limn::start_curve_into(StartCurve::frame, frame);
  CHECK(frame == mask({".....", ".###.", ".###.", "....."}));
  limn::Mask disk(Size<2>{9, 8});
  limn::start_curve_into(StartCurve::disk, disk);
  CHECK(disk ==
        mask({".........", ".........", "..#####..", "..#####..", "..#####..", "..#####..", "..#####..", "........."}));
}

TEST_CASE_TEMPLATE("morphological snakes equal the reference", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    check_against_reference(random_image<T>(size, seed, 40), random_mask(size, seed + 1, 0.8), size.width < 70);
    seed += 2;
  }
  for (const auto& size : awkward_sizes<3>()) {
    CAPTURE(size);
    check_against_reference(random_image<T>(size, seed, 40), random_mask(size, seed + 1, 0.85), size.width < 60);
    seed += 2;
  }
}

TEST_CASE("morphological snakes: empty images, no iterations") {
  CHECK(limn::morphological_chan_vese(Image<float>()).empty());
  CHECK(limn::morphological_geodesic(Image<float>(Size<2>{0, 3})).size() == Size<2>{0, 3});
  auto mask = random_mask(Size<2>{20, 10}, 1);
  const auto before = mask;
  limn::evolve_morphological_chan_vese(Image<float>(mask.size()), mask, {.iterations = 0});
  CHECK(mask == before);
}

TEST_CASE("morphological snakes: errors name what is wrong") {
  const Image<float> gray(Size<2>{4, 3});
  limn::Mask other(Size<2>{3, 3});
  CHECK_THROWS_WITH_AS(limn::evolve_morphological_chan_vese(gray, other),
                       "limn::morphological_chan_vese: the mask is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::morphological_chan_vese(gray, {.iterations = -1}),
                       "limn::morphological_chan_vese: iterations is -1 but must be >= 0", std::invalid_argument);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS(limn::morphological_chan_vese(gray, {.lambda1 = nan}),
                       "limn::morphological_chan_vese: lambda1 is nan but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::morphological_geodesic(gray, {.smoothing = -2}),
                       "limn::morphological_geodesic: smoothing is -2 but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::morphological_geodesic(gray, {.balloon = nan}),
                       "limn::morphological_geodesic: balloon is nan but must be a number", std::invalid_argument);
}
