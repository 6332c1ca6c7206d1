#pragma once
/// \file
/// The blocks of a JPEG scan: their coefficients, all at once or, in progressive files, bit by bit.
///
/// Source: ITU-T T.81, "Digital compression and coding of continuous-tone still images", 1992, annexes F and G.

#include <limn/core/config.hpp>
#include <limn/core/image.hpp>
#include <limn/io/detail/jpeg_bits.hpp>
#include <limn/io/detail/jpeg_transform.hpp>
#include <limn/io/detail/source.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Where the k-th coefficient of a block stands in it.
inline constexpr std::array<std::uint8_t, 64> jpeg_zigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

/// One of the channels that a file stores, each at a resolution of its own.
struct JpegComponent {
  int id = 0, across = 1, down = 1, table = 0;
  Size<2> size;       // in samples
  Size<2> blocks;     // that the samples need
  Size<2> allocated;  // blocks, up to full units of all components
  bool is_begun = false;
  std::array<std::uint16_t, 64> scale{};
  const JpegCode* dc = nullptr;
  const JpegCode* ac = nullptr;
  std::uint32_t predictor = 0;
  Image<std::uint8_t> plane;
  Image<std::int16_t> coefficients;  // of progressive files, a row of blocks to a row
};

/// What a progressive scan refines: coefficients first..last, from bit `high` (0: from nothing) down to bit `low`.
struct JpegBand {
  int first = 0, last = 63, high = 0, low = 0;
};

/// Reads the blocks of one scan, in the order in which the file tells them.
class JpegBlocks {
 public:
  JpegBlocks(const Source& source, std::size_t begin, const JpegBand& band, bool progressive)
      : source_(source), bits_(source, begin), band_(band), progressive_(progressive) {}

  /// Passes restart marker `number` of 8, behind which blocks no longer refer to those before it.
  void restart(int number, const std::vector<JpegComponent*>& components) {
    bits_.restart(number);
    for (JpegComponent* const c : components) c->predictor = 0;
    end_run_ = 0;
  }

  /// Returns the position of the marker behind the last block.
  [[nodiscard]] std::size_t finish() { return bits_.finish(); }

  void read(JpegComponent& c, Index x, Index y) {
    if (!progressive_) return read_sequential(c, x, y);
    std::int16_t* const block = c.coefficients.row(y).data() + 64 * x;
    if (band_.first == 0) {
      bits_.refill();
      if (band_.high == 0) block[0] = static_cast<std::int16_t>(read_mean(c) << band_.low);
      else if (bits_.take(1) != 0) block[0] = static_cast<std::int16_t>(block[0] | 1 << band_.low);
    } else if (band_.high == 0) {
      read_first(c, block);
    } else {
      refine(c, block);
    }
  }

 private:
  int checked(int symbol) const {
    if (symbol < 0) source_.fail("has a broken code among its pixels");
    return symbol;
  }

  /// The mean of a block is told as the difference to the one before.
  std::uint32_t read_mean(JpegComponent& c) {
    const int category = checked(c.dc->decode(bits_));
    if (category > 15) source_.fail("has a broken code among its pixels");
    c.predictor += static_cast<std::uint32_t>(bits_.take_signed(category));
    return c.predictor;
  }

  void read_sequential(JpegComponent& c, Index x, Index y) {
    std::array<int, 64> block{};
    bits_.refill();
    const auto scaled = [&](int value, std::size_t at) { return to_short(value) * c.scale[at]; };
    block[0] = scaled(static_cast<int>(read_mean(c)), 0);
    for (int k = 1; k < 64; ++k) {
      bits_.refill();
      const int symbol = checked(c.ac->decode(bits_)), run = symbol >> 4, category = symbol & 15;
      if (category == 0) {
        if (run != 15) break;
        k += 15;
        continue;
      }
      k += run;
      if (k > 63) source_.fail("has a broken code among its pixels");
      const std::size_t at = jpeg_zigzag[static_cast<std::size_t>(k)];
      block[at] = scaled(bits_.take_signed(category), at);
    }
    inverse_cosine_transform(block, c.plane.row(8 * y).data() + 8 * x, c.plane.width());
  }

  /// The highest bits of a band of coefficients.
  void read_first(JpegComponent& c, std::int16_t* block) {
    if (end_run_ > 0) {
      --end_run_;
      return;
    }
    for (int k = band_.first; k <= band_.last; ++k) {
      bits_.refill();
      const int symbol = checked(c.ac->decode(bits_)), run = symbol >> 4, category = symbol & 15;
      if (category == 0 && run != 15) {
        end_run_ = (1 << run) - 1 + static_cast<int>(bits_.take(run));
        return;
      }
      k += run;
      if (category == 0) continue;
      if (k > band_.last) source_.fail("has a broken code among its pixels");
      block[jpeg_zigzag[static_cast<std::size_t>(k)]] =
          static_cast<std::int16_t>(bits_.take_signed(category) * (1 << band_.low));
    }
  }

  /// One more bit for the coefficients that are known, and the first bit of others.
  void refine(JpegComponent& c, std::int16_t* block) {
    const int step = 1 << band_.low;
    const auto correct = [&](std::int16_t& value) {
      bits_.refill();
      if (bits_.take(1) == 0 || (value & step) != 0) return;
      value = static_cast<std::int16_t>(value < 0 ? value - step : value + step);
    };
    int k = band_.first;
    while (end_run_ == 0 && k <= band_.last) {
      bits_.refill();
      const int symbol = checked(c.ac->decode(bits_)), category = symbol & 15;
      int run = symbol >> 4, fresh = 0;
      if (category == 0) {
        if (run != 15) {
          end_run_ = (1 << run) + static_cast<int>(bits_.take(run));
          break;
        }
      } else {
        if (category != 1) source_.fail("has a broken code among its pixels");
        fresh = bits_.take(1) != 0 ? step : -step;
      }
      // The run counts the coefficients that stay zero; known ones on the way get their bit.
      for (; k <= band_.last; ++k) {
        std::int16_t& value = block[jpeg_zigzag[static_cast<std::size_t>(k)]];
        if (value != 0) {
          correct(value);
        } else if (run-- == 0) {
          value = static_cast<std::int16_t>(fresh);
          ++k;
          break;
        }
      }
    }
    if (end_run_ == 0) return;
    for (; k <= band_.last; ++k) {
      std::int16_t& value = block[jpeg_zigzag[static_cast<std::size_t>(k)]];
      if (value != 0) correct(value);
    }
    --end_run_;
  }

  const Source& source_;
  JpegBits bits_;
  JpegBand band_;
  bool progressive_;
  int end_run_ = 0;  // blocks, after this one, that a band leaves as they are
};

/// The samples of a component that was read bit by bit.
inline void transform_blocks(JpegComponent& c) {
  for (Index y = 0; y < c.blocks.height; ++y) {
    for (Index x = 0; x < c.blocks.width; ++x) {
      const std::int16_t* const block = c.coefficients.row(y).data() + 64 * x;
      std::array<int, 64> scaled;
      for (std::size_t i = 0; i < 64; ++i) scaled[i] = block[i] * c.scale[i];
      inverse_cosine_transform(scaled, c.plane.row(8 * y).data() + 8 * x, c.plane.width());
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
