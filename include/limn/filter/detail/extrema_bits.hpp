#pragma once
/// \file
/// Regional extrema as bitmaps.
///
/// A pixel with nothing higher beside it is a candidate. Two candidates that touch are equally high, so the plateaus of
/// the candidates are their connected components; one is a maximum unless it touches a pixel of its own height that is
/// no candidate. Those are the seeds that spread through the candidates.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// `a` beats `b`: it is higher, or lower where minima are sought.
template <bool Minima, class V>
[[nodiscard]] LIMN_INLINE auto beats(const V& a, const V& b) {
  if constexpr (Minima) return a < b;
  else return a > b;
}

/// A neighbor in a row of pixels that has a frame, and in a row of bits.
template <class T>
struct Beside {
  const T* pixels;
  const std::uint64_t* others;  // which pixels of its row are no candidates
  Index dx;
};

/// The 64 bits of which the first stands for pixel x + dx, from rows that have a word of zeros on both sides.
[[nodiscard]] LIMN_INLINE std::uint64_t moved_word(const std::uint64_t* word, Index dx) {
  if (dx < 0) return word[0] << 1 | word[-1] >> 63;
  if (dx > 0) return word[0] >> 1 | word[1] << 63;
  return word[0];
}

/// One bit for each of 64 pixels: `compare(i)` compares the register of pixels from `i` on.
template <class T, class Tag, class Compare>
[[nodiscard]] LIMN_INLINE std::uint64_t word_of(Tag, const Compare& compare) {
  std::uint64_t word = 0;
#if LIMN_DETAIL_VECTORS
#pragma GCC unroll 4
  for (int i = 0; i < 64; i += Tag::bytes) {
    const auto part = [&](int n) LIMN_LAMBDA_INLINE { return compare(i + n * VecOf<T, Tag>::size); };
    word |= movemask(byte_mask<T, Tag>(part)) << i;
  }
#else
  for (int i = 0; i < 64; ++i) word |= static_cast<std::uint64_t>(compare(i)) << i;
#endif
  return word;
}

#if LIMN_DETAIL_VECTORS
template <class T, class Tag>
using ExtremaLanes = VecOf<T, Tag>;
#else
/// One pixel at a time.
template <class T>
struct OneLane {
  [[nodiscard]] static T load(const T* from) { return *from; }
};
template <class T, class Tag>
using ExtremaLanes = OneLane<T>;
#endif

/// Candidates of a row, and those that are none. Pixels are readable up to the next multiple of 64.
template <bool Minima>
struct FindCandidates {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag tag, const T* row, const Beside<T>* beside, Index count, Index width,
                              std::uint64_t* candidates, std::uint64_t* others) const {
    using V = ExtremaLanes<T, Tag>;
    for (Index x = 0; x < width; x += 64) {
      const std::uint64_t beaten = word_of<T>(tag, [&](int i) LIMN_LAMBDA_INLINE {
        const auto here = V::load(row + x + i);
        // Not equal to itself: NaN.
        auto any = here != here;
        for (Index n = 0; n < count; ++n) {
          any = any | beats<Minima>(V::load(beside[n].pixels + x + i), here);
        }
        return any;
      });
      const std::uint64_t inside = width - x < 64 ? ~(~std::uint64_t{0} << (width - x)) : ~std::uint64_t{0};
      candidates[x / 64] = ~beaten & inside;
      others[x / 64] = beaten & inside;
    }
  }
};

/// The candidates of a row beside an equal pixel that is none.
struct FindSlopes {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag tag, const T* row, const Beside<T>* beside, Index count, Index width,
                              const std::uint64_t* candidates, std::uint64_t* slopes) const {
    using V = ExtremaLanes<T, Tag>;
    for (Index x = 0; x < width; x += 64) {
      std::uint64_t found = 0;
      const std::uint64_t open = candidates[x / 64];
      for (Index n = 0; n < count && open != 0; ++n) {
        const std::uint64_t near = open & moved_word(beside[n].others + x / 64, beside[n].dx);
        if (near == 0) continue;
        const T* const there = beside[n].pixels + x;
        found |= near &
                 word_of<T>(tag, [&](int i) LIMN_LAMBDA_INLINE { return V::load(row + x + i) == V::load(there + i); });
      }
      slopes[x / 64] = found;
    }
  }
};

/// The rows around a row, each with a frame of pixels that beat nothing.
template <bool Minima, class T, std::size_t R>
class FramedRows {
 public:
  explicit FramedRows(const ImageView<const T, R>& image) : image_(image), pitch_((image.width() + 63) / 64 * 64 + 2) {
    constexpr bool real = std::is_floating_point_v<T>;
    using Limits = std::numeric_limits<T>;
    const T lowest = real ? -Limits::infinity() : Limits::lowest(),
            highest = real ? Limits::infinity() : (Limits::max)();
    rows_.assign(static_cast<std::size_t>(pitch_) * (R == 3 ? 9 : 3) + static_cast<std::size_t>(pitch_),
                 Minima ? highest : lowest);
    for (Index& row : holds_) row = -1;
  }
  /// Row (y, z), or a row of the frame where that lies outside.
  [[nodiscard]] const T* operator()(Index y, Index z) {
    constexpr Index slots = R == 3 ? 9 : 3;
    const Index depth = R == 3 ? image_.size()[R - 1] : 1;
    if (y < 0 || y >= image_.height() || z < 0 || z >= depth) return at(slots);
    const Index slot = y % 3 + (R == 3 ? z % 3 * 3 : 0), row = z * image_.height() + y;
    if (holds_[slot] != row) {
      std::memcpy(at(slot), nth_row(image_, row), static_cast<std::size_t>(image_.width()) * sizeof(T));
      holds_[slot] = row;
    }
    return at(slot);
  }

 private:
  [[nodiscard]] T* at(Index slot) { return rows_.data() + slot * pitch_ + 1; }

  ImageView<const T, R> image_;
  Index pitch_;
  std::vector<T> rows_;
  Index holds_[9];
};

template <bool Minima, class T, std::size_t R>
void regional_extrema(const ImageView<const T, R>& image, const ImageView<Binary, R>& out, Connectivity connectivity) {
  const Index width = image.width(), height = image.height(), rows = row_count(image.size());
  const auto offsets = neighbors<R>(connectivity);
  BitRows<R> bits(image.size(), connectivity);
  const Index words = bits.words(), pitch = words + 2;
  // Rows of non-candidates, framed like those of the image.
  const Index slices = R == 3 ? image.size()[R - 1] + 2 : 1;
  std::vector<std::uint64_t> others(static_cast<std::size_t>(slices * (height + 2) * pitch));
  const auto others_at = [&](Index y, Index z) {
    return others.data() + ((R == 3 ? z + 1 : 0) * (height + 2) + y + 1) * pitch + 1;
  };
  FramedRows<Minima, T, R> framed(image);
  std::vector<Beside<T>> beside(offsets.count);
  const auto gather = [&](Index y, Index z) {
    for (std::size_t n = 0; n < offsets.count; ++n) {
      const Point<R>& offset = offsets.offsets[n];
      const Index to_y = y + offset[1], to_z = R == 3 ? z + offset[R - 1] : 0;
      beside[n] = {framed(to_y, to_z) + offset[0], others_at(to_y, to_z), offset[0]};
    }
    return framed(y, z);
  };
  for (Index i = 0; i < rows; ++i) {
    const Index y = i % height, z = i / height;
    bits.clear(y, z);
    const T* const row = gather(y, z);
    dispatch(FindCandidates<Minima>{}, row, beside.data(), static_cast<Index>(offsets.count), width,
             bits.candidates(y, z), others_at(y, z));
  }
  for (Index i = 0; i < rows; ++i) {
    const Index y = i % height, z = i / height;
    const T* const row = gather(y, z);
    dispatch(FindSlopes{}, row, beside.data(), static_cast<Index>(offsets.count), width, bits.candidates(y, z),
             bits.found(y, z));
    bits.sweep_down(y, z);
  }
  bits.finish();
  for (Index i = 0; i < rows; ++i) {
    std::uint64_t* const found = bits.found(i % height, i / height);
    const std::uint64_t* const candidates = bits.candidates(i % height, i / height);
    for (Index word = 0; word < words; ++word) found[word] ^= candidates[word];
    dispatch(WriteBits{}, found, nth_row(out, i), width);
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
