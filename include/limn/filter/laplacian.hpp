#pragma once
/// \file
/// The Laplacian: the sum of the second derivatives, high where a pixel is darker than its surroundings.
///
/// Source: the five-point stencil and its diagonal companion, in the weights of OpenCV's Laplacian.

#include <limn/core/border.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/stream_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/laplacian_rows.hpp>
#include <limn/filter/gradient.hpp>

#include <cstddef>
#include <vector>

namespace limn {

struct LaplacianOptions {
  int aperture = 1;  ///< 1: neighbors that share a face, less as often the center; 3, in 2-D: twice the four diagonal
                     ///< neighbors, less eight times the center
  Border border = Border::mirror;  ///< `mirror` is OpenCV's default, `reflect` that of scikit-image
  double constant = 0;             ///< what stands outside under `Border::constant`, in the units of the pixels
};

inline namespace LIMN_ABI {

/// Writes the Laplacian, exact for integers: that of cv::Laplacian of the same aperture, where that does not saturate,
/// and the negative of scikit-image's `laplace`, whose weights are those of aperture 1.
///
/// \param in       rank 2 or 3, any gray pixel type. A NaN reaches the pixels that have it in their window with a
///                 weight that is not zero.
/// \param out      an image of `gradient_pixel_t` of the same size; not the memory of `in`.
/// \param options  see LaplacianOptions.
/// \param executor runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, the aperture is not 1 (or 3, in 2-D), or the constant outside is
///                                no value of the pixels' type.
/// \complexity     one pass; a row of scratch.
template <GrayImage I, OutputOf<gradient_pixel_t<pixel_t<I>>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void laplacian_into(const I& in, O&& out, const LaplacianOptions& options = {}, E&& executor = sequential) {
  using T = pixel_t<I>;
  using G = gradient_pixel_t<T>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::laplacian_into", "the output", to.size(), "the image", from.size());
  if (options.aperture != 1 && (options.aperture != 3 || rank_v<I> == 3)) {
    detail::throw_invalid_argument("limn::laplacian: aperture is ", options.aperture, " but must be 1",
                                   rank_v<I> == 3 ? " in 3-D" : " or 3");
  }
  const T constant = detail::outside_pixel<T>("limn::laplacian", options.border, options.constant);
  if (from.empty()) return;
  const detail::Surroundings<T> rows(detail::channel_rows(from), options.border, constant, 1, 1);
  const auto results = detail::channel_rows(to);
  const Index width = from.width();
  const std::vector<T> outside(static_cast<std::size_t>(width), constant);
  const auto row = [&](Index y, Index z) {
    const T* const found = rows.row(y, z);
    return found == nullptr ? outside.data() : found;
  };
  const detail::LaplacianEnds<T> ends{rows.columns[0], rows.columns[1], constant};
  detail::for_each_band(results.height * results.depth, 64, executor, [&](Index begin, Index end) {
    detail::OutputRow<G> output(width, pixel_count(from.size()));
    for (Index i = begin; i < end; ++i) {
      const Index y = i % results.height, z = i / results.height;
      const T *const up = row(y - 1, z), *const here = row(y, z), *const down = row(y + 1, z);
      G* const result = results.row(y, z);
      G* const sums = output.begin(result);
      if constexpr (rank_v<I> == 3) {
        detail::dispatch(detail::LaplacianVolume{}, ends, row(y, z - 1), up, here, down, row(y, z + 1), sums, width);
      } else if (options.aperture == 1) {
        detail::dispatch(detail::LaplacianCross{}, ends, up, here, down, row(y + 2, z), sums, width);
      } else {
        detail::dispatch(detail::LaplacianDiagonals{}, ends, up, here, down, row(y + 2, z), sums, width);
      }
      output.end(result, width);
    }
  });
}

/// The Laplacian, in a type that holds it exactly. See `laplacian_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<gradient_pixel_t<pixel_t<I>>, rank_v<I>> laplacian(const I& image,
                                                                       const LaplacianOptions& options = {},
                                                                       E&& executor = sequential) {
  Image<gradient_pixel_t<pixel_t<I>>, rank_v<I>> result(const_view(image).size(), uninitialized);
  laplacian_into(image, result, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
