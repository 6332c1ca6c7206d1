#pragma once
/// \file
/// The flood of an image by a floating range: its steps as bits, block by block, for a flood that does not know the
/// type of its pixels.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/region/detail/flood_blocks.hpp>
#include <limn/region/detail/flood_ranges.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Those words of a block that are `wanted`: bit i of word w says whether pixel 64 * w + i of `to` may be entered from
/// pixel 64 * w + i + shift of `from`, if there is one. The rows are `width` pixels long.
struct OpenBlock {
  template <class Tag, class P>
  LIMN_INLINE void operator()(Tag tag, const FloatingRange<P>& range, const P* to, const P* from, Index shift,
                              Index first, Index width, unsigned wanted, std::uint64_t* words) const {
    for (Index w = 0; w < block_words; ++w, first += 64) {
      if ((wanted >> w & 1) == 0) continue;
      const Index begin = first + shift < 0 ? 1 : 0, rest = width - first - (shift > 0 ? 1 : 0);
      if (rest <= begin) {
        words[w] = 0;
      } else if (begin == 0 && rest >= 64) {
        words[w] = range.bits(tag, from + first + shift, to + first);
      } else {
        const Index end = rest < 64 ? rest : 64;
        const auto bytes = sizeof(P) * static_cast<std::size_t>(end - begin);
        P targets[64] = {}, sources[64] = {};
        std::memcpy(static_cast<void*>(targets + begin), to + first + begin, bytes);
        std::memcpy(static_cast<void*>(sources + begin), from + first + shift + begin, bytes);
        words[w] = range.bits(tag, sources, targets) & ~std::uint64_t{0} >> (64 - end) & ~std::uint64_t{0} << begin;
      }
    }
  }
};

template <class P>
struct FloodPixels {
  const ImageView<const P, 3>& image;
  const FloatingRange<P>& range;

  static void open(const void* self, Index to, Index from, Index shift, Index block, unsigned wanted,
                   std::uint64_t* words) {
    const auto& [image, range] = *static_cast<const FloodPixels*>(self);
    dispatch(OpenBlock{}, range, nth_row(image, to), nth_row(image, from), shift, block * block_pixels, image.width(),
             wanted, words);
  }
};

/// Owns the words of a flood.
class FloodWords {
 public:
  FloodWords(const Size<3>& size, Connectivity connectivity) : state_{.links = {size.depth > 1, connectivity}} {
    state_.width = size.width;
    state_.height = size.height;
    state_.depth = size.depth;
    const Index blocks = (size.width + block_pixels - 1) / block_pixels;
    state_.words = blocks * block_words;
    state_.lists = (blocks + 63) / 64;
    const Index rows = state_.row_count(), words = rows * state_.words;
    const Index lists = (rows + 63) / 64;
    storage_ = Image<std::uint64_t>({lists + state_.words + words + rows * state_.pitch(), 1}, uninitialized);
    state_.knocked_rows = storage_.pixels().data();
    dry_row_ = state_.knocked_rows + lists;
    state_.flooded = dry_row_ + state_.words;
    state_.rows = state_.flooded + words;
    for (std::uint64_t* word = state_.knocked_rows; word < state_.flooded; ++word) *word = 0;
    touched_bands_.resize(static_cast<std::size_t>((rows + FloodState::band_rows - 1) / FloodState::band_rows));
    state_.touched_bands = touched_bands_.data();
  }
  FloodWords(const FloodWords&) = delete;
  FloodWords& operator=(const FloodWords&) = delete;

  /// Floods all that can be reached from a pixel.
  template <class P>
  void run(const ImageView<const P, 3>& image, const FloatingRange<P>& range, const Point<3>& seed) {
    start(seed);
    const FloodPixels<P> pixels{image, range};
    dispatch(Flood{}, state_, FloodSource{&pixels, FloodPixels<P>::open, range.symmetric()});
  }

  /// Writes them as foreground.
  void write(const ImageView<Binary, 3>& out) const {
    const bool whole = out.is_contiguous() && state_.width % block_pixels == 0;
    const Index rows = row_count(out.size());
    for (Index i = 0, end = 0; i < rows; i = end) {
      end = i + 1;
      if (whole && state_.touched(i)) {
        while (end < rows && state_.touched(end)) ++end;
      }
      dispatch(WriteBits{}, flooded(i), nth_row(out, i), (end - i) * out.width());
    }
  }

 private:
  void start(const Point<3>& seed) {
    const Index row = seed.z * state_.height + seed.y, block = seed.x / block_pixels;
    state_.touch(row);
    std::uint64_t* const knocks = state_.rows + row * state_.pitch();
    knocks[seed.x / 64] |= std::uint64_t{1} << seed.x % 64;
    knocks[state_.words + block / 64] |= std::uint64_t{1} << block % 64;
    state_.knocked_rows[row / 64] |= std::uint64_t{1} << row % 64;
  }

  /// The flooded pixels of a row, all rows counted through.
  [[nodiscard]] const std::uint64_t* flooded(Index row) const {
    return state_.touched(row) ? state_.flooded + row * state_.words : dry_row_;
  }

  FloodState state_;
  std::uint64_t* dry_row_ = nullptr;  // zeros
  std::vector<unsigned char> touched_bands_{};
  Image<std::uint64_t> storage_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
