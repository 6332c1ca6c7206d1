#pragma once
/// \file
/// Thresholds that the caller knows: above a level, or within a range.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/detail/stream_rows.hpp>

#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Foreground where `Test` holds, over a run of pixels.
template <class Test>
struct ClassifyRow {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, Binary* out, Index length, const Test& given) const {
    const Test test = given;  // in registers: through the reference it would be read again after each store
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    constexpr Index step = Tag::bytes;
    for (; x + step <= length; x += step) {
      const auto compare = [&](int i) LIMN_LAMBDA_INLINE { return test.vector(V::load(in + x + i * V::size)); };
      byte_mask<T, Tag>(compare).store(out + x);
    }
#endif
    for (; x < length; ++x) out[x] = to_binary(test.scalar(in[x]));
  }
};

template <class T>
struct Above {
  T level;
  [[nodiscard]] LIMN_INLINE bool scalar(T v) const { return v > level; }
#if LIMN_DETAIL_VECTORS
  template <class V>
  [[nodiscard]] LIMN_INLINE auto vector(const V& v) const {
    return v > V::splat(level);
  }
#endif
};

template <class T>
struct Within {
  T low, high;
  [[nodiscard]] LIMN_INLINE bool scalar(T v) const { return low <= v && v <= high; }
#if LIMN_DETAIL_VECTORS
  template <class V>
  [[nodiscard]] LIMN_INLINE auto vector(const V& v) const {
    return (V::splat(low) <= v) & (v <= V::splat(high));
  }
#endif
};

template <class T, std::size_t R, class Test, class E>
void classify(const ImageView<const T, R>& in, const ImageView<Binary, R>& out, const Test& test, E& executor) {
  const Index pixels = pixel_count(in.size()), piece = streamed<Binary>(pixels) ? 4096 : pixels;
  const auto run = [&](OutputRow<Binary>& row, Index length, const T* from, Binary* to) {
    for (Index x = 0; x < length; x += piece) {
      const Index count = length - x < piece ? length - x : piece;
      dispatch(ClassifyRow<Test>{}, from + x, row.begin(to + x), count, test);
      row.end(to + x, count);
    }
  };
  if constexpr (std::is_same_v<std::remove_cvref_t<E>, Sequential>) {
    OutputRow<Binary> row(piece, pixels);
    for_each_row([&](Index length, const T* from, Binary* to) { run(row, length, from, to); }, in, out);
  } else {
    for_each_band(row_count(in.size()), 64, executor, [&](Index begin, Index end) {
      OutputRow<Binary> row(piece, pixels);
      for (Index i = begin; i < end; ++i) run(row, in.width(), nth_row(in, i), nth_row(out, i));
    });
  }
}

template <class T>
void require_number(std::string_view function, std::string_view name, T value) {
  if (value != value) throw_invalid_argument(function, ": ", name, " is NaN");
}

}  // namespace detail

/// Writes foreground where `pixel > level`, background elsewhere; a NaN pixel is background.
///
/// \param in     any rank, any gray pixel type.
/// \param out    a mask of the same size; the same memory as `in` is fine for 8-bit pixels.
/// \param level  in the units of the pixels; every value is allowed but NaN.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ or `level` is NaN.
/// \complexity   one pass, no allocation.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires SameRank<I, O>
void threshold_into(const I& in, O&& out, pixel_t<I> level, E&& executor = sequential) {
  detail::require_same_size("limn::threshold_into", "the output", view(out).size(), "the image", const_view(in).size());
  detail::require_number("limn::threshold", "level", level);
  detail::classify(const_view(in), view(out), detail::Above<pixel_t<I>>{level}, executor);
}

/// The mask of `pixel > level`. See `threshold_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<Binary, rank_v<I>> threshold(const I& image, pixel_t<I> level, E&& executor = sequential) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  threshold_into(image, mask, level, executor);
  return mask;
}

/// Writes foreground where `low <= pixel <= high`, background elsewhere; a NaN pixel is background. Nothing is
/// foreground if `low > high`.
///
/// \param in         any rank, any gray pixel type.
/// \param out        a mask of the same size; the same memory as `in` is fine for 8-bit pixels.
/// \param low, high  in the units of the pixels.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ or a bound is NaN.
/// \complexity       one pass, no allocation.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires SameRank<I, O>
void threshold_range_into(const I& in, O&& out, pixel_t<I> low, pixel_t<I> high, E&& executor = sequential) {
  detail::require_same_size("limn::threshold_range_into", "the output", view(out).size(), "the image",
                            const_view(in).size());
  detail::require_number("limn::threshold_range", "low", low);
  detail::require_number("limn::threshold_range", "high", high);
  detail::classify(const_view(in), view(out), detail::Within<pixel_t<I>>{low, high}, executor);
}

/// The mask of `low <= pixel <= high`. See `threshold_range_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<Binary, rank_v<I>> threshold_range(const I& image, pixel_t<I> low, pixel_t<I> high,
                                                       E&& executor = sequential) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  threshold_range_into(image, mask, low, high, executor);
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
