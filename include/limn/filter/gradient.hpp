#pragma once
/// \file
/// First derivatives of an image over 3 x 3 (x 3) pixels, and Roberts' over 2 x 2.
///
/// Sources: I. Sobel and G. Feldman, "A 3x3 isotropic gradient operator for image processing", 1968;
/// J. Prewitt, "Object enhancement and extraction", 1970; H. Scharr, "Optimale Operatoren in der digitalen
/// Bildverarbeitung", 2000; L. Roberts, "Machine perception of three-dimensional solids", 1963.
///
/// Signs are those of OpenCV and scikit-image: `dx` is positive where it gets brighter to the right, `dy` where it gets
/// brighter downward, `dz` toward later slices. The weights are whole numbers and nothing is divided, so results are
/// exact: scikit-image's are these over 8 (Sobel), 32 (Scharr) and 6 (Prewitt).

#include <limn/core/border.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/stream_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gradient_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {

struct GradientOptions {
  Border border = Border::mirror;  ///< `mirror` is OpenCV's default, `reflect` that of scikit-image
  double constant = 0;             ///< what stands outside under `Border::constant`, in the units of the pixels
};

/// Where a gradient is written: images of one size.
template <class T, std::size_t R = 2>
struct GradientView;
template <class T>
struct GradientView<T, 2> {
  ImageView<T, 2> dx, dy;
};
template <class T>
struct GradientView<T, 3> {
  ImageView<T, 3> dx, dy, dz;
};

/// The derivatives along each axis.
template <class T, std::size_t R = 2>
struct Gradient;
template <class T>
struct Gradient<T, 2> {
  Image<T, 2> dx, dy;
  LIMN_INLINE operator GradientView<T, 2>() { return {view(dx), view(dy)}; }  // NOLINT(google-explicit-constructor)
};
template <class T>
struct Gradient<T, 3> {
  Image<T, 3> dx, dy, dz;
  LIMN_INLINE operator GradientView<T, 3>() {  // NOLINT(google-explicit-constructor)
    return {view(dx), view(dy), view(dz)};
  }
};

inline namespace LIMN_ABI {

/// What holds every derivative of pixels `T` exactly: int16 for 8 bits, int32 for 16, int64 for 32, and double for 64;
/// floats keep their type.
template <class T>
using gradient_pixel_t = std::conditional_t<
    std::is_floating_point_v<T>, T,
    std::conditional_t<
        sizeof(T) == 1, std::int16_t,
        std::conditional_t<sizeof(T) == 2, std::int32_t, std::conditional_t<sizeof(T) == 4, std::int64_t, double>>>>;

namespace detail {

/// Row y of an image whose border is `border`; a row of constant pixels outside.
template <class T>
struct BorderedRows {
  ImageView<const T, 2> image;
  Border border;
  const T* outside;
  [[nodiscard]] const T* operator()(Index y) const {
    const Index inside = border_index(y, image.height(), border);
    return inside < 0 ? outside : image.row_pointer(inside);
  }
};

/// Rows [begin, end).
template <class Weights, class T, class G>
void gradient_rows(const ImageView<const T, 2>& in, const GradientView<G, 2>& out, Border border, T constant,
                   Index begin, Index end) {
  const Index width = in.width();
  PaddedRows<G> sums(width, 2);
  G* const smooth = sums.row(0);
  G* const slope = sums.row(1);
  const std::vector<T> outside(static_cast<std::size_t>(border == Border::constant ? width : 0), constant);
  const BorderedRows<T> rows{in, border, outside.data()};
  const G level = static_cast<G>(constant);
  constexpr Index piece = 1024;
  OutputRow<G> row_dx(piece, pixel_count(in.size())), row_dy(piece, pixel_count(in.size()));
  for (Index y = begin; y < end; ++y) {
    dispatch(SumColumns<Weights>{}, rows(y - 1), rows(y), rows(y + 1), rows(y + 2), smooth, slope, width);
    extend_row(smooth, width, border, smoothed<Weights>(level, level, level));
    extend_row(slope, width, border, G{});
    for (Index x = 0; x < width; x += piece) {
      const Index length = width - x < piece ? width - x : piece;
      G *const dx = out.dx.row_pointer(y) + x, *const dy = out.dy.row_pointer(y) + x;
      dispatch(DifferenceRow<Weights>{}, smooth + x, slope + x, row_dx.begin(dx), row_dy.begin(dy), length);
      row_dx.end(dx, length);
      row_dy.end(dy, length);
    }
  }
}

template <class Weights, class T, class G>
void gradient_rows(const ImageView<const T, 3>& in, const GradientView<G, 3>& out, Border border, T constant,
                   Index begin, Index end) {
  const Index width = in.width(), height = in.height(), depth = in.depth();
  PaddedRows<G> sums(width, 3);
  const std::vector<T> outside(static_cast<std::size_t>(border == Border::constant ? width : 0), constant);
  const G level = static_cast<G>(constant), flat = smoothed<Weights>(level, level, level);
  for (Index i = begin; i < end; ++i) {
    const Index z = i / height, y = i % height;
    VolumeRows<T> rows{};
    for (Index k = 0; k < 3; ++k) {
      for (Index j = 0; j < 3; ++j) {
        const Index from_y = border_index(y + j - 1, height, border), from_z = border_index(z + k - 1, depth, border);
        rows.at[k][j] = from_y < 0 || from_z < 0 ? outside.data() : in.row_pointer(from_y, from_z);
      }
    }
    dispatch(SumVolume<Weights>{}, rows, sums.row(0), sums.row(1), sums.row(2), width);
    extend_row(sums.row(0), width, border, smoothed<Weights>(flat, flat, flat));
    extend_row(sums.row(1), width, border, G{});
    extend_row(sums.row(2), width, border, G{});
    dispatch(DifferenceVolume<Weights>{}, sums.row(0), sums.row(1), sums.row(2), out.dx.row_pointer(y, z),
             out.dy.row_pointer(y, z), out.dz.row_pointer(y, z), width);
  }
}

template <class G, std::size_t R>
void require_gradient(std::string_view function, const GradientView<G, R>& out, const Size<R>& size) {
  require_same_size(function, "dx", out.dx.size(), "the image", size);
  require_same_size(function, "dy", out.dy.size(), "the image", size);
  if constexpr (R == 3) require_same_size(function, "dz", out.dz.size(), "the image", size);
}

template <class Weights, class T, class G, std::size_t R, class E>
void gradient_into(std::string_view function, const ImageView<const T, R>& in, const GradientView<G, R>& out,
                   const GradientOptions& options, E& executor) {
  require_gradient(function, out, in.size());
  const T constant = outside_pixel<T>(function, options.border, options.constant);
  if (in.empty()) return;
  for_each_band(row_count(in.size()), 64, executor,
                [&](Index begin, Index end) { gradient_rows<Weights>(in, out, options.border, constant, begin, end); });
}

template <class T, std::size_t R>
[[nodiscard]] Gradient<T, R> uninitialized_gradient(const Size<R>& size) {
  Gradient<T, R> gradient;
  gradient.dx = Image<T, R>(size, uninitialized);
  gradient.dy = Image<T, R>(size, uninitialized);
  if constexpr (R == 3) gradient.dz = Image<T, R>(size, uninitialized);
  return gradient;
}

}  // namespace detail

template <GrayImage I>
using gradient_t = Gradient<gradient_pixel_t<pixel_t<I>>, rank_v<I>>;
template <GrayImage I>
using gradient_view_t = GradientView<gradient_pixel_t<pixel_t<I>>, rank_v<I>>;

/// Sobel's derivatives: a difference along the axis, smoothed by (1, 2, 1) across it.
///
/// \param in       rank 2 or 3, any gray pixel type. A NaN reaches the pixels that have it in their window with a
/// weight
///                 that is not zero.
/// \param out      a `Gradient`, or views of images of the type `gradient_pixel_t`, as large as the image and apart
/// from
///                 it in memory.
/// \param options  the border.
/// \param executor runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, or the constant outside is no value of the pixels' type.
/// \complexity     one pass; a few rows of scratch.
template <GrayImage I, Executor E = const Sequential&>
void sobel_into(const I& in, const gradient_view_t<I>& out, const GradientOptions& options = {},
                E&& executor = sequential) {
  detail::gradient_into<detail::SobelWeights>("limn::sobel", const_view(in), out, options, executor);
}

/// Sobel's derivatives: up to 8 times the difference of neighbors (32 in 3-D). See `sobel_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] gradient_t<I> sobel(const I& image, const GradientOptions& options = {}, E&& executor = sequential) {
  auto gradient = detail::uninitialized_gradient<gradient_pixel_t<pixel_t<I>>>(const_view(image).size());
  sobel_into(image, gradient, options, executor);
  return gradient;
}

/// Prewitt's derivatives: a difference along the axis, smoothed by (1, 1, 1) across it. Otherwise as `sobel_into`.
template <GrayImage I, Executor E = const Sequential&>
void prewitt_into(const I& in, const gradient_view_t<I>& out, const GradientOptions& options = {},
                  E&& executor = sequential) {
  detail::gradient_into<detail::PrewittWeights>("limn::prewitt", const_view(in), out, options, executor);
}

/// Prewitt's derivatives. See `prewitt_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] gradient_t<I> prewitt(const I& image, const GradientOptions& options = {}, E&& executor = sequential) {
  auto gradient = detail::uninitialized_gradient<gradient_pixel_t<pixel_t<I>>>(const_view(image).size());
  prewitt_into(image, gradient, options, executor);
  return gradient;
}

/// Scharr's derivatives: a difference along the axis, smoothed by (3, 10, 3) across it, which turns best with the
/// picture. In 2-D only, where the weights were fitted. Otherwise as `sobel_into`.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2) void scharr_into(const I& in, const gradient_view_t<I>& out,
                                          const GradientOptions& options = {}, E&& executor = sequential) {
  detail::gradient_into<detail::ScharrWeights>("limn::scharr", const_view(in), out, options, executor);
}

/// Scharr's derivatives. See `scharr_into`.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2)
    [[nodiscard]] gradient_t<I> scharr(const I& image, const GradientOptions& options = {}, E&& executor = sequential) {
  auto gradient = detail::uninitialized_gradient<gradient_pixel_t<pixel_t<I>>>(const_view(image).size());
  scharr_into(image, gradient, options, executor);
  return gradient;
}

/// Roberts' cross, the differences along the diagonals of 2 x 2 pixels: `dx` = I(x + 1, y + 1) - I(x, y), toward the
/// lower right, and `dy` = I(x, y + 1) - I(x + 1, y), toward the lower left. 2-D only. Otherwise as `sobel_into`.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2) void roberts_into(const I& in, const gradient_view_t<I>& out,
                                           const GradientOptions& options = {}, E&& executor = sequential) {
  using T = pixel_t<I>;
  const auto image = const_view(in);
  detail::require_gradient("limn::roberts", out, image.size());
  const T constant = detail::outside_pixel<T>("limn::roberts", options.border, options.constant);
  if (image.empty()) return;
  const std::vector<T> outside(static_cast<std::size_t>(options.border == Border::constant ? image.width() : 0),
                               constant);
  const detail::BorderedRows<T> rows{image, options.border, outside.data()};
  const Index right = border_index(image.width(), image.width(), options.border);
  detail::for_each_band(image.height(), 64, executor, [&](Index begin, Index end) {
    for (Index y = begin; y < end; ++y) {
      const T* const here = rows(y);
      const T* const below = rows(y + 1);
      detail::dispatch(detail::RobertsRow{}, here, below, right < 0 ? constant : here[right],
                       right < 0 ? constant : below[right], out.dx.row_pointer(y), out.dy.row_pointer(y),
                       image.width());
    }
  });
}

/// Roberts' cross. See `roberts_into`.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2) [[nodiscard]] gradient_t<I> roberts(const I& image, const GradientOptions& options = {},
                                                             E&& executor = sequential) {
  auto gradient = detail::uninitialized_gradient<gradient_pixel_t<pixel_t<I>>>(const_view(image).size());
  roberts_into(image, gradient, options, executor);
  return gradient;
}

/// The pixel type of `magnitude`.
template <class T>
using magnitude_t = std::conditional_t<std::is_same_v<T, double>, double, float>;

/// Writes the length of the gradient, sqrt(dx^2 + dy^2 [+ dz^2]): float, or double for a gradient of double. NaN where
/// a derivative is; infinite where a square overflows the result's type.
///
/// \param out    an image of the gradient's size; not the memory of a derivative.
/// \throws std::invalid_argument  if sizes differ.
/// \complexity  one pass, no allocation.
template <class T, std::size_t R, OutputOf<magnitude_t<T>> O>
requires(rank_v<O> == R) void magnitude_into(const Gradient<T, R>& gradient, O&& out) {
  const Size<R>& size = gradient.dx.size();
  detail::require_same_size("limn::magnitude", "dy", gradient.dy.size(), "dx", size);
  if constexpr (R == 3) detail::require_same_size("limn::magnitude", "dz", gradient.dz.size(), "dx", size);
  detail::require_same_size("limn::magnitude_into", "the output", view(out).size(), "dx", size);
  const auto row = [](Index length, const T* x, const T* y, const T* z, magnitude_t<T>* to) {
    detail::dispatch(detail::LengthRow{}, x, y, z, to, length);
  };
  if constexpr (R == 2) {
    detail::for_each_row(
        [&](Index length, const T* x, const T* y, magnitude_t<T>* to) { row(length, x, y, nullptr, to); },
        view(gradient.dx), view(gradient.dy), view(out));
  } else {
    detail::for_each_row(row, view(gradient.dx), view(gradient.dy), view(gradient.dz), view(out));
  }
}

/// The length of the gradient. See `magnitude_into`.
template <class T, std::size_t R>
[[nodiscard]] Image<magnitude_t<T>, R> magnitude(const Gradient<T, R>& gradient) {
  Image<magnitude_t<T>, R> result(gradient.dx.size(), uninitialized);
  magnitude_into(gradient, result);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
