#pragma once
/// \file
/// Reconstruction of gray images: sweeps down and up carry the marker along under the mask; what winds back on itself
/// goes over a queue.
///
/// Source: L. Vincent, "Morphological grayscale reconstruction in image analysis: applications and efficient
/// algorithms", IEEE Trans. Image Processing 2(2), 1993 (the hybrid algorithm).

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/morphology_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Pixels as keys that rise from the marker to the mask: in the order of the pixels for reconstruction by dilation, in
/// the opposite one by erosion. NaN has the lowest key, which carries nothing.
template <class T, bool Falling>
struct RisingKeys {
  using Keys = MorphologyKeys<std::conditional_t<Falling, Dilation, Erosion>, T>;
  using Key = typename Keys::Key;
  [[nodiscard]] LIMN_INLINE static Key key(T pixel) {
    return Falling ? static_cast<Key>(~Keys::key(pixel)) : Keys::key(pixel);
  }
  [[nodiscard]] LIMN_INLINE static T pixel(Key key) { return Keys::pixel(Falling ? static_cast<Key>(~key) : key); }
#if LIMN_DETAIL_VECTORS
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<Key, Bytes> load(const T* from, const Vec<Key, Bytes>& like) {
    const auto keys = Keys::load(from, like);
    return Falling ? ~keys : keys;
  }
  template <int Bytes>
  LIMN_INLINE static void store(T* to, const Vec<Key, Bytes>& keys) {
    Keys::store(to, Falling ? ~keys : keys);
  }
#endif
};

/// Two rows of pixels as keys, the marker no higher than the mask.
template <class Codec>
struct EnterRows {
  template <class Tag, class T, class K>
  LIMN_INLINE void operator()(Tag, const T* marker, const T* mask, K* level, K* limit, Index width) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<K, Tag>;
    for (; x + V::size <= width; x += V::size) {
      const V top = Codec::load(mask + x, V{});
      top.store(limit + x);
      (min)(top, Codec::load(marker + x, V{})).store(level + x);
    }
#endif
    for (; x < width; ++x) {
      limit[x] = Codec::key(mask[x]);
      const K start = Codec::key(marker[x]);
      level[x] = start < limit[x] ? start : limit[x];
    }
  }
};

template <class Codec>
struct LeaveRow {
  template <class Tag, class T, class K>
  LIMN_INLINE void operator()(Tag, const K* level, T* out, Index width) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<K, Tag>;
    for (; x + V::size <= width; x += V::size) Codec::store(out + x, V::load(level + x));
#endif
    for (; x < width; ++x) out[x] = Codec::pixel(level[x]);
  }
};

/// Bit x is set where some neighbor of pixel x is lower than it and could rise.
struct ListOpenPixels {
  template <class Tag, class K>
  LIMN_INLINE void operator()(Tag, const K* level, const K* limit, const Index* offsets, Index count, Index width,
                              std::uint64_t* open) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<K, Tag>;
    for (; x + 64 <= width; x += 64) {
      std::uint64_t word = 0;
      for (int i = 0; i < 64; i += Tag::bytes) {
        const auto lower = [&](int n) LIMN_LAMBDA_INLINE {
          const Index at = x + i + n * V::size;
          const V here = V::load(level + at);
          auto any = V::load(level + at + offsets[0]) < (min)(here, V::load(limit + at + offsets[0]));
          for (Index o = 1; o < count; ++o) {
            any = any | (V::load(level + at + offsets[o]) < (min)(here, V::load(limit + at + offsets[o])));
          }
          return any;
        };
        word |= movemask(byte_mask<K, Tag>(lower)) << i;
      }
      open[x / 64] = word;
    }
#endif
    for (; x < width; x += 64) {
      std::uint64_t word = 0;
      for (Index i = x; i < width && i < x + 64; ++i) {
        bool any = false;
        for (Index o = 0; o < count; ++o) {
          const K there = level[i + offsets[o]];
          any = any || (there < level[i] && there < limit[i + offsets[o]]);
        }
        word |= static_cast<std::uint64_t>(any) << (i - x);
      }
      open[x / 64] = word;
    }
  }
};

/// Marker and mask as keys, framed by pixels that nothing passes.
template <class K, std::size_t R>
class ReconstructFlood {
 public:
  ReconstructFlood(const Size<R>& size, Connectivity connectivity)
      : size_(size), pitch_(size[0] + 2), slice_(pitch_ * (size[1] + 2)) {
    const Index slices = R == 3 ? size[R - 1] + 2 : 1;
    constexpr K lowest = (std::numeric_limits<K>::min)();
    level_.assign(static_cast<std::size_t>(slices * slice_), lowest);
    limit_.assign(static_cast<std::size_t>(slices * slice_), lowest);
    for (const Point<R>& offset : neighbors<R>(connectivity)) {
      Index index = offset[0] + offset[1] * pitch_;
      if constexpr (R == 3) index += offset.z * slice_;
      offsets_.push_back(index);
    }
  }

  /// Where row i starts, counted through all slices.
  [[nodiscard]] Index start(Index i) const {
    const Index y = i % size_[1], z = i / size_[1];
    return (R == 3 ? (z + 1) * slice_ : 0) + (y + 1) * pitch_ + 1;
  }
  [[nodiscard]] K* level(Index i) { return level_.data() + start(i); }
  [[nodiscard]] K* limit(Index i) { return limit_.data() + start(i); }

  void run() {
    const Index rows = row_count(size_), width = size_[0];
    const auto half = static_cast<Index>(offsets_.size() / 2);
    std::vector<K> near(static_cast<std::size_t>(width));
    std::vector<std::uint64_t> open(static_cast<std::size_t>((width + 63) / 64));
    std::vector<const K*> around;
    // The winners of the pixel and its neighbors in other rows.
    const auto gather = [&](const K* row, const Index* from, const Index* to) {
      around.assign(1, row);
      for (; from < to; ++from) {
        if (*from != 1 && *from != -1) around.push_back(row + *from);
      }
      dispatch(WinnerOfRows<Dilation>{}, around.data(), static_cast<Index>(around.size()), near.data(), width);
    };
    // 1. Down: every pixel takes over from those before it.
    for (Index i = 0; i < rows; ++i) {
      K* const row = level(i);
      const K* const top = limit(i);
      gather(row, offsets_.data(), offsets_.data() + half);
      K carried = row[-1];
      for (Index x = 0; x < width; ++x) {
        const K reached = carried < near[static_cast<std::size_t>(x)] ? near[static_cast<std::size_t>(x)] : carried;
        row[x] = carried = top[x] < reached ? top[x] : reached;
      }
    }
    // 2. Up: from those after it; what it could still give to them is queued.
    std::vector<Index> queue, next;
    for (Index i = rows; i-- > 0;) {
      K* const row = level(i);
      const K* const top = limit(i);
      gather(row, offsets_.data() + half, offsets_.data() + 2 * half);
      K carried = row[width];
      for (Index x = width; x-- > 0;) {
        const K reached = carried < near[static_cast<std::size_t>(x)] ? near[static_cast<std::size_t>(x)] : carried;
        row[x] = carried = top[x] < reached ? top[x] : reached;
      }
      dispatch(ListOpenPixels{}, row, top, offsets_.data() + half, half, width, open.data());
      for (std::size_t word = 0; word < open.size(); ++word) {
        Index x = static_cast<Index>(word) * 64;
        for (std::uint64_t bits = open[word]; bits != 0; bits >>= 1, ++x) {
          if ((bits & 1) != 0) queue.push_back(start(i) + x);
        }
      }
    }
    // 3. First in, first out.
    while (!queue.empty()) {
      next.clear();
      for (const Index p : queue) {
        const K here = level_[static_cast<std::size_t>(p)];
        for (const Index offset : offsets_) {
          K& there = level_[static_cast<std::size_t>(p + offset)];
          const K top = limit_[static_cast<std::size_t>(p + offset)];
          const K risen = here < top ? here : top;
          if (there < risen) {
            there = risen;
            next.push_back(p + offset);
          }
        }
      }
      std::swap(queue, next);
    }
  }

 private:
  Size<R> size_;
  Index pitch_, slice_;
  std::vector<Index> offsets_;  // in raster order
  std::vector<K> level_, limit_;
};

/// The reconstruction, row by row: `marker(i)` gives row i of the marker, and `leave(i, keys)` takes that of the
/// result.
template <class Codec, class T, std::size_t R, class Marker, class Leave>
void reconstruct_rows(const ImageView<const T, R>& mask, Connectivity connectivity, const Marker& marker,
                      const Leave& leave) {
  ReconstructFlood<typename Codec::Key, R> flood(mask.size(), connectivity);
  const Index rows = row_count(mask.size()), width = mask.width();
  for (Index i = 0; i < rows; ++i) {
    dispatch(EnterRows<Codec>{}, marker(i), nth_row(mask, i), flood.level(i), flood.limit(i), width);
  }
  flood.run();
  for (Index i = 0; i < rows; ++i) leave(i, flood.level(i));
}

template <bool Falling, class T, std::size_t R>
void reconstruct_gray(const ImageView<const T, R>& marker, const ImageView<const T, R>& mask,
                      const ImageView<T, R>& out, Connectivity connectivity) {
  using Codec = RisingKeys<T, Falling>;
  reconstruct_rows<Codec>(
      mask, connectivity, [&](Index i) { return nth_row(marker, i); },
      [&](Index i, const typename Codec::Key* keys) {
        dispatch(LeaveRow<Codec>{}, keys, nth_row(out, i), mask.width());
      });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
