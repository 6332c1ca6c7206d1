#pragma once
/// \file
/// Encodes PNG in 8 and 16 bits: gray, color, and color with alpha. The pixels are deflated by stb_image_write, whose
/// own PNG has 8 bits only.
///
/// Source: Portable Network Graphics (PNG) Specification (Third Edition), W3C.

#include <limn/core/config.hpp>
#include <limn/io/detail/crc.hpp>
#include <limn/io/detail/png_reader.hpp>
#include <limn/io/detail/stb.hpp>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline void append_big32(std::vector<std::byte>& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(value >> shift & 255));
}

inline void append_chunk(std::vector<std::byte>& out, std::string_view name, const std::byte* data, std::size_t size) {
  append_big32(out, static_cast<std::uint32_t>(size));
  const std::size_t begin = out.size();
  for (const char c : name) out.push_back(static_cast<std::byte>(c));
  out.insert(out.end(), data, data + size);
  append_big32(out, crc32(reinterpret_cast<const std::uint8_t*>(out.data() + begin), size + 4));
}

/// Writes the differences of a row to what `filter` predicts; returns the sum of their magnitudes, by which the
/// smallest is likely to pack best.
inline std::uint64_t apply_filter(int filter, const std::uint8_t* row, const std::uint8_t* above, std::size_t bytes,
                                  std::size_t step, std::uint8_t* out) {
  const auto put = [&](std::size_t i, int prediction)
                       LIMN_LAMBDA_INLINE { out[i] = static_cast<std::uint8_t>(row[i] - prediction); };
  const std::size_t head = bytes < step ? bytes : step;
  switch (filter) {
    case 0: std::memcpy(out, row, bytes); break;
    case 1:
      for (std::size_t i = 0; i < head; ++i) put(i, 0);
      for (std::size_t i = step; i < bytes; ++i) put(i, row[i - step]);
      break;
    case 2:
      for (std::size_t i = 0; i < bytes; ++i) put(i, above[i]);
      break;
    case 3:
      for (std::size_t i = 0; i < head; ++i) put(i, above[i] >> 1);
      for (std::size_t i = step; i < bytes; ++i) put(i, (row[i - step] + above[i]) >> 1);
      break;
    default:
      for (std::size_t i = 0; i < head; ++i) put(i, above[i]);
      for (std::size_t i = step; i < bytes; ++i) put(i, PngReader::paeth(row[i - step], above[i], above[i - step]));
  }
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes; ++i) sum += out[i] < 128 ? out[i] : 256u - out[i];
  return sum;
}

/// stb doubles the memory for what it has packed, and counts it by int.
inline constexpr std::size_t most_png_bytes = 900'000'000;

/// `copy_row(y, to)` writes row y as PNG stores it: samples in order, 16 bits with the high byte first.
template <class CopyRow>
[[nodiscard]] std::vector<std::byte> encode_png(Size<2> size, int channels, int bits, CopyRow&& copy_row) {
  const std::size_t step = static_cast<std::size_t>(channels * bits / 8);
  const std::size_t bytes = static_cast<std::size_t>(size.width) * step;
  if (bytes >= most_png_bytes / static_cast<std::size_t>(size.height)) {
    throw_invalid_argument("limn::write_png: the image is ", size, " of ", step, " bytes a pixel, more than the ",
                           most_png_bytes, " that are written");
  }
  std::vector<std::uint8_t> filtered(static_cast<std::size_t>(size.height) * (bytes + 1));
  std::vector<std::uint8_t> above(bytes, 0), row(bytes), trial(bytes);
  std::uint8_t* out = filtered.data();
  for (Index y = 0; y < size.height; ++y, out += bytes + 1) {
    copy_row(y, row.data());
    std::uint64_t least = ~std::uint64_t{0};
    for (int filter = 0; filter < 5; ++filter) {
      const std::uint64_t sum = apply_filter(filter, row.data(), above.data(), bytes, step, trial.data());
      if (sum >= least) continue;
      least = sum;
      out[0] = static_cast<std::uint8_t>(filter);
      std::memcpy(out + 1, trial.data(), bytes);
    }
    above.swap(row);
  }

  int length = 0;
  constexpr int quality = 8;  // stb's own for PNG
  const std::unique_ptr<unsigned char, void (*)(void*)> packed(
      stbi_zlib_compress(filtered.data(), static_cast<int>(filtered.size()), &length, quality), std::free);
  if (packed == nullptr) throw std::bad_alloc();
  std::vector<std::byte> png;
  png.reserve(static_cast<std::size_t>(length) + 64);
  for (const char c : png_signature) png.push_back(static_cast<std::byte>(c));
  std::vector<std::byte> header;
  append_big32(header, static_cast<std::uint32_t>(size.width));
  append_big32(header, static_cast<std::uint32_t>(size.height));
  constexpr std::array<int, 5> color_type = {0, 0, 4, 2, 6};
  for (const int value : {bits, color_type[static_cast<std::size_t>(channels)], 0, 0, 0}) {
    header.push_back(static_cast<std::byte>(value));
  }
  append_chunk(png, "IHDR", header.data(), header.size());
  append_chunk(png, "IDAT", reinterpret_cast<const std::byte*>(packed.get()), static_cast<std::size_t>(length));
  append_chunk(png, "IEND", nullptr, 0);
  return png;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
