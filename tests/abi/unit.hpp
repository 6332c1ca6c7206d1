// The same code in two translation units of one program, built with different -m flags.

#include <limn/limn.hpp>

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
  const limn::Image<float> same = image;
  if (!(same == image)) all.clear();
  limn::Image<limn::Rgb<std::uint8_t>> color(limn::Size{9, 9}, {1, 2, 3});
  if (!(color(1, 1) == limn::Rgb<std::uint8_t>{1, 2, 3})) all.clear();
  return all;
}

}  // namespace
