#pragma once
/// \file
/// A curve as the bits of what it encloses, and the steps of morphological snakes on whole words of them.
///
/// Curvature: along every line (in a volume, plane) through a pixel the least and greatest value are found, and of
/// these the greatest least value (SI) and the least greatest one (IS) are taken. SI after IS, and IS after SI, move a
/// curve as its mean curvature does.
///
/// Source: P. Marquez-Neila, L. Baumela, L. Alvarez, "A morphological approach to curvature-based evolution of curves
/// and surfaces", IEEE Trans. PAMI 36(1), 2014.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/bit_rows.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Rows of words, with a word of zeros between them and rows of zeros around each slice: outside is not enclosed.
template <std::size_t R>
struct CurveShape {
  Size<R> size{};
  Index words = 0;

  explicit CurveShape(const Size<R>& of) : size(of), words((of[0] + 63) / 64) {}
  [[nodiscard]] LIMN_INLINE Index height() const { return size[1]; }
  [[nodiscard]] LIMN_INLINE Index depth() const { return R == 3 ? size[R - 1] : 1; }
  [[nodiscard]] LIMN_INLINE Index pitch() const { return words + 1; }
  [[nodiscard]] LIMN_INLINE Index slice() const { return (height() + 2) * pitch(); }
  [[nodiscard]] LIMN_INLINE Index start(Index y, Index z) const {
    return 1 + (R == 3 ? (z + 1) * slice() : 0) + (y + 1) * pitch();
  }
  /// The bits of a row's last word that are pixels.
  [[nodiscard]] LIMN_INLINE std::uint64_t last_pixels() const {
    return size[0] % 64 == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << size[0] % 64) - 1;
  }
  [[nodiscard]] Index total() const { return start(height(), depth() - 1) + pitch() + (R == 3 ? slice() : 0); }
};

/// Of all lines, or planes, through a pixel: whether one is enclosed whole (`Inf` first), or none is free (else).
template <bool Inf, std::size_t R, class Words>
[[nodiscard]] LIMN_INLINE Words along_lines(const std::uint64_t* at, Index pitch, Index slice) {
  const auto inner = [](const Words& a, const Words& b) LIMN_LAMBDA_INLINE { return Inf ? a & b : a | b; };
  const auto outer = [](const Words& a, const Words& b) LIMN_LAMBDA_INLINE { return Inf ? a | b : a & b; };
  struct Three {
    Words left, here, right;
  };
  const auto load = [at](Index offset) LIMN_LAMBDA_INLINE {
    const std::uint64_t* const from = at + offset;
    const Words here = load_words<Words>(from);
    return Three{here << 1 | load_words<Words>(from - 1) >> 63, here, here >> 1 | load_words<Words>(from + 1) << 63};
  };
  if constexpr (R == 2) {
    static_cast<void>(slice);
    const Three a = load(-pitch), b = load(0), c = load(pitch);
    const Words lines = outer(outer(inner(b.left, b.right), inner(a.here, c.here)),
                              outer(inner(a.left, c.right), inner(a.right, c.left)));
    return inner(b.here, lines);
  } else {
    const Three a[3] = {load(-slice - pitch), load(-slice), load(-slice + pitch)};
    const Three b[3] = {load(-pitch), load(0), load(pitch)};
    const Three c[3] = {load(slice - pitch), load(slice), load(slice + pitch)};
    const auto three = [&](const Words& p, const Words& q, const Words& r)
                           LIMN_LAMBDA_INLINE { return inner(inner(p, q), r); };
    const auto row = [&](const Three& p) LIMN_LAMBDA_INLINE { return three(p.left, p.here, p.right); };
    const auto column = [&](const Three(&p)[3]) LIMN_LAMBDA_INLINE { return three(p[0].here, p[1].here, p[2].here); };
    const auto falling = [&](const Three(&p)[3]) LIMN_LAMBDA_INLINE { return three(p[0].left, p[1].here, p[2].right); };
    const auto rising = [&](const Three(&p)[3]) LIMN_LAMBDA_INLINE { return three(p[0].right, p[1].here, p[2].left); };
    const auto towards = [&](int y, const Words& first, const Words& last)
                             LIMN_LAMBDA_INLINE { return three(first, b[y].here, last); };
    // The planes along the axes, then those through two opposite edges of a voxel.
    Words planes = outer(three(column(a), column(b), column(c)), three(row(a[1]), row(b[1]), row(c[1])));
    planes = outer(planes, three(row(b[0]), row(b[1]), row(b[2])));
    planes = outer(planes, three(falling(a), falling(b), falling(c)));
    planes = outer(planes, three(rising(a), rising(b), rising(c)));
    planes = outer(planes, three(towards(0, a[0].left, c[0].right), towards(1, a[1].left, c[1].right),
                                 towards(2, a[2].left, c[2].right)));
    planes = outer(planes, three(towards(0, a[0].right, c[0].left), towards(1, a[1].right, c[1].left),
                                 towards(2, a[2].right, c[2].left)));
    planes = outer(planes, three(row(a[0]), row(b[1]), row(c[2])));
    return outer(planes, three(row(a[2]), row(b[1]), row(c[0])));
  }
}

/// Writes SI (`Inf`) or IS of `from` to `to`.
template <bool Inf>
struct SmoothCurve {
  template <class Tag, std::size_t R>
  LIMN_INLINE void operator()(Tag tag, const CurveShape<R>& given, const std::uint64_t* from, std::uint64_t* to) const {
    const CurveShape<R> shape = given;
    for (Index z = 0; z < shape.depth(); ++z) {
      for (Index y = 0; y < shape.height(); ++y) {
        const Index first = shape.start(y, z);
        for_each_words(tag, first, shape.words, [&](const auto& kind, Index i) LIMN_LAMBDA_INLINE {
          using Words = std::remove_cvref_t<decltype(kind)>;
          store_words(along_lines<Inf, R, Words>(from + i, shape.pitch(), shape.slice()), to + i);
        });
        to[first + shape.words - 1] &= shape.last_pixels();
      }
    }
  }
};

/// Takes over, where `open` says so, what dilation (`Grow`) or erosion by a box of 3 pixels makes of `from`.
template <bool Grow>
struct InflateCurve {
  template <class Tag, std::size_t R>
  LIMN_INLINE void operator()(Tag tag, const CurveShape<R>& given, const std::uint64_t* open, const std::uint64_t* from,
                              std::uint64_t* to) const {
    const CurveShape<R> shape = given;
    for (Index z = 0; z < shape.depth(); ++z) {
      for (Index y = 0; y < shape.height(); ++y) {
        for_each_words(tag, shape.start(y, z), shape.words, [&](const auto& kind, Index i) LIMN_LAMBDA_INLINE {
          using Words = std::remove_cvref_t<decltype(kind)>;
          const Words here = load_words<Words>(from + i), allowed = load_words<Words>(open + i);
          Words box = here;
          for (Index dz = R == 3 ? -1 : 0; dz <= (R == 3 ? 1 : 0); ++dz) {
            for (Index dy = -1; dy <= 1; ++dy) {
              const std::uint64_t* const at = from + i + dz * shape.slice() + dy * shape.pitch();
              const Words middle = load_words<Words>(at);
              const Words left = middle << 1 | load_words<Words>(at - 1) >> 63;
              const Words right = middle >> 1 | load_words<Words>(at + 1) << 63;
              box = Grow ? box | middle | left | right : box & middle & left & right;
            }
          }
          store_words((box & allowed) | (here & ~allowed), to + i);
        });
      }
    }
  }
};

/// Lists the words of row (y, z) in which the curve has a slope by central differences, one-sided at the borders, and
/// writes which of their pixels; returns how many words.
struct FindCurve {
  template <class Tag, std::size_t R>
  LIMN_INLINE Index operator()(Tag tag, const CurveShape<R>& given, const std::uint64_t* enclosed, Index y, Index z,
                               std::uint64_t* slopes, Index* list) const {
    const CurveShape<R> shape = given;
    const std::uint64_t* const row = enclosed + shape.start(y, z);
    const std::uint64_t* const above = y > 0 ? row - shape.pitch() : row;
    const std::uint64_t* const below = y + 1 < shape.height() ? row + shape.pitch() : row;
    const std::uint64_t* const front = z > 0 ? row - shape.slice() : row;
    const std::uint64_t* const back = z + 1 < shape.depth() ? row + shape.slice() : row;
    const Index last = (shape.size[0] - 1) / 64;
    Index count = 0;
    const auto slope = [&](const auto& kind, Index i, std::uint64_t first_pixel, std::uint64_t last_pixel,
                           std::uint64_t pixels) LIMN_LAMBDA_INLINE {
      using Words = std::remove_cvref_t<decltype(kind)>;
      const Words here = load_words<Words>(row + i);
      Words left = here << 1 | load_words<Words>(row + i - 1) >> 63;
      Words right = here >> 1 | load_words<Words>(row + i + 1) << 63;
      if constexpr (std::is_same_v<Words, std::uint64_t>) {
        left |= here & first_pixel;
        right |= here & last_pixel;
      }
      Words found = (left ^ right) | (load_words<Words>(above + i) ^ load_words<Words>(below + i)) |
                    (load_words<Words>(front + i) ^ load_words<Words>(back + i));
      if constexpr (std::is_same_v<Words, std::uint64_t>) found &= pixels;
      if (!any_word(found)) return;
      store_words(found, slopes + i);
      for (Index k = 0; k < static_cast<Index>(sizeof(Words) / 8); ++k) {
        list[count] = i + k;
        count += slopes[i + k] != 0;
      }
    };
    constexpr std::uint64_t all = ~std::uint64_t{0};
    const std::uint64_t last_bit = std::uint64_t{1} << (shape.size[0] - 1) % 64;
    slope(std::uint64_t{}, 0, 1, last == 0 ? last_bit : 0, last == 0 ? shape.last_pixels() : all);
    if (last == 0) return count;
    for_each_words(tag, 1, last - 1, [&](const auto& kind, Index i) LIMN_LAMBDA_INLINE { slope(kind, i, 0, 0, all); });
    slope(std::uint64_t{}, last, 0, last_bit, shape.last_pixels());
    return count;
  }
};

/// A curve that moves.
template <std::size_t R>
class Curve {
 public:
  explicit Curve(const ImageView<const Binary, R>& mask)
      : shape_(mask.size()),
        now_(Size<2>{shape_.total(), 1}),
        next_(now_.size()),
        slopes_(Size<2>{shape_.words, 1}),
        list_(Size<2>{shape_.words + 8, 1}) {
    for_each_row([&](Index y, Index z) {
      const Binary* const row = nth_row(mask, z * shape_.height() + y);
      std::uint64_t* const bits = now_.pixels().data() + shape_.start(y, z);
      for (Index x = 0; x < mask.width(); ++x) {
        bits[x / 64] |= static_cast<std::uint64_t>(is_foreground(row[x])) << x % 64;
      }
    });
  }

  /// Lets `force(x, y, z)` move the curve where it runs: to the outside where it is positive, to the inside where it is
  /// negative.
  template <class Force>
  void attach(const Force& force) {
    const std::uint64_t* const from = now_.pixels().data();
    std::uint64_t* const to = next_.pixels().data();
    for_each_row([&](Index y, Index z) {
      const Index first = shape_.start(y, z);
      std::memcpy(to + first, from + first, static_cast<std::size_t>(shape_.words) * sizeof(std::uint64_t));
      const Index count = dispatch(FindCurve{}, shape_, from, y, z, slopes_.pixels().data(), list_.pixels().data());
      for (Index k = 0; k < count; ++k) {
        const Index word = list_(k, 0);
        for (std::uint64_t left = slopes_(word, 0); left != 0; left &= left - 1) {
          const std::uint64_t bit = left & (~left + 1);
          const double toward = force(word * 64 + std::countr_zero(left), y, z);
          if (toward > 0) to[first + word] |= bit;
          if (toward < 0) to[first + word] &= ~bit;
        }
      }
    });
    std::swap(now_, next_);
  }

  /// One step of curvature: SI after IS, or IS after SI.
  void smooth(bool si_last) {
    pass(!si_last);
    pass(si_last);
  }

  /// One step outward (`grow`) or inward, where `open` says so.
  void inflate(bool grow, const Curve& open) {
    const std::uint64_t* const allowed = open.now_.pixels().data();
    if (grow) dispatch(InflateCurve<true>{}, shape_, allowed, now_.pixels().data(), next_.pixels().data());
    else dispatch(InflateCurve<false>{}, shape_, allowed, now_.pixels().data(), next_.pixels().data());
    std::swap(now_, next_);
  }

  /// Keeps the curve as it is, for `for_changes`.
  void remember() { before_ = now_; }

  /// Calls `f(x, y, z, enclosed)` for the pixels that changed since `remember`, in raster order.
  template <class F>
  void for_changes(const F& f) const {
    for_each_row([&](Index y, Index z) {
      const Index first = shape_.start(y, z);
      for (Index word = 0; word < shape_.words; ++word) {
        const std::uint64_t now = now_(first + word, 0);
        for (std::uint64_t left = now ^ before_(first + word, 0); left != 0; left &= left - 1) {
          const int bit = std::countr_zero(left);
          f(word * 64 + bit, y, z, (now >> bit & 1) != 0);
        }
      }
    });
  }

  /// Whether pixel (x, y, z) is enclosed.
  [[nodiscard]] bool encloses(Index x, Index y, Index z) const {
    return (now_(shape_.start(y, z) + x / 64, 0) >> x % 64 & 1) != 0;
  }

  void write(const ImageView<Binary, R>& out) const {
    for_each_row([&](Index y, Index z) {
      dispatch(WriteBits{}, now_.pixels().data() + shape_.start(y, z), nth_row(out, z * shape_.height() + y),
               shape_.size[0]);
    });
  }

 private:
  template <class F>
  void for_each_row(const F& f) const {
    for (Index z = 0; z < shape_.depth(); ++z) {
      for (Index y = 0; y < shape_.height(); ++y) f(y, z);
    }
  }
  void pass(bool inf) {
    if (inf) dispatch(SmoothCurve<true>{}, shape_, now_.pixels().data(), next_.pixels().data());
    else dispatch(SmoothCurve<false>{}, shape_, now_.pixels().data(), next_.pixels().data());
    std::swap(now_, next_);
  }

  CurveShape<R> shape_;
  Image<std::uint64_t> now_, next_, before_;
  Image<std::uint64_t> slopes_;
  Image<Index> list_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
