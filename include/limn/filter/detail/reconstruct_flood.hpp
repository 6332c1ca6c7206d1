#pragma once
/// \file
/// Reconstruction of gray images: sweeps down and up carry the marker along under the mask; what winds back on itself
/// waits as a bit for further passes over the rows that have one.
///
/// Source: L. Vincent, "Morphological grayscale reconstruction in image analysis: applications and efficient
/// algorithms", IEEE Trans. Image Processing 2(2), 1993 (the hybrid algorithm, with bits in place of the queue).

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/morphology_rows.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Pixels as keys that rise from the marker to the mask: in the order of the pixels for reconstruction by dilation, in
/// the opposite one by erosion. NaN has the lowest key, which carries nothing.
template <class T, bool Falling>
struct RisingKeys {
  using Keys = MorphologyKeys<std::conditional_t<Falling, Dilation, Erosion>, T>;
  using Key = typename Keys::Key;
  /// Of the least pixel that is a number.
  static constexpr Key lowest = static_cast<Key>(Falling ? Keys::loser : ~Keys::loser);
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

/// Two rows of pixels as keys, the marker no higher than the mask. NaN in the marker is the least number.
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
      (min)(top, (max)(Codec::load(marker + x, V{}), V::splat(Codec::lowest))).store(level + x);
    }
#endif
    for (; x < width; ++x) {
      limit[x] = Codec::key(mask[x]);
      const K key = Codec::key(marker[x]), start = key < Codec::lowest ? Codec::lowest : key;
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

/// A row with neighbors of a row's pixels: how many layers and rows away, and whether it has those to the left and
/// right too.
struct ReconstructLink {
  Index layer, row;
  bool wide;
};

/// The result takes shape in `out`, which shares no memory with the mask. Layers are slices of a volume, rows of a
/// picture; beside `out` there are keys for two of them and a bit for every pixel.
template <class Codec, class T, std::size_t R>
class ReconstructFlood {
 public:
  ReconstructFlood(const ImageView<const T, R>& mask, const ImageView<T, R>& out, Connectivity connectivity)
      : mask_(mask),
        out_(out),
        width_(mask.width()),
        rows_(R == 3 ? mask.height() : 1),
        count_(row_count(mask.size())),
        words_((width_ + 63) / 64),
        pitch_(width_ + 2),
        layer_(pitch_ * (rows_ + 2)),
        near_(at(width_)),
        waiting_(at(words_ * count_)),
        waiting_rows_(at((count_ + 63) / 64)) {
    for (const Point<R>& to : neighbors<R>(connectivity)) {
      ReconstructLink link{to[R - 1], R == 3 ? to[1] : 0, to[0] != 0};
      const Index inside = link.row * pitch_ + to[0];
      offsets_[0].push_back(inside + (link.layer != 0 ? layer_ : 0));
      offsets_[1].push_back(inside - (link.layer != 0 ? layer_ : 0));
      // Neighbors come row by row.
      if (links_.empty() || links_.back().layer != link.layer || links_.back().row != link.row) links_.push_back(link);
      else links_.back().wide |= link.wide;
    }
  }

  template <class Marker>
  void run(const Marker& marker) {
    const Index half = static_cast<Index>(offsets_[0].size() / 2);
    // 1. Down: every pixel takes over from those before it.
    clear();
    for (Index i = 0; i < count_; ++i) {
      K *const row = levels_.data() + place(i), *const top = limits_.data() + place(i);
      dispatch(EnterRows<Codec>{}, marker(i), nth_row(mask_, i), row, top, width_);
      gather(row, offsets(i), half);
      K carried = row[-1];
      for (Index x = 0; x < width_; ++x) {
        const K reached = carried < near_[at(x)] ? near_[at(x)] : carried;
        row[x] = carried = top[x] < reached ? top[x] : reached;
      }
      dispatch(LeaveRow<Codec>{}, static_cast<const K*>(row), nth_row(out_, i), width_);
    }
    // 2. Up: from those after it; what it could still give to them waits.
    clear();
    for (Index i = count_; i-- > 0;) {
      K *const row = levels_.data() + place(i), *const top = limits_.data() + place(i);
      T* const result = nth_row(out_, i);
      dispatch(EnterRows<Codec>{}, static_cast<const T*>(result), nth_row(mask_, i), row, top, width_);
      const Index* const after = offsets(i) + half;
      gather(row, after, half);
      K carried = row[width_];
      for (Index x = width_; x-- > 0;) {
        const K reached = carried < near_[at(x)] ? near_[at(x)] : carried;
        row[x] = carried = top[x] < reached ? top[x] : reached;
      }
      dispatch(LeaveRow<Codec>{}, static_cast<const K*>(row), result, width_);
      std::uint64_t* const open = waiting_.data() + i * words_;
      dispatch(ListOpenPixels{}, row, top, after, half, width_, open);
      for (Index word = 0; word < words_; ++word) {
        if (open[word] != 0) return_to(i);
      }
    }
    // 3. Down and up over the rows in which pixels wait.
    for (bool down = true; pass(down); down = !down) {
    }
  }

 private:
  using K = typename Codec::Key;

  template <class N>
  [[nodiscard]] static std::size_t at(N place) {
    return static_cast<std::size_t>(place);
  }

  void clear() {
    levels_.assign(at(2 * layer_), (std::numeric_limits<K>::min)());
    limits_.assign(at(2 * layer_), (std::numeric_limits<K>::min)());
  }
  /// Where row i starts in the keys of its layer, which have a frame that nothing passes.
  [[nodiscard]] Index place(Index i) const { return i / rows_ % 2 * layer_ + (i % rows_ + 1) * pitch_ + 1; }
  /// From there to the neighbors in raster order.
  [[nodiscard]] const Index* offsets(Index i) const { return offsets_[at(i / rows_ % 2)].data(); }

  /// The winners of the pixels of a row and their neighbors in other rows.
  void gather(const K* row, const Index* offset, Index count) {
    around_.assign(1, row);
    for (Index n = 0; n < count; ++n) {
      if (offset[n] != 1 && offset[n] != -1) around_.push_back(row + offset[n]);
    }
    dispatch(WinnerOfRows<Dilation>{}, static_cast<const K* const*>(around_.data()), static_cast<Index>(around_.size()),
             near_.data(), width_);
  }

  void return_to(Index i) { waiting_rows_[at(i / 64)] |= std::uint64_t{1} << i % 64; }

  /// Looks at all rows in which pixels wait, those included that come to wait on the way; whether there were any.
  bool pass(bool down) {
    bool any = false;
    const auto words = static_cast<Index>(waiting_rows_.size());
    for (Index n = 0; n < words; ++n) {
      const Index word = down ? n : words - 1 - n;
      for (std::uint64_t left = ~std::uint64_t{0};;) {
        const std::uint64_t bits = waiting_rows_[at(word)] & left;
        if (bits == 0) break;
        const int bit = down ? std::countr_zero(bits) : 63 - std::countl_zero(bits);
        left = down ? ~std::uint64_t{1} << bit : (std::uint64_t{1} << bit) - 1;
        waiting_rows_[at(word)] &= ~(std::uint64_t{1} << bit);
        spread_row(64 * word + bit, down);
        any = true;
      }
    }
    return any;
  }

  /// A row as pixels that are being raised, and those of the mask.
  struct Beside {
    T* level;
    const T* limit;
    std::uint64_t* waiting;
    Index row;
    bool wide;
  };

  /// The pixels of row i that wait give to their neighbors what these can take.
  void spread_row(Index i, bool down) {
    std::array<Beside, 9> beside{};
    std::size_t count = 0;
    const auto add = [&](Index layer, Index y, bool wide) {
      if (layer < 0 || layer >= count_ / rows_ || y < 0 || y >= rows_) return;
      const Index row = layer * rows_ + y;
      beside[count++] = {nth_row(out_, row), nth_row(mask_, row), waiting_.data() + row * words_, row, wide};
    };
    const Index layer = i / rows_, y = i % rows_;
    for (const ReconstructLink& link : links_) add(layer + link.layer, y + link.row, link.wide);
    const T* const own = nth_row(out_, i);
    std::uint64_t* const waiting = waiting_.data() + i * words_;
    for (Index n = 0; n < words_; ++n) {
      const Index word = down ? n : words_ - 1 - n;
      while (waiting[word] != 0) {
        const int bit = down ? std::countr_zero(waiting[word]) : 63 - std::countl_zero(waiting[word]);
        waiting[word] &= ~(std::uint64_t{1} << bit);
        const Index x = 64 * word + bit;
        const K here = Codec::key(own[x]);
        const bool left = x > 0, right = x + 1 < width_;
        for (std::size_t b = 0; b < count; ++b) {
          const Beside& to = beside[b];
          give(here, to, x);
          if (!to.wide) continue;
          if (left) give(here, to, x - 1);
          if (right) give(here, to, x + 1);
        }
      }
    }
  }

  LIMN_INLINE void give(K here, const Beside& to, Index x) {
    const K limit = Codec::key(to.limit[x]), risen = here < limit ? here : limit;
    if (!(Codec::key(to.level[x]) < risen)) return;
    to.level[x] = Codec::pixel(risen);
    to.waiting[x / 64] |= std::uint64_t{1} << x % 64;
    return_to(to.row);
  }

  ImageView<const T, R> mask_;
  ImageView<T, R> out_;
  Index width_, rows_, count_;  // of a row, of a layer, of all
  Index words_, pitch_, layer_;
  List<ReconstructLink> links_;
  List<Index> offsets_[2];  // from the even layers to the odd ones, and back
  List<K> levels_, limits_, near_;
  List<const K*> around_;
  List<std::uint64_t> waiting_, waiting_rows_;
};

/// Writes the reconstruction; `marker(i)` gives row i of the marker, once for each in raster order and before that row
/// of `out` is written. `out` shares no memory with the mask.
template <class Codec, class T, std::size_t R, class Marker>
void reconstruct_rows(const ImageView<const T, R>& mask, Connectivity connectivity, const Marker& marker,
                      const ImageView<T, R>& out) {
  ReconstructFlood<Codec, T, R>(mask, out, connectivity).run(marker);
}

/// Whether two images have memory in common.
template <class T, std::size_t R>
[[nodiscard]] bool share_memory(const ImageView<const T, R>& a, const ImageView<const T, R>& b) {
  const auto ends = [](const ImageView<const T, R>& image) {
    const char *first = reinterpret_cast<const char*>(image.pixels()), *last = first;
    last += image.width() * static_cast<Index>(sizeof(T));
    for (std::size_t axis = 1; axis < R; ++axis) {
      const Index reach = image.byte_strides()[axis - 1] * (image.size()[axis] - 1);
      (reach < 0 ? first : last) += reach;
    }
    return std::array<std::uintptr_t, 2>{reinterpret_cast<std::uintptr_t>(first),
                                         reinterpret_cast<std::uintptr_t>(last)};
  };
  const auto one = ends(a), other = ends(b);
  return one[0] < other[1] && other[0] < one[1];
}

/// The same where `out` may be the mask.
template <class Codec, class T, std::size_t R, class Marker>
void reconstruct_beside(const ImageView<const T, R>& mask, Connectivity connectivity, const Marker& marker,
                        const ImageView<T, R>& out, bool apart) {
  if (apart) return reconstruct_rows<Codec>(mask, connectivity, marker, out);
  Image<T, R> result(mask.size(), uninitialized);
  reconstruct_rows<Codec>(mask, connectivity, marker, view(result));
  copy_into(result, out);
}

template <bool Falling, class T, std::size_t R>
void reconstruct_gray(const ImageView<const T, R>& marker, const ImageView<const T, R>& mask,
                      const ImageView<T, R>& out, Connectivity connectivity) {
  const ImageView<const T, R> result = out;
  const bool in_place = marker.pixels() == out.pixels() && marker.byte_strides() == out.byte_strides();
  const bool apart = !share_memory(mask, result) && (in_place || !share_memory(marker, result));
  reconstruct_beside<RisingKeys<T, Falling>>(
      mask, connectivity, [&](Index i) { return nth_row(marker, i); }, out, apart);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
