#pragma once
/// \file
/// Sums and extremes over windows of any gray image, and what foreground or levels their rows become.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/window_reduce.hpp>
#include <limn/threshold/detail/local_form.hpp>
#include <limn/threshold/detail/local_planes.hpp>
#include <limn/threshold/detail/window_sweep.hpp>

#include <cstddef>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The shares of n Q and of S below which a difference of sums is the rounding of floats.
template <class T>
inline constexpr double rounding_share = std::is_floating_point_v<T> ? 0x1.0p-46 : 0;

/// The image that a local threshold reads and the one that it writes: Binary for foreground, float for levels.
template <class T, std::size_t R, class Out>
struct LocalImages {
  ImageView<const T, R> in;
  ImageView<Out, R> out;

  [[nodiscard]] const T* pixels(const WindowTile& tile, Index y, Index z) const {
    return nth_row(in, y + z * in.height()) + tile.x0;
  }
  [[nodiscard]] Out* results(const WindowTile& tile, Index y, Index z) const {
    return nth_row(out, y + z * out.height()) + tile.x0;
  }

  /// Row (y, z) of a tile from the sums over its windows.
  void write(const LocalForm& form, const WindowTile& tile, Index y, Index z, LocalRows rows, double rounding) const {
    const Index length = tile.x1 - tile.x0;
    if constexpr (std::is_same_v<Out, Binary>) {
      std::vector<double> values(static_cast<std::size_t>(length));
      dispatch(ToDoubles{}, pixels(tile, y, z), values.data(), length);
      rows.pixels = values.data();
      dispatch(LocalMaskRow{}, form, rows, rounding, results(tile, y, z), length);
    } else {
      dispatch(LocalLevelRow{}, form, rows, rounding, results(tile, y, z), length);
    }
  }
};

/// Sums of values, of squares if `Squares`, and of valid pixels if `Counted`, over boxes or under weights, handed as
/// `row(tile, y, z, rows)`.
template <bool Squares, bool Counted, class T, std::size_t R, class Window, class Row, class E>
void sweep_sums(const ImageView<const T, R>& image, Index radius, const WindowBorder& border, const Window& window,
                const Row& row, E&& executor) {
  const auto sink = [&](const WindowTile& tile, Index y, Index z, const double* planes, Index pitch) {
    row(tile, y, z,
        LocalRows{nullptr, planes, Squares ? planes + pitch : planes,
                  Counted ? planes + (1 + Squares) * pitch : nullptr});
  };
  sweep_windows(window_source<SumPlanes<Squares, Counted>>(image), radius, border, window, RowSink<double>(sink),
                executor);
}

/// True if a pixel is NaN or infinite.
template <class T, std::size_t R>
[[nodiscard]] bool has_non_finite(const ImageView<const T, R>& image) {
  bool found = false;
  if constexpr (std::is_floating_point_v<T>) {
    for_each_row(
        [&found](Index length, const T* in) {
          T sum = 0;  // 0 times a finite number is 0; anything else makes it NaN
          for (Index x = 0; x < length; ++x) sum += in[x] * T{0};
          found = found || sum != 0;
        },
        image);
  }
  return found;
}

/// `sweep_sums` with the counts of valid pixels where the image needs them.
template <bool Squares, class T, std::size_t R, class Window, class Row, class E>
void sweep_valid_sums(const ImageView<const T, R>& image, Index radius, const WindowBorder& border,
                      const Window& window, const Row& row, E&& executor) {
  if constexpr (std::is_floating_point_v<T>) {
    if (has_non_finite(image)) {
      sweep_sums<Squares, true>(image, radius, border, window, row, executor);
      return;
    }
  }
  sweep_sums<Squares, false>(image, radius, border, window, row, executor);
}

/// Bernsen's rule.
template <class T, std::size_t R, class Out, class E>
void run_contrast(const LocalImages<T, R, Out>& images, const ContrastForm& form, Index radius,
                  const WindowBorder& border, E&& executor) {
  using Planes = ExtremePlanes<T>;
  using Element = typename Planes::Element;
  const auto sink = [&](const WindowTile& tile, Index y, Index z, const Element* planes, Index pitch) {
    const Index length = tile.x1 - tile.x0;
    std::vector<double> rows(static_cast<std::size_t>(2 * length));
    double* const levels = rows.data();
    double* const values = levels + length;
    dispatch(ContrastLevels<T>{}, form, planes, pitch, levels, length);
    if constexpr (std::is_same_v<Out, Binary>) {
      dispatch(ToDoubles{}, images.pixels(tile, y, z), values, length);
      dispatch(AboveLevels{}, static_cast<const double*>(values), static_cast<const double*>(levels),
               images.results(tile, y, z), length);
    } else {
      Out* const out = images.results(tile, y, z);
      for (Index x = 0; x < length; ++x) out[x] = static_cast<Out>(levels[x]);
    }
  };
  sweep_windows(window_source<Planes>(images.in), radius, border, BoxWindow<Least, Element>{2 * radius + 1},
                RowSink<Element>(sink), executor);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
