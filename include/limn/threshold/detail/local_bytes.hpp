#pragma once
/// \file
/// Local thresholds of 8-bit images in 2-D: the columns of the window are summed on the way down, in integers, and
/// added up along the row in registers. No image of sums, nothing but a few rows of memory.
///
/// A pixel is decided in float, with a bound for what that may be wrong by; the few that are nearer to their level than
/// the bound are decided again by the formula in double that serves all other images, so that the result is the same.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/fused.hpp>
#include <limn/detail/simd/prefix_sum.hpp>
#include <limn/detail/simd/shorts.hpp>
#include <limn/threshold/detail/local_form.hpp>
#include <limn/threshold/detail/window_sweep.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Up to this window the sums of squares fit 31 bits.
inline constexpr Index local_bytes_limit = 181;

/// What all tiles of an image share.
struct ByteThresholds {
  ImageView<const std::uint8_t, 2> in;
  ImageView<Binary, 2> out;
  Index radius;
  Border border;
  LocalForm form;
  float uncertain;           // of the difference of both sides in float
  std::int32_t beyond_mean;  // without squares: foreground where v n - S is greater
};

/// The room that a tile needs, in rows of `int32`s with a register to spare.
struct ByteColumns {
  std::int32_t *sums, *squares;                // of the columns of the window, from x0 - radius on
  std::int32_t *sums_before, *squares_before;  // of all columns before one
  const std::uint8_t* zeros;                   // a row
};

/// How far the difference of both sides of (v n - S + A) |v n - S + A| > B |B| V may be from its value if computed in
/// float, where the sides are near each other. With u = 2^-24, e bounds the error of the sum on the left: v n - S is
/// exact, the rest is rounded a few times. Its square is then off by 2 e times its value, which is at most twice the
/// right side's root; V is off by 4 u n Q.
[[nodiscard]] inline float float_error_bound(const LocalForm& form) {
  constexpr double u = 0x1.0p-24, brightest = 255;
  const double n = form.count;
  const double factor = math::abs(form.b0) + math::abs(form.b1) * brightest;
  const double root = factor * brightest * n;  // of the right side, at most
  const double slope = form.a1 == 0 ? 0 : math::abs(form.a1 - 1) + 1;
  const double e = u * (3 * slope * brightest * n + 3 * math::abs(form.a0) * n + 4 * root);
  const double left = 4 * root * e + 16 * e * e + 16 * u * root * root;
  const double right = u * factor * factor * n * n * brightest * brightest * (4 + 9);
  return static_cast<float>(1.5 * (left + right));
}

template <bool Squares>
struct ByteTile {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const ByteThresholds& shared, const WindowTile& tile, const WindowAxis& axis,
                              const ByteColumns& room) const {
    const ByteColumns columns = room;
    const Index radius = shared.radius, window = 2 * radius + 1, height = shared.in.height();
    const Index length = tile.x1 - tile.x0, extended = length + 2 * radius;
    const Index left = (std::max)(Index{0}, radius - tile.x0);
    const auto row = [&](Index y) LIMN_LAMBDA_INLINE {
      return shared.in.row_pointer(border_index(y, height, shared.border)) + axis.first;
    };
    for (Index y = tile.y0 - radius; y < tile.y0 + radius; ++y) {
      update(tag, row(y), columns.zeros, row(y + 1), axis.count, columns.sums + left, columns.squares + left);
    }
    for (Index y = tile.y0; y < tile.y1; ++y) {
      const std::uint8_t* const leaving = y == tile.y0 ? columns.zeros : row(y - radius - 1);
      update(tag, row(y + radius), leaving, row(y + radius + 1), axis.count, columns.sums + left,
             columns.squares + left);
      const auto outside = [&](Index x) LIMN_LAMBDA_INLINE {
        const Index from = left + axis.source[static_cast<std::size_t>(x)];
        columns.sums[x] = columns.sums[from];
        if constexpr (Squares) columns.squares[x] = columns.squares[from];
      };
      for (Index x = 0; x < left; ++x) outside(x);
      for (Index x = left + axis.count; x < extended; ++x) outside(x);
      add_up(tag, columns.sums, extended, columns.sums_before);
      if constexpr (Squares) add_up(tag, columns.squares, extended, columns.squares_before);
      decide(tag, shared, columns, shared.in.row_pointer(y) + tile.x0, window, length,
             shared.out.row_pointer(y) + tile.x0);
    }
  }

 private:
  /// Adds the row that enters the window to the columns, and takes away the one that leaves. The row that enters next
  /// is fetched: where widths are multiples of a page, the hardware does not see it coming.
  template <class Tag>
  LIMN_INLINE static void update(Tag, const std::uint8_t* entering, const std::uint8_t* leaving,
                                 const std::uint8_t* next, Index length, std::int32_t* sums, std::int32_t* squares) {
    using V = VecOf<std::int32_t, Tag>;
    using Shorts = VecOf<std::int16_t, Tag>;
    Index x = 0;
    for (; x + V::size <= length; x += V::size) {
      if (x % 64 < V::size) __builtin_prefetch(next + x);
      const V a = load_wide(entering + x, V::zero()), b = load_wide(leaving + x, V::zero());
      const V apart = a - b;
      (V::load(sums + x) + apart).store(sums + x);
      if constexpr (Squares) {
        // The upper half of a + b is 0, so that the pairs give (a - b) (a + b).
        const Shorts difference = bit_cast<std::int16_t>(apart), sum = bit_cast<std::int16_t>(a + b);
        (V::load(squares + x) + multiply_add_pairs(difference, sum)).store(squares + x);
      }
    }
    for (; x < length; ++x) {
      const std::int32_t a = entering[x], b = leaving[x];
      sums[x] += a - b;
      if constexpr (Squares) squares[x] += (a - b) * (a + b);
    }
  }

  /// before[i] = the sum of values[0, i), for i up to `length` and some more.
  template <class Tag>
  LIMN_INLINE static void add_up(Tag, const std::int32_t* values, Index length, std::int32_t* before) {
    using V = VecOf<std::int32_t, Tag>;
    V sum = V::zero();
    before[0] = 0;
    for (Index i = 0; i < length; i += V::size) {
      const V sums = prefix_sum(V::load(values + i)) + sum;
      sums.store(before + i + 1);
      sum = splat_last(sums);
    }
  }

  template <class Tag>
  LIMN_INLINE static void decide(Tag, const ByteThresholds& shared, const ByteColumns& columns,
                                 const std::uint8_t* pixels, Index window, Index length, Binary* out) {
    using V = VecOf<std::int32_t, Tag>;
    constexpr Index step = Tag::bytes;
    const Decision<Tag> decision(shared, columns, window);
    Index x = 0;
    for (; x + step <= length; x += step) {
      const auto above = [&](int i) LIMN_LAMBDA_INLINE {
        return decision(load_wide(pixels + x + i * V::size, V::zero()), x + i * V::size);
      };
      byte_mask<std::int32_t, Tag>(above).store(out + x);
    }
    if (x == length) return;
    std::uint8_t last[static_cast<std::size_t>(step)] = {};
    std::memcpy(last, pixels + x, static_cast<std::size_t>(length - x));
    const auto above = [&](int i) LIMN_LAMBDA_INLINE {
      return decision(load_wide(last + i * V::size, V::zero()), x + i * V::size);
    };
    byte_mask<std::int32_t, Tag>(above).store(last);
    std::memcpy(static_cast<void*>(out + x), last, static_cast<std::size_t>(length - x));
  }

  /// Where the pixels of a register are above their levels.
  template <class Tag>
  struct Decision {
    using V = VecOf<std::int32_t, Tag>;
    using F = VecOf<float, Tag>;
    using Shorts = VecOf<std::int16_t, Tag>;

    LIMN_INLINE Decision(const ByteThresholds& shared, const ByteColumns& columns, Index window_size)
        : form(shared.form),
          sums(columns.sums_before),
          squares(columns.squares_before),
          window(window_size),
          count(V::splat(static_cast<std::int32_t>(form.count))),
          bound(V::splat(shared.beyond_mean)),
          sign(V::splat(0x7fffffff)),
          n(number(form.count)),
          a0(number(form.a0 * form.count)),
          a1(number(form.a1 - 1)),
          b0(number(-root_of_part() * form.b0)),
          b1(number(-root_of_part() * form.b1 / form.count)),
          spread_n(number(form.nick ? form.count * form.count : form.count)),
          above(number(shared.uncertain)),
          below(number(-shared.uncertain)) {}

    [[nodiscard]] LIMN_INLINE V operator()(const V& v, Index x) const {
      const V sum = V::load(sums + x + window) - V::load(sums + x);
      if constexpr (!Squares) {
        return multiply_add_pairs(bit_cast<std::int16_t>(v), bit_cast<std::int16_t>(count)) - sum > bound;
      } else {
        const V square = V::load(squares + x + window) - V::load(squares + x);
        const F s = convert<float>(sum);
        const F left = multiply_add(convert<float>(v), n, multiply_add(a1, s, a0));
        const F factor = multiply_add(b1, s, b0);  // -B
        const F spread = multiply_add(convert<float>(square), spread_n, -(s * s));
        const F difference = multiply_add(magnitude_of(factor) * factor, spread, magnitude_of(left) * left);
        const V certain = difference > above;
        if (movemask(certain) == movemask(difference > below)) return certain;
        return exactly(v, sum, square);
      }
    }

    [[nodiscard]] LIMN_INLINE static F number(double x) { return F::splat(static_cast<float>(x)); }
    /// NICK's V = n Q - S^2 / n is (n^2 Q - S^2) / n.
    [[nodiscard]] LIMN_INLINE double root_of_part() const { return form.nick ? 1 / math::sqrt(form.count) : 1; }
    [[nodiscard]] LIMN_INLINE F magnitude_of(const F& x) const {
      return bit_cast<float>(bit_cast<std::int32_t>(x) & sign);
    }

    [[nodiscard]] LIMN_INLINE V exactly(const V& v, const V& sum, const V& square) const {
      using D = VecOf<double, Tag>;
      double values[3][V::size];
      for (int i = 0; i < V::size; ++i) {
        values[0][i] = v[i];
        values[1][i] = sum[i];
        values[2][i] = square[i];
      }
      const LocalLanes<D, false> splats(form, 0);
      const D inverse = D::splat(1 / form.count);
      const auto half = [&](int i) LIMN_LAMBDA_INLINE {
        return LocalMaskRow::is_above(splats, D::load(values[0] + i), splats.count, inverse, D::load(values[1] + i),
                                      D::load(values[2] + i));
      };
      return pack_masks(half(0), half(D::size));
    }

    LocalForm form;
    const std::int32_t *sums, *squares;
    Index window;
    V count, bound, sign;
    F n, a0, a1, b0, b1, spread_n, above, below;
  };
};

/// True if windows and border are such that `threshold_bytes` serves.
[[nodiscard]] inline bool serves_bytes(Index window, Border border, const LocalForm& form) {
  return window <= local_bytes_limit && border != Border::constant && form.fade == 0;
}

/// Foreground by `form`; `squares` is false where it needs the mean alone.
template <class E>
void threshold_bytes(const ImageView<const std::uint8_t, 2>& in, const ImageView<Binary, 2>& out, Index radius,
                     Border border, const LocalForm& form, bool squares, E&& executor) {
  // v n - S > -a0 n, in integers.
  const double bound = math::floor(-form.a0 * form.count);
  constexpr double limit = 1 << 30;
  const ByteThresholds shared{in,
                              out,
                              radius,
                              border,
                              form,
                              float_error_bound(form),
                              static_cast<std::int32_t>(std::clamp(bound, -limit, limit))};
  constexpr Index spare = 64;
  const Index wide = border == Border::wrap ? in.width() : (std::max)(Index{2048}, 4 * radius);
  const WindowTiles tiles(in.width(), in.height(), wide, (std::max)(Index{512}, 16 * radius));
  executor(tiles.count(), [&](Index i) {
    const WindowTile tile = tiles[i];
    const WindowAxis axis(tile.x0, tile.x1, radius, in.width(), border);
    const Index room = tile.x1 - tile.x0 + 2 * radius + 2 * spare;
    List<std::int32_t> rows(static_cast<std::size_t>(4 * room));
    const List<std::uint8_t> zeros(static_cast<std::size_t>(axis.count + spare));
    std::int32_t* const first = rows.data();
    const ByteColumns columns{first, first + room, first + 2 * room, first + 3 * room, zeros.data()};
    if (squares) dispatch(ByteTile<true>{}, shared, tile, axis, columns);
    else dispatch(ByteTile<false>{}, shared, tile, axis, columns);
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
