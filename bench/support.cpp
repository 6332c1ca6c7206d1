#include "support.hpp"

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <stdexcept>
#include <vector>

namespace limn_bench {
namespace {

using limn::Index;

struct Picture {
  std::vector<unsigned char> pixels;
  Index width = 0, height = 0, channels = 0;

  [[nodiscard]] double at(Index x, Index y, Index channel) const {
    return pixels[static_cast<std::size_t>((y * width + x) * channels + channel)];
  }
  /// Interpolated between the four pixels around (x, y).
  [[nodiscard]] std::uint8_t sample(double x, double y, Index channel) const {
    const auto x0 = static_cast<Index>(x), y0 = static_cast<Index>(y);
    const Index x1 = (std::min)(x0 + 1, width - 1), y1 = (std::min)(y0 + 1, height - 1);
    const double fx = x - static_cast<double>(x0), fy = y - static_cast<double>(y0);
    const double above = (1 - fx) * at(x0, y0, channel) + fx * at(x1, y0, channel);
    const double below = (1 - fx) * at(x0, y1, channel) + fx * at(x1, y1, channel);
    return static_cast<std::uint8_t>(std::lround((1 - fy) * above + fy * below));
  }
};

Picture load(const std::string& name, int channels) {
  const std::string path = std::string(LIMN_IMAGES) + "/" + name + ".png";
  int width = 0, height = 0, found = 0;
  unsigned char* const data = stbi_load(path.c_str(), &width, &height, &found, channels);
  if (data == nullptr) throw std::runtime_error("cannot read " + path);
  Picture picture{{data, data + static_cast<std::ptrdiff_t>(width) * height * channels}, width, height, channels};
  stbi_image_free(data);
  return picture;
}

template <class P, class Pixel>
limn::Image<P> resampled(const Picture& picture, Index size, const Pixel& pixel) {
  limn::Image<P> result(limn::Size<2>{size, size});
  const double across = static_cast<double>(picture.width) / static_cast<double>(size);
  const double down = static_cast<double>(picture.height) / static_cast<double>(size);
  for (Index y = 0; y < size; ++y) {
    for (Index x = 0; x < size; ++x)
      result(x, y) = pixel(static_cast<double>(x) * across, static_cast<double>(y) * down);
  }
  return result;
}

}  // namespace

limn::Image<std::uint8_t> natural_gray(Index size, const char* name) {
  const Picture picture = load(name, 1);
  return resampled<std::uint8_t>(picture, size, [&](double x, double y) { return picture.sample(x, y, 0); });
}

limn::Image<limn::Rgb<std::uint8_t>> natural_rgb(Index size) {
  const Picture picture = load("astronaut", 3);
  return resampled<limn::Rgb<std::uint8_t>>(picture, size, [&](double x, double y) {
    return limn::Rgb<std::uint8_t>{picture.sample(x, y, 0), picture.sample(x, y, 1), picture.sample(x, y, 2)};
  });
}

limn::Image<std::uint8_t> mosaic_gray(Index size, const char* name) {
  const Picture picture = load(name, 1);
  const auto mirrored = [](Index i, Index length) {
    return i / length % 2 == 0 ? i % length : length - 1 - i % length;
  };
  limn::Image<std::uint8_t> result(limn::Size<2>{size, size});
  for (Index y = 0; y < size; ++y) {
    for (Index x = 0; x < size; ++x) {
      const double value = picture.at(mirrored(x, picture.width), mirrored(y, picture.height), 0);
      result(x, y) = static_cast<std::uint8_t>(value);
    }
  }
  return result;
}

limn::Mask noise_mask(Index size, double density, unsigned seed) {
  std::mt19937 generator(seed);
  limn::Mask mask(limn::Size<2>{size, size});
  for (auto& pixel : mask.pixels()) pixel = limn::to_binary(static_cast<double>(generator()) < density * 4294967296.0);
  return mask;
}

void null_pass(std::span<const std::byte> in, std::span<std::byte> out) {
  if (in.empty()) {
    std::memset(out.data(), 1, out.size());
    return;
  }
  // Blocks that stay in the first cache: from memory each is read once.
  constexpr std::size_t block = 8192;
  const std::size_t blocks = (in.size() + block - 1) / block;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    const auto from = in.subspan(i * block, (std::min)(block, in.size() - i * block));
    const std::size_t begin = out.size() * i / blocks, end = out.size() * (i + 1) / blocks;
    for (std::size_t at = begin; at < end; at += from.size()) {
      std::memcpy(out.data() + at, from.data(), (std::min)(from.size(), end - at));
    }
    // What was not copied is read.
    std::uint64_t words[8];
    for (std::size_t at = end - begin; at + sizeof(words) <= from.size(); at += sizeof(words)) {
      std::memcpy(words, from.data() + at, sizeof(words));
      for (const std::uint64_t word : words) all |= word;
    }
  }
  static volatile std::uint64_t sink;
  sink = all;
}

}  // namespace limn_bench
