#pragma once
/// \file
/// Erosion and dilation by any structuring element, cut into runs along its rows.
///
/// A run of n pixels is covered by two of 2^k, where 2^k is the greatest power of two up to n. So each row of the image
/// is turned once into its winners of 1, 2, 4, ... pixels, and a pixel of the output is the winner of two of them for
/// each run: a disk costs its height, not its area.
///
/// Source: E. R. Urbach, M. H. F. Wilkinson, "Efficient 2-D grayscale morphological transformations with arbitrary flat
/// structuring elements", IEEE Trans. Image Processing 17(1), 2008 (chords and their table, here by two powers of two).

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>
#include <limn/filter/detail/morphology_rows.hpp>
#include <limn/filter/structuring_element.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// 2^level pixels from offset (x, dy) on.
struct Tap {
  Index dy, x;
  int level;
};

/// A slice of a structuring element.
struct TapSlice {
  Index dz = 0;
  std::vector<Tap> taps;  // from the first row to the last
};

struct TapElement {
  std::vector<TapSlice> slices;  // those that are not empty
  Index left = 0, right = 0;     // how far it reaches beside the origin
  Index above = 0, below = 0;
  int levels = 1;
};

[[nodiscard]] inline TapElement tap_element(const StructuringElement& element) {
  TapElement result;
  const Size<3>& size = element.size();
  const Point<3>& origin = element.origin();
  result.left = origin.x;
  result.right = size.width - 1 - origin.x;
  result.above = origin.y;
  result.below = size.height - 1 - origin.y;
  for (Index z = 0; z < size.depth; ++z) {
    TapSlice slice{z - origin.z, {}};
    for (Index y = 0; y < size.height; ++y) {
      for (Index x = 0; x < size.width;) {
        Index end = x;
        while (end < size.width && is_foreground(element.mask()(end, y, z))) ++end;
        if (end > x) {
          int level = 0;
          while ((Index{2} << level) <= end - x) ++level;
          const Index covered = Index{1} << level;
          slice.taps.push_back({y - origin.y, x - origin.x, level});
          if (covered < end - x) slice.taps.push_back({y - origin.y, end - covered - origin.x, level});
          result.levels = (std::max)(result.levels, level + 1);
        }
        x = end + 1;
      }
    }
    if (!slice.taps.empty()) result.slices.push_back(std::move(slice));
  }
  return result;
}

/// The rows of one slice of an image, as winners of 1, 2, 4, ... pixels, as many rows as the element is high.
template <class Op, class T>
class RunRows {
 public:
  using Key = morphology_key_t<Op, T>;
  static constexpr Key loser = MorphologyKeys<Op, T>::loser;

  RunRows(const TapElement& element, Index width)
      : element_(element),
        width_(width),
        padded_(width + element.left + element.right),
        span_(element.above + element.below + 1),
        table_(static_cast<std::size_t>(span_ * element.levels * padded_), loser),
        losers_(static_cast<std::size_t>(width), loser) {}

  /// To be called before the first row of a slice, and of a band.
  void start(const ImageView<const T, 2>& in, Index first_row) {
    in_ = in;
    next_ = (std::max)(first_row - element_.above, Index{0});
  }

  /// Writes the winners of row y of the output under a slice of the element and, where it is not null, of the row
  /// `before`. Rows come in ascending order.
  template <class To>
  void row(Index y, const TapSlice& slice, const Key* before, To* to) {
    for (; next_ <= y + element_.below && next_ < in_.height(); ++next_) enter(next_);
    taps_.clear();
    if (before != nullptr) taps_.push_back(before);
    for (const Tap& tap : slice.taps) {
      const Index from = y + tap.dy;
      if (from >= 0 && from < in_.height()) taps_.push_back(winners(from, tap.level) + element_.left + tap.x);
    }
    if (taps_.empty()) taps_.push_back(losers_.data());
    dispatch(WinnerOfRows<Op, Key, To>{}, taps_.data(), static_cast<Index>(taps_.size()), to, width_);
  }

 private:
  [[nodiscard]] Key* winners(Index y, int level) {
    return table_.data() + (y % span_ * element_.levels + level) * padded_;
  }

  void enter(Index y) {
    const T* const pixels = in_.row_pointer(y);
    dispatch(WinnerOfRows<Op, T, Key>{}, &pixels, Index{1}, winners(y, 0) + element_.left, width_);
    Index left = padded_;
    for (int level = 1; level < element_.levels; ++level) {
      const Index half = Index{1} << (level - 1);
      const Key* const two[] = {winners(y, level - 1), winners(y, level - 1) + half};
      left -= half;
      dispatch(WinnerOfRows<Op, Key, Key>{}, &two[0], Index{2}, winners(y, level), left);
    }
  }

  const TapElement& element_;
  ImageView<const T, 2> in_;
  Index width_, padded_, span_;
  Index next_ = 0;
  std::vector<Key> table_;
  std::vector<Key> losers_;
  std::vector<const Key*> taps_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
