#pragma once
/// \file
/// From JPEG coefficients to colors: inverse cosine transform, interpolation of reduced components, color conversion.
/// Each step rounds as the Independent JPEG Group's library does by default, so that both give the same bytes.
///
/// Source: ITU-T T.81, 1992, annex A; C. Loeffler, A. Ligtenberg, G. Moschytz, "Practical fast 1-D DCT algorithms with
/// 11 multiplications", ICASSP 1989, for the fixed-point constants; ITU-T T.871 (JFIF), 2011, for the colors.

#include <limn/core/config.hpp>
#include <limn/core/image.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

[[nodiscard]] LIMN_INLINE constexpr std::uint8_t to_byte(int v) {
  return static_cast<std::uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v);
}
/// Coefficients of a sound file fit by far; those of a broken one must not overflow.
[[nodiscard]] LIMN_INLINE constexpr int to_short(int v) { return v < -32768 ? -32768 : v > 32767 ? 32767 : v; }

/// One dimension of the transform, of the 8 columns at once, in units of 2^-13: even and odd coefficients apart.
LIMN_INLINE void idct_columns(const std::array<int, 64>& in, std::array<int, 64>& out, int shift) {
  constexpr int even[4][4] = {
      {8192, 10703, 8192, 4433}, {8192, 4433, -8192, -10704}, {8192, -4433, -8192, 10704}, {8192, -10703, 8192, -4433}};
  constexpr int odd[4][4] = {
      {11363, 9633, 6437, 2260}, {9633, -2259, -11362, -6436}, {6437, -11362, 2261, 9633}, {2260, -6436, 9633, -11363}};
  const int half = 1 << (shift - 1);
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t x = 0; x < 8; ++x) {
      const int e =
          even[row][0] * in[x] + even[row][1] * in[16 + x] + even[row][2] * in[32 + x] + even[row][3] * in[48 + x];
      const int o =
          odd[row][0] * in[8 + x] + odd[row][1] * in[24 + x] + odd[row][2] * in[40 + x] + odd[row][3] * in[56 + x];
      out[8 * row + x] = to_short((e + o + half) >> shift);
      out[8 * (7 - row) + x] = to_short((e - o + half) >> shift);
    }
  }
}

LIMN_INLINE void transpose_block(std::array<int, 64>& block) {
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = y + 1; x < 8; ++x) std::swap(block[8 * y + x], block[8 * x + y]);
  }
}

/// Writes the 8x8 samples of dequantized coefficients.
inline void inverse_cosine_transform(std::array<int, 64>& block, std::uint8_t* out, Index stride) {
  std::array<int, 64> half_done;
  for (int& v : block) v = to_short(v);
  idct_columns(block, half_done, 11);
  transpose_block(half_done);
  idct_columns(half_done, block, 18);
  for (std::size_t y = 0; y < 8; ++y, out += stride) {
    for (std::size_t x = 0; x < 8; ++x) out[x] = to_byte(block[8 * x + y] + 128);
  }
}

/// A row of a component at full width, from the component's own rows.
class JpegUpsampler {
 public:
  /// `plane` holds `size` samples in its upper left corner; `across` and `down` say how often each is repeated.
  JpegUpsampler(const Image<std::uint8_t>& plane, Size<2> size, int across, int down)
      : plane_(&plane), size_(size), across_(across), down_(down) {
    sums_.resize(static_cast<std::size_t>(size.width));
    row_.resize(static_cast<std::size_t>(size.width * across));
  }

  [[nodiscard]] const std::uint8_t* row(Index y) {
    if (across_ == 1 && down_ == 1) return plane_->row(y).data();
    // Doubled components are interpolated, three quarters from the near and one from the far sample.
    const bool is_wide = size_.width > 2;
    if (across_ == 1 && down_ == 2) return blend_down(y);
    if (across_ == 2 && down_ == 1 && is_wide) return blend_across(y);
    if (across_ == 2 && down_ == 2 && is_wide) return blend_both(y);
    const std::uint8_t* const in = plane_->row(y / down_).data();
    for (Index x = 0; x < size_.width * across_; ++x) row_[static_cast<std::size_t>(x)] = in[x / across_];
    return row_.data();
  }

 private:
  /// The row that output row y is near to, and the next one on its other side.
  struct Rows {
    const std::uint8_t *close, *other;
  };
  [[nodiscard]] Rows rows(Index y) const {
    const Index close = y / 2, other = std::clamp<Index>(y % 2 == 0 ? close - 1 : close + 1, 0, size_.height - 1);
    return {plane_->row(close).data(), plane_->row(other).data()};
  }

  // The roundings alternate, so that none prevails.
  const std::uint8_t* blend_down(Index y) {
    const auto [close, other] = rows(y);
    const int bias = y % 2 == 0 ? 1 : 2;
    for (std::size_t x = 0; x < row_.size(); ++x)
      row_[x] = static_cast<std::uint8_t>((3 * close[x] + other[x] + bias) >> 2);
    return row_.data();
  }

  const std::uint8_t* blend_across(Index y) {
    const std::uint8_t* const in = plane_->row(y).data();
    for (std::size_t x = 0; x < sums_.size(); ++x) sums_[x] = in[x];
    blend_sums(1, 2, 2);
    return row_.data();
  }

  const std::uint8_t* blend_both(Index y) {
    const auto [close, other] = rows(y);
    for (std::size_t x = 0; x < sums_.size(); ++x) sums_[x] = 3 * close[x] + other[x];
    blend_sums(8, 7, 4);
    return row_.data();
  }

  void blend_sums(int left_bias, int right_bias, int shift) {
    const std::size_t last = sums_.size() - 1;
    for (std::size_t x = 0; x <= last; ++x) {
      const int left = sums_[x > 0 ? x - 1 : 0], right = sums_[x < last ? x + 1 : last];
      row_[2 * x] = static_cast<std::uint8_t>((3 * sums_[x] + left + left_bias) >> shift);
      row_[2 * x + 1] = static_cast<std::uint8_t>((3 * sums_[x] + right + right_bias) >> shift);
    }
  }

  const Image<std::uint8_t>* plane_;
  Size<2> size_;
  int across_, down_;
  std::vector<int> sums_;
  std::vector<std::uint8_t> row_;
};

/// The color of luma and two color differences, as JFIF defines them.
LIMN_INLINE void ycc_to_rgb(int y, int cb, int cr, std::uint8_t* rgb) {
  constexpr int half = 1 << 15;
  rgb[0] = to_byte(y + ((91881 * (cr - 128) + half) >> 16));
  rgb[1] = to_byte(y + ((-22554 * (cb - 128) - 46802 * (cr - 128) + half) >> 16));
  rgb[2] = to_byte(y + ((116130 * (cb - 128) + half) >> 16));
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
