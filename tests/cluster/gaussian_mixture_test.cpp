#include <limn/cluster/gaussian_mixture.hpp>

#include <cmath>
#include <string>

#include "reference/gaussian_mixture.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Covariance;
using limn::GaussianMixture;
using limn::GaussianMixtureOptions;
using limn::LabelImage;
using Color = limn::Rgb<double>;

namespace {

/// What a Gaussian mixture of three is fitted to, the same as in tests/peers/mixtures.py.
std::vector<std::vector<double>> mixed_rows(int count, int channels) {
  std::uint32_t state = 1;
  std::vector<std::vector<double>> rows;
  for (int i = 0; i < count; ++i) {
    rows.emplace_back();
    for (int j = 0; j < channels; ++j) {
      double total = 0;
      for (int n = 0; n < 4; ++n) {
        state = (state * 1103515245U + 12345U) % 2147483648U;
        total += state / 65536 % 256;
      }
      rows.back().push_back(total / 4 * (1 + (i + j) % 3) / 3 + 20 * (i % 3));
    }
  }
  return rows;
}

/// The rows as pixels of a picture of 10 x 12.
Image<Color> mixed_colors() {
  Image<Color> colors(Size{10, 12});
  std::size_t i = 0;
  for (const auto& row : mixed_rows(120, 3)) colors.pixels()[i++] = {row[0], row[1], row[2]};
  return colors;
}
Image<double> mixed_gray() {
  Image<double> gray(Size{10, 12});
  std::size_t i = 0;
  for (const auto& row : mixed_rows(120, 1)) gray.pixels()[i++] = row[0];
  return gray;
}
LabelImage<> first_labels(const Size<2>& size) {
  LabelImage<> labels(size);
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) labels.pixels()[i] = static_cast<std::int32_t>(i / 2 % 3);
  return labels;
}

/// All figures of a mixture in the order in which scikit-learn prints them.
template <std::size_t R>
std::vector<double> figures(const GaussianMixture<R>& m, bool diagonal = false) {
  std::vector<double> all = m.weights;
  all.insert(all.end(), m.means.pixels().begin(), m.means.pixels().end());
  for (Index k = 0; k < m.covariances.depth(); ++k) {
    for (Index j = 0; j < m.covariances.height(); ++j) {
      for (Index i = 0; i < m.covariances.width(); ++i) {
        if (!diagonal || i == j) all.push_back(m.covariances(i, j, k));
        else CHECK(m.covariances(i, j, k) == 0);
      }
    }
  }
  all.push_back(m.log_likelihood);
  return all;
}
std::vector<double> figures(const reference::Mixture& m) {
  std::vector<double> all(m.weights.begin(), m.weights.end());
  for (const auto& mean : m.means) all.insert(all.end(), mean.begin(), mean.end());
  for (const auto& covariance : m.covariances) {
    for (const auto& row : covariance) all.insert(all.end(), row.begin(), row.end());
  }
  all.push_back(static_cast<double>(m.log_likelihood));
  return all;
}

void check_near(const std::vector<double>& is, const std::vector<double>& wanted, double tolerance) {
  REQUIRE(is.size() == wanted.size());
  for (std::size_t i = 0; i < is.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(is[i] - wanted[i]) <= tolerance * (1 + std::abs(wanted[i])));
  }
}

std::string digits(const LabelImage<>& labels) {
  std::string text;
  for (const std::int32_t label : labels.pixels()) text += static_cast<char>('0' + label);
  return text;
}

}  // namespace

TEST_CASE("gaussian_mixture: two gray levels, each with its share and its variance") {
  const auto gray = image<std::uint8_t>({{10, 12, 200, 10, 12, 10, 12, 204}});
  const auto m = limn::gaussian_mixture(gray, image<std::int32_t>({{0, 0, 1, 0, 0, 0, 0, 1}}), {.components = 2});
  CHECK(m.labels == image<std::int32_t>({{0, 0, 1, 0, 0, 0, 0, 1}}));
  check_near(figures(m), {0.75, 0.25, 11, 202, 1, 4, m.log_likelihood}, 1e-5);
  CHECK(m.converged);
  CHECK(m.iterations == 2);  // of which the second adds nothing
  // By the definition: three quarters of the pixels one deviation off, one quarter likewise.
  const double pi = std::acos(-1.0);
  const double wanted = 0.75 * std::log(0.75 / std::sqrt(2 * pi)) + 0.25 * std::log(0.25 / std::sqrt(8 * pi)) - 0.5;
  CHECK(m.log_likelihood == doctest::Approx(wanted).epsilon(1e-5));
}

TEST_CASE("gaussian_mixture: one component is the mean and covariance of all") {
  const auto colors = mixed_colors();
  const auto m = limn::gaussian_mixture(colors, {.components = 1, .reg = 0});
  const auto all = reference::gaussian_mixture(
      [&] {
        std::vector<reference::Row> points;
        for (const Color& c : colors.pixels()) points.push_back({c.r, c.g, c.b});
        return points;
      }(),
      std::vector<int>(120), 1, false, 0, 0);
  check_near(figures(m), figures(all), 1e-12);
  CHECK(m.labels == LabelImage<>(colors.size()));
}

TEST_CASE("gaussian_mixture: of what narrow and wide share the wide one has more") {
  // Equally far from both means in levels, but not in deviations: what k-means cannot know.
  Image<float> gray(Size{400, 1});
  std::mt19937 generator(1);
  for (std::size_t i = 0; i < 400; ++i) {
    const double unit = static_cast<double>(generator()) / 2147483648.0 - 1;
    gray.pixels()[i] = static_cast<float>(i < 200 ? 10 * unit : 100 + 80 * unit);
  }
  const auto m = limn::gaussian_mixture(gray, {.components = 2});
  const std::int32_t wide = m.means(0, 0) < m.means(0, 1) ? 1 : 0;
  CHECK(limn::predict(image<float>({{45}}), m)(0, 0) == wide);
}

TEST_CASE("gaussian_mixture: the figures of scikit-learn from the same labels") {
  // tests/peers/mixtures.py
  const std::vector<double> gray{0.246426104562, 0.380970801731, 0.372603093707, 36.002528674,  108.290481719,
                                 138.601529804,  79.1264608831,  1718.69067828,  2541.87107029, -5.3047687677};
  const char* const gray_labels =
      "022011012112012012112012012012011112012012012112011011012012112012012012012011012011012012012011012012012012011"
      "012112012";
  const std::vector<double> full{
      0.33407945819, 0.340897061413, 0.325023480397, 40.9731514,    84.5095454275,  118.84631794,  163.884298929,
      82.1082544061, 124.217955828,  104.031825092,  158.587587886, 57.7682720025,  120.150430202, 19.5908820586,
      96.5297165306, 19.5908820586,  519.911580006,  18.7336756996, 96.5297165306,  18.7336756996, 1347.99437605,
      1760.39388858, 79.4899481573,  -101.943815807, 79.4899481573, 135.050173822,  47.6364128298, -101.943815807,
      47.6364128298, 469.675000613,  461.688765535,  101.582452294, -5.47111788048, 101.582452294, 1029.71859863,
      49.5245139046, -5.47111788048, 49.5245139046,  117.343731456, -14.399958155};
  const std::vector<double> diagonal{0.336902559047, 0.339060406284, 0.324037034669, 41.1404272473, 84.4323016393,
                                     118.779806222,  164.455200814,  82.2253501568,  124.151577379, 104.149168045,
                                     158.757274423,  57.7513910326,  122.701977891,  520.033252385, 1345.87208402,
                                     1710.67399804,  134.467903014,  473.011376752,  457.100784974, 1021.70903193,
                                     117.529220305,  -14.4312433448};
  const char* const color_labels =
      "021021021021021021021021021021021021021021021021021021021021021021001021021021021021021021021021021021021021021"
      "021021021";
  const auto labels = first_labels(Size{10, 12});
  GaussianMixtureOptions options{.components = 3, .iterations = 25, .tolerance = 0};
  const auto of_gray = limn::gaussian_mixture(mixed_gray(), labels, options);
  check_near(figures(of_gray), gray, 1e-9);
  CHECK(digits(of_gray.labels) == gray_labels);
  const auto of_colors = limn::gaussian_mixture(mixed_colors(), labels, options);
  check_near(figures(of_colors), full, 1e-9);
  CHECK(digits(of_colors.labels) == color_labels);
  options.covariance = Covariance::diagonal;
  check_near(figures(limn::gaussian_mixture(mixed_colors(), labels, options), true), diagonal, 1e-9);

  const auto short_of = limn::gaussian_mixture(mixed_colors(), labels, {.components = 3, .tolerance = 1e-2});
  CHECK(short_of.iterations == 9);
  CHECK(short_of.converged);
  CHECK(short_of.log_likelihood == doctest::Approx(-14.4000615401).epsilon(1e-9));
  const double shares[] = {9.60281981925e-15, 7.52637163522e-08, 0.999999924736};
  for (Index k = 0; k < 3; ++k) {
    CHECK(limn::probability(mixed_colors(), short_of, k)(7, 0) == doctest::Approx(shares[k]).epsilon(1e-6));
  }
}

TEST_CASE_TEMPLATE("gaussian_mixture equals the reference", P, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      constexpr std::size_t R = sizeof(size) / sizeof(Index);
      if (limn::pixel_count(size) < 40) continue;
      CAPTURE(size);
      auto gray = random_image<P>(size, seed++);
      LabelImage<std::int32_t, R> labels(size);
      std::vector<reference::Row> points;
      std::vector<int> first;
      for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
        if (i % 3 == 0) gray.pixels()[i] = static_cast<P>(gray.pixels()[i] / 4);
        labels.pixels()[i] = static_cast<std::int32_t>(i % 3);
        points.push_back({static_cast<long double>(gray.pixels()[i])});
        first.push_back(labels.pixels()[i]);
      }
      const auto expected = reference::gaussian_mixture(points, first, 3, false, 4, 1e-6L);
      for_each_layout(gray, [&](const auto& layout) {
        const auto m =
            limn::gaussian_mixture(layout, labels, {.components = 3, .iterations = 4, .tolerance = 0}, Backward{});
        check_near(figures(m), figures(expected), 1e-9);
        std::size_t others = 0;
        for (std::size_t i = 0; i < points.size(); ++i) others += m.labels.pixels()[i] != expected.labels[i];
        CHECK(others == 0);
      });
    }
  };
  check(std::vector<Size<2>>{{9, 5}, {63, 4}, {64, 3}, {127, 65}});
  check(std::vector<Size<3>>{{17, 5, 3}});
}

TEST_CASE("gaussian_mixture: rows of many features equal the reference, whoever runs the parts") {
  const auto rows = mixed_rows(5000, 7);
  Image<float> features(Size{7, 5000});
  std::vector<reference::Row> points;
  for (Index i = 0; i < 5000; ++i) {
    points.emplace_back();
    for (Index j = 0; j < 7; ++j) {
      features(j, i) = static_cast<float>(rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]);
      points.back().push_back(features(j, i));
    }
  }
  for (const auto covariance : {Covariance::full, Covariance::diagonal}) {
    const GaussianMixtureOptions options{.components = 3, .covariance = covariance, .iterations = 3, .tolerance = 0};
    const auto m = limn::gaussian_mixture_rows(features, options);
    CHECK(figures(limn::gaussian_mixture_rows(features, options, Backward{})) == figures(m));
    const auto start = limn::kmeans_rows(features, {.clusters = 3}).labels;
    const auto expected =
        reference::gaussian_mixture(points, std::vector<int>(start.pixels().begin(), start.pixels().end()), 3,
                                    covariance == Covariance::diagonal, 3, 1e-6L);
    check_near(figures(m), figures(expected), 1e-9);
  }
}

TEST_CASE("gaussian_mixture: the same bits on every instruction set and by every compiler") {
  const auto colors = limn::transform(mixed_colors(), [](const Color& c) {
    const auto byte = [](double v) { return static_cast<std::uint8_t>(v); };
    return limn::Rgb<std::uint8_t>{byte(c.r), byte(c.g), byte(c.b)};
  });
  const auto m = limn::gaussian_mixture(colors, {.components = 4, .iterations = 7, .tolerance = 0});
  CHECK(m.means(0, 0) == 0x1.b493334cc1a9dp+6);
  CHECK(m.covariances(0, 1, 3) == 0x1.5dffd18d760bcp+4);
  CHECK(m.log_likelihood == -0x1.cc35d812a95cp+3);
}

TEST_CASE("gaussian_mixture: far from all components a pixel still has one, and probabilities that sum to 1") {
  const auto m = limn::gaussian_mixture(mixed_colors(), first_labels(Size{10, 12}), {.components = 3});
  const Image<Color> far(Size{3, 1}, Color{1e5, -1e5, 3e4});
  double sum = 0;
  for (Index k = 0; k < 3; ++k) {
    const auto share = limn::probability(far, m, k);
    CHECK(std::isfinite(share(1, 0)));
    sum += share(1, 0);
  }
  CHECK(sum == doctest::Approx(1.0).epsilon(1e-12));
  CHECK(limn::predict(far, m)(2, 0) == 2);
  // What was found is what is predicted.
  LabelImage<> labels(Size{10, 12});
  limn::predict_into(mixed_colors(), m, labels);
  CHECK(labels == m.labels);
  Image<double> share(Size{10, 12});
  limn::probability_into(mixed_colors(), m, 1, share);
  CHECK(share == limn::probability(mixed_colors(), m, 1, Backward{}));
}

TEST_CASE("gaussian_mixture: fewer distinct pixels than components") {
  const auto m = limn::gaussian_mixture(Image<std::uint8_t>(Size{9, 9}, std::uint8_t{7}), {.components = 3});
  CHECK(m.labels(4, 4) == 0);
  CHECK(m.means(0, 0) == 7);
  CHECK(m.weights[0] == doctest::Approx(1.0));
  CHECK(std::isfinite(m.log_likelihood));
}

TEST_CASE("gaussian_mixture: errors name what is wrong") {
  const Image<float> gray(Size{4, 3}, 1.0F);
  const auto fit = [&](const GaussianMixtureOptions& options) {
    static_cast<void>(limn::gaussian_mixture(gray, options));
  };
  CHECK_THROWS_WITH_AS(fit({.components = 0}), "limn::gaussian_mixture: components is 0, not 1 or more",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(fit({.iterations = 0}), "limn::gaussian_mixture: iterations is 0, not 1 or more",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(fit({.tolerance = -1}), "limn::gaussian_mixture: tolerance is -1, not 0 or more",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(fit({.reg = std::nan("")}), "limn::gaussian_mixture: reg is nan, not 0 or more and finite",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(fit({.components = 2, .reg = 0}),
                       "limn::gaussian_mixture: component 0 has become flat: fewer components or a greater reg would "
                       "help",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian_mixture(Image<float>(Size{0, 3}))),
                       "limn::gaussian_mixture: the image is empty", std::invalid_argument);
  Image<float> broken = gray;
  broken(2, 2) = std::nanf("");
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian_mixture(broken)),
                       "limn::gaussian_mixture: the image holds NaN or infinite values", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian_mixture_rows(broken)),
                       "limn::gaussian_mixture_rows: row 2 holds NaN or infinite values", std::invalid_argument);
  const auto m = limn::gaussian_mixture(gray, {.components = 1});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::predict(mixed_colors(), m)),
                       "limn::predict: the mixture is of 1 channels but the pixels have 3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::probability(gray, m, 1)),
                       "limn::probability: component is 1 but the mixture has 1", std::invalid_argument);
  LabelImage<> out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::predict_into(gray, m, out), "limn::predict_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
}
