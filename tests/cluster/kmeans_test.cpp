#include <limn/cluster/kmeans.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include "reference/kmeans.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/core.hpp>
#endif

using namespace limn_test;
using limn::Rgb;

namespace {

/// A picture with some structure: a few colors, each with noise of its own.
template <class P, std::size_t R>
Image<P, R> blobs(const Size<R>& size, unsigned seed, double noise) {
  std::mt19937 generator(seed);
  using Channel = limn::channel_t<P>;
  Image<P, R> image(size);
  auto* const channels = reinterpret_cast<Channel*>(image.pixels().data());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    const unsigned group = static_cast<unsigned>(i / 37 * 2654435761U >> 16) % 5;
    for (std::size_t j = 0; j < limn::channels_v<P>; ++j) {
      const double middle = 30 + 45 * static_cast<int>(group * (j + 2) % 5);
      const double v = middle + noise * (static_cast<double>(generator()) / 4294967296.0 - 0.5);
      channels[i * limn::channels_v<P> + j] = static_cast<Channel>(std::clamp(v, 0.0, 255.0));
    }
  }
  return image;
}

template <class P, std::size_t R>
reference::KMeansPoints points_of(const Image<P, R>& image) {
  reference::KMeansPoints points;
  const auto* const channels = reinterpret_cast<const limn::channel_t<P>*>(image.pixels().data());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    const auto* const first = channels + i * limn::channels_v<P>;
    points.emplace_back(first, first + limn::channels_v<P>);
  }
  return points;
}

Image<double> centers_of(const std::vector<std::vector<double>>& rows) {
  Image<double> centers(Size<2>{static_cast<Index>(rows[0].size()), static_cast<Index>(rows.size())});
  for (std::size_t k = 0; k < rows.size(); ++k) {
    std::copy(rows[k].begin(), rows[k].end(), centers.row(static_cast<Index>(k)).begin());
  }
  return centers;
}

/// Every n-th point.
std::vector<std::vector<double>> some(const reference::KMeansPoints& points, std::size_t number) {
  std::vector<std::vector<double>> chosen;
  for (std::size_t k = 0; k < number; ++k) chosen.push_back(points[k * points.size() / number]);
  return chosen;
}

template <std::size_t R>
void check_equal(const limn::KMeans<R>& ours, const reference::KMeans& expected) {
  CHECK(std::equal(ours.labels.pixels().begin(), ours.labels.pixels().end(), expected.labels.begin()));
  CHECK(ours.inertia == doctest::Approx(expected.inertia).epsilon(1e-9));
  CHECK(ours.iterations == expected.iterations);
  REQUIRE(ours.centers.height() == static_cast<Index>(expected.centers.size()));
  for (std::size_t k = 0; k < expected.centers.size(); ++k) {
    for (std::size_t j = 0; j < expected.centers[k].size(); ++j) {
      CHECK(ours.centers(static_cast<Index>(j), static_cast<Index>(k)) ==
            doctest::Approx(expected.centers[k][j]).epsilon(1e-9));
    }
  }
}

template <std::size_t R>
void check_same(const limn::KMeans<R>& a, const limn::KMeans<R>& b) {
  CHECK(a.labels == b.labels);
  CHECK(a.centers == b.centers);
  CHECK(a.inertia == b.inertia);
  CHECK(a.iterations == b.iterations);
}

}  // namespace

TEST_CASE("kmeans: two groups of gray levels") {
  const auto gray = image<std::uint8_t>({{0, 2, 100}, {104, 1, 102}});
  const auto found = limn::kmeans(gray, image<double>({{0}, {50}}));
  CHECK(found.labels == image<std::int32_t>({{0, 0, 1}, {1, 0, 1}}));
  CHECK(found.centers == image<double>({{1}, {102}}));
  CHECK(found.inertia == 2 + 8);
  CHECK(found.iterations == 2);
}

TEST_CASE("kmeans: colors, and of equal distances the first center") {
  const auto colors = image<Rgb<std::uint8_t>>({{{10, 0, 0}, {0, 10, 0}, {5, 5, 0}}});
  const auto found = limn::kmeans(colors, image<double>({{10, 0, 0}, {0, 10, 0}}), {.iterations = 1});
  CHECK(found.labels == image<std::int32_t>({{0, 1, 0}}));
  CHECK(found.centers == image<double>({{7.5, 2.5, 0}, {0, 10, 0}}));
  CHECK(found.inertia == 25);
}

TEST_CASE("kmeans: one cluster is the mean") {
  const auto gray = image<float>({{1, 2, 6}});
  const auto found = limn::kmeans(gray, {.clusters = 1});
  CHECK(found.labels == image<std::int32_t>({{0, 0, 0}}));
  CHECK(found.centers == image<double>({{3}}));
  CHECK(found.inertia == 14);
  const auto bytes = limn::kmeans(image<Rgb<std::uint8_t>>({{{1, 2, 3}, {3, 2, 1}}}), {.clusters = 1});
  CHECK(bytes.centers == image<double>({{2, 2, 2}}));
  CHECK(bytes.inertia == 4);
}

TEST_CASE_TEMPLATE("kmeans: as many clusters as values, or more", P, std::uint8_t, std::uint16_t, float, double,
                   Rgb<std::uint8_t>, Rgb<float>) {
  Image<P> picture(limn::Size{7, 3});
  for (std::size_t i = 0; i < picture.pixels().size(); ++i) {
    auto* const channels = reinterpret_cast<limn::channel_t<P>*>(&picture.pixels()[i]);
    for (std::size_t j = 0; j < limn::channels_v<P>; ++j) channels[j] = static_cast<limn::channel_t<P>>(10 * (i % 4));
  }
  for (const int clusters : {4, 5, 9}) {
    const auto found = limn::kmeans(picture, {.clusters = clusters, .seed = 7});
    CHECK(found.inertia == 0);
    CHECK(std::set<int>(found.labels.pixels().begin(), found.labels.pixels().end()).size() == 4);
    for (const double center : found.centers.pixels()) CHECK(std::fmod(center, 10) == 0);
  }
}

TEST_CASE("kmeans: a center that loses its pixels goes on from the farthest") {
  const auto gray = image<std::uint8_t>({{0, 1, 2, 200, 220, 255}});
  // 90 has nothing after the first round.
  const auto found = limn::kmeans(gray, image<double>({{1}, {90}, {250}}));
  CHECK(found.labels == image<std::int32_t>({{0, 0, 0, 2, 2, 1}}));
  CHECK(found.inertia == 2 + 200);
  // In the last round it stays where it is.
  const auto last = limn::kmeans(gray, image<double>({{1}, {90}, {250}}), {.iterations = 1});
  CHECK(last.labels == image<std::int32_t>({{0, 0, 0, 2, 2, 2}}));
  CHECK(last.centers(0, 1) == 90);
}

TEST_CASE("kmeans: centers that no byte can be") {
  const auto colors = blobs<Rgb<std::uint8_t>>(limn::Size{40, 30}, 1, 60);
  const std::vector<std::vector<double>> start = {{-1000, 3, 4}, {1e300, 0, 0}, {20, 300, 20}, {40, 50, 60}};
  check_equal(limn::kmeans(colors, centers_of(start)), reference::kmeans<double>(points_of(colors), start, 20));
}

TEST_CASE_TEMPLATE("kmeans: inertia never rises from round to round", P, std::uint8_t, float, Rgb<std::uint8_t>,
                   Rgb<float>) {
  const auto picture = blobs<P>(limn::Size{129, 127}, 3, 90);
  double last = std::numeric_limits<double>::infinity();
  for (int iterations = 1; iterations <= 25; ++iterations) {
    const auto found = limn::kmeans(picture, {.clusters = 7, .iterations = iterations, .seed = 5});
    CHECK(found.inertia <= last * (1 + 1e-6));
    CHECK(found.iterations <= iterations);
    last = found.inertia;
  }
}

TEST_CASE("kmeans: the centers are the means of the labels, and the labels nearest to the centers at rest") {
  const auto colors = blobs<Rgb<std::uint8_t>>(limn::Size{65, 31}, 9, 70);
  const auto found = limn::kmeans(colors, {.clusters = 4, .iterations = 200});
  CHECK(found.iterations < 200);
  const auto means = limn::kmeans(colors, found.labels, {.clusters = 4, .iterations = 1});
  for (std::size_t i = 0; i < means.centers.pixels().size(); ++i) {
    CHECK(found.centers.pixels()[i] == doctest::Approx(means.centers.pixels()[i]));
  }
  CHECK(limn::kmeans(colors, found.centers).labels == found.labels);
}

TEST_CASE("kmeans: a seed is a result") {
  const auto colors = blobs<Rgb<std::uint8_t>>(limn::Size{100, 90}, 2, 120);
  const auto one = limn::kmeans(colors, {.clusters = 6, .seed = 1});
  check_same(one, limn::kmeans(colors, {.clusters = 6, .seed = 1}));
  CHECK(!(one.centers == limn::kmeans(colors, {.clusters = 6, .seed = 2}).centers));
}

TEST_CASE_TEMPLATE("kmeans equals the reference", P, std::uint8_t, std::uint16_t, std::int16_t, float, double,
                   std::int8_t, std::int32_t, Rgb<std::uint8_t>, limn::Bgr<std::uint16_t>, limn::Rgba<std::uint8_t>,
                   limn::Lab<float>, Rgb<double>) {
  using Channel = limn::channel_t<P>;
  using Decides = std::conditional_t<std::is_same_v<Channel, float> ||
                                         (sizeof(Channel) <= 2 && !std::is_same_v<Channel, std::uint8_t>),
                                     float, double>;
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto picture = blobs<P>(size, seed++, 100);
      const auto points = points_of(picture);
      for (const std::size_t clusters : {2U, 5U, 11U}) {
        CAPTURE(clusters);
        const auto start = some(points, clusters);
        const auto expected = reference::kmeans<Decides>(points, start, 6);
        for_each_layout(picture, [&](const auto& layout) {
          check_equal(limn::kmeans(layout, centers_of(start), {.iterations = 6}), expected);
        });
      }
    }
  };
  check(std::vector<Size<2>>{{1, 1}, {9, 1}, {3, 5}, {63, 4}, {65, 7}, {130, 31}, {128, 70}});
  check(std::vector<Size<3>>{{5, 1, 3}, {17, 5, 3}, {65, 7, 5}});
}

TEST_CASE("kmeans: every order of the pixels gives the same bytes") {
  for (const double noise : {20.0, 255.0}) {
    const auto colors = blobs<Rgb<std::uint8_t>>(limn::Size{211, 97}, 4, noise);
    for (const int clusters : {1, 3, 8, 40, 256}) {
      const limn::KMeansOptions options{.clusters = clusters, .iterations = 12};
      const limn::detail::KMeansStart start{[&] {
        limn::detail::List<double> centers;
        for (const auto& point : some(points_of(colors), static_cast<std::size_t>(clusters))) {
          for (const double channel : point) centers.push_back(channel);
        }
        return centers;
      }()};
      const auto in = [&]<class Order>(const Order*) {
        limn::KMeans<2> result;
        result.labels = Image<std::int32_t>(colors.size());
        limn::detail::cluster_in<Order>(limn::const_view(colors), result, options, start, limn::sequential);
        return result;
      };
      const auto raster = in(static_cast<limn::detail::RasterOrder<3>*>(nullptr));
      check_same(in(static_cast<limn::detail::ColorOrder<3>*>(nullptr)), raster);
      check_same(in(static_cast<limn::detail::DistinctColors*>(nullptr)), raster);
    }
  }
}

TEST_CASE("kmeans: the executor changes nothing") {
  const auto backwards = [](Index count, auto&& body) {
    for (Index i = count; i-- > 0;) body(i);
  };
  const auto bytes = blobs<Rgb<std::uint8_t>>(limn::Size{200, 99}, 4, 200);
  check_same(limn::kmeans(bytes), limn::kmeans(bytes, {}, backwards));
  const auto floats = blobs<Rgb<float>>(limn::Size{200, 99}, 4, 200);
  check_same(limn::kmeans(floats), limn::kmeans(floats, {}, backwards));
}

TEST_CASE("kmeans: more clusters than a byte can name") {
  const auto colors = blobs<Rgb<std::uint8_t>>(limn::Size{90, 80}, 6, 255);
  const auto found = limn::kmeans(colors, {.clusters = 300, .iterations = 4});
  CHECK(*std::max_element(found.labels.pixels().begin(), found.labels.pixels().end()) >= 256);
  CHECK(found.inertia < limn::kmeans(colors, {.clusters = 100, .iterations = 4}).inertia);
}

TEST_CASE_TEMPLATE("kmeans: from labels, the first round is their means", P, std::uint8_t, Rgb<std::uint8_t>,
                   Rgb<float>) {
  const auto picture = blobs<P>(limn::Size{90, 95}, 8, 140);
  Image<std::int16_t> labels(picture.size());
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) labels.pixels()[i] = static_cast<std::int16_t>(i / 41 % 6);
  const auto means = limn::kmeans(picture, labels, {.clusters = 6, .iterations = 1});
  CHECK(means.iterations == 1);
  CHECK(std::equal(labels.pixels().begin(), labels.pixels().end(), means.labels.pixels().begin()));
  const auto points = points_of(picture);
  double inertia = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto center = means.centers.row(labels.pixels()[i]);
    inertia += reference::squared_distance<double>(points[i], std::vector<double>(center.begin(), center.end()));
  }
  CHECK(means.inertia == doctest::Approx(inertia));
  auto from_centers = limn::kmeans(picture, means.centers, {.iterations = 9});
  ++from_centers.iterations;
  check_same(limn::kmeans(picture, labels, {.clusters = 6, .iterations = 10}), from_centers);
}

TEST_CASE("kmeans_rows: rows of features") {
  const std::vector<float> features = {0, 0, 0, 0, 0, 1, 0, 0, 9, 9, 9, 9, 9, 8, 9, 9};
  const limn::ImageView<const float> rows(features.data(), limn::Size{4, 4});
  const auto found = limn::kmeans_rows(rows, {.clusters = 2, .seed = 3});
  CHECK(found.labels.size() == limn::Size{1, 4});
  CHECK(found.labels.pixels()[0] == found.labels.pixels()[1]);
  CHECK(found.labels.pixels()[2] == found.labels.pixels()[3]);
  CHECK(found.labels.pixels()[0] != found.labels.pixels()[2]);
  CHECK(found.inertia == 1);
  CHECK(limn::kmeans_rows(rows, image<double>({{0, 0, 0, 0}, {9, 9, 9, 9}})).centers ==
        image<double>({{0, 0.5, 0, 0}, {9, 8.5, 9, 9}}));
}

TEST_CASE_TEMPLATE("kmeans_rows equals the reference", T, float, double, std::uint8_t) {
  for (const Size<2> size : {Size<2>{1, 70}, Size<2>{7, 333}, Size<2>{40, 129}, Size<2>{3, 9000}}) {
    const auto rows = random_image<T>(size, 3);
    reference::KMeansPoints points;
    for (Index y = 0; y < rows.height(); ++y) points.emplace_back(rows.row(y).begin(), rows.row(y).end());
    const auto start = some(points, 6);
    const auto expected = reference::kmeans<std::conditional_t<sizeof(T) == 8, double, float>>(points, start, 5);
    for_each_layout(rows, [&](const auto& layout) {
      check_equal(limn::kmeans_rows(layout, centers_of(start), {.iterations = 5}), expected);
    });
  }
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("kmeans: the inertia of OpenCV from the same labels") {
  for (const int clusters : {2, 5, 8}) {
    const auto colors = blobs<Rgb<std::uint8_t>>(limn::Size{200, 150}, 5, 100);
    const auto count = static_cast<int>(colors.pixels().size());
    Image<std::int32_t> labels(colors.size());
    cv::Mat rows(count, 3, CV_32F), best(count, 1, CV_32S), centers;
    for (int i = 0; i < count; ++i) {
      const auto& pixel = colors.pixels()[static_cast<std::size_t>(i)];
      rows.at<float>(i, 0) = pixel.r;
      rows.at<float>(i, 1) = pixel.g;
      rows.at<float>(i, 2) = pixel.b;
      best.at<int>(i) = labels.pixels()[static_cast<std::size_t>(i)] = (pixel.r + pixel.g + pixel.b) * clusters / 766;
    }
    std::set<int> used(labels.pixels().begin(), labels.pixels().end());
    if (used.size() < static_cast<std::size_t>(clusters)) continue;
    const double inertia = cv::kmeans(rows, clusters, best, cv::TermCriteria(cv::TermCriteria::COUNT, 12, 0), 1,
                                      cv::KMEANS_USE_INITIAL_LABELS, centers);
    CHECK(limn::kmeans(colors, labels, {.clusters = clusters, .iterations = 12}).inertia ==
          doctest::Approx(inertia).epsilon(1e-3));
  }
}
#endif

TEST_CASE("kmeans: errors name what is wrong") {
  const limn::Image<Rgb<float>> colors(limn::Size{4, 3});
  const auto fails = [](const char* text, auto&& call) {
    CHECK_THROWS_WITH_AS(static_cast<void>(call()), text, std::invalid_argument);
  };
  fails("limn::kmeans: clusters is 0, not 1 or more", [&] { return limn::kmeans(colors, {.clusters = 0}); });
  fails("limn::kmeans: iterations is 0, not 1 or more", [&] { return limn::kmeans(colors, {.iterations = 0}); });
  fails("limn::kmeans: tolerance is -1, not 0 or more", [&] { return limn::kmeans(colors, {.tolerance = -1}); });
  fails("limn::kmeans: tolerance is nan, not 0 or more",
        [&] { return limn::kmeans(colors, {.tolerance = std::nan("")}); });
  fails("limn::kmeans: the image is empty", [&] { return limn::kmeans(limn::Image<std::uint8_t>()); });
  fails("limn::kmeans: the image holds NaN or infinite values", [&] {
    return limn::kmeans(image<float>({{1, std::nanf(""), 2}}));
  });
  fails("limn::kmeans: the centers have 2 channels but the points have 3", [&] {
    return limn::kmeans(colors, limn::Image<double>(limn::Size{2, 2}));
  });
  fails("limn::kmeans: clusters is 0, not 1 or more", [&] {
    return limn::kmeans(colors, limn::Image<double>(limn::Size{3, 0}));
  });
  fails("limn::kmeans: center 1 is NaN or infinite", [&] {
    return limn::kmeans(colors, image<double>({{0, 0, 0}, {0, 0, std::nan("")}}));
  });
  const limn::Image<std::int32_t> zeros(limn::Size{4, 3});
  fails("limn::kmeans: the label image is 4x2 but the image is 4x3", [&] {
    return limn::kmeans(colors, limn::Image<std::int32_t>(limn::Size{4, 2}));
  });
  fails("limn::kmeans: no pixel has the label 1", [&] { return limn::kmeans(colors, zeros, {.clusters = 2}); });
  fails("limn::kmeans: labels are in [3, 3] but clusters is 2", [&] {
    return limn::kmeans(colors, limn::Image<std::int32_t>(limn::Size{4, 3}, 3), {.clusters = 2});
  });
  fails("limn::kmeans_rows: the rows are empty: 3x0", [&] {
    return limn::kmeans_rows(limn::Image<float>(limn::Size{3, 0}));
  });
  fails("limn::kmeans_rows: row 1 holds NaN or infinite values", [&] {
    return limn::kmeans_rows(image<double>({{1, 2}, {std::nan(""), 3}}));
  });
}
