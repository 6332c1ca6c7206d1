// The same code in two translation units of one program, built with different -m flags.

#include <limn/limn.hpp>

#include <cstdint>
#include <cstring>
#include <vector>

namespace {

limn::Image<float> picture() {
  limn::Image<float> image(limn::Size{131, 37});
  unsigned state = 1;
  for (float& pixel : image.pixels()) {
    state = state * 1664525U + 1013904223U;
    pixel = static_cast<float>(state >> 8);
  }
  return image;
}

template <class T, std::size_t R>
void append(std::vector<unsigned char>& bytes, const limn::Image<T, R>& image) {
  const std::size_t old = bytes.size();
  bytes.resize(old + image.pixels().size() * sizeof(T));
  std::memcpy(bytes.data() + old, image.pixels().data(), bytes.size() - old);
}

/// Gray levels on both sides of 0, so that a pixel of 0 is as far from the mean of either half: rounded otherwise, the
/// curve moves.
limn::Mask curve_of_opposite_halves() {
  limn::Image<std::int16_t> gray(limn::Size{21, 10});
  limn::Mask curve(gray.size());
  for (limn::Index y = 0; y < 10; ++y) {
    for (limn::Index x = 0; x < 21; ++x) {
      gray(x, y) = static_cast<std::int16_t>((x - 10) * 7);
      curve(x, y) = limn::to_binary(x > 10 || (x == 10 && y % 2 == 0));
    }
  }
  limn::evolve_morphological_chan_vese(gray, curve, {.iterations = 1, .smoothing = 0, .lambda1 = 0.7, .lambda2 = 0.7});
  return curve;
}

/// The bytes of some results.
std::vector<unsigned char> results() {
  const limn::Image<float> image = picture();
  const auto bytes = limn::transform(
      image, [](float v) { return static_cast<std::uint8_t>(static_cast<unsigned>(static_cast<int>(v)) >> 16); });
  std::vector<unsigned char> all;
  append(all, bytes);
  append(all, limn::copy(limn::subview(bytes, limn::Box{limn::Point{3, 4}, limn::Size{60, 20}})));
  append(all, limn::threshold(image, 8000000.0F));
  append(all, limn::threshold(bytes, 100));
  append(all, limn::threshold_range(bytes, 50, 100));
  append(all, limn::gaussian_gradient_magnitude(image, {.sigma = 1.5}));
  append(all, curve_of_opposite_halves());
  const limn::Image<float> same = image;
  if (!(same == image)) all.clear();
  limn::Image<limn::Rgb<std::uint8_t>> color(limn::Size{9, 9}, {1, 2, 3});
  if (!(color(1, 1) == limn::Rgb<std::uint8_t>{1, 2, 3})) all.clear();
  return all;
}

}  // namespace
