#pragma once
/// \file
/// A local threshold as planned: which sums it takes over which windows, and what is made of them.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/local_bytes.hpp>
#include <limn/threshold/detail/local_gaussian.hpp>
#include <limn/threshold/detail/local_plan.hpp>
#include <limn/threshold/detail/local_sums.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The largest standard deviation of a window of the image.
template <class T, std::size_t R, class E>
[[nodiscard]] double largest_deviation(const ImageView<const T, R>& image, const LocalForm& form, Index radius,
                                       const WindowBorder& border, E&& executor) {
  // A place for each row of each tile, whose order does not matter then; no tile is narrower than 256.
  const Index across = image.width() / 256 + 1;
  std::vector<double> variances(static_cast<std::size_t>(across * row_count(image.size())));
  const auto measure = [&](const WindowTile& tile, Index y, Index z, const LocalRows& rows) {
    double& largest = variances[static_cast<std::size_t>((y + z * image.height()) * across + tile.x0 / 256)];
    dispatch(LocalSpreadRow{}, form, rows, rounding_share<T>, largest, tile.x1 - tile.x0);
  };
  sweep_valid_sums<true>(image, radius, border, BoxWindow<Plus, double>{2 * radius + 1}, measure, executor);
  double largest = 0;
  for (const double variance : variances) largest = variance > largest ? variance : largest;
  return math::sqrt(largest);
}

template <class T, std::size_t R, class Out, class E>
void run_local(const LocalImages<T, R, Out>& images, const LocalPlan& plan, E&& executor) {
  const Index radius = plan.window / 2;
  const WindowBorder border = plan.border;
  LocalForm form = local_form(plan, 0, plan.r);
  if (plan.opencv) {
    if constexpr (std::is_same_v<T, std::uint8_t> && R == 2 && std::is_same_v<Out, Binary>) {
      if (plan.method == LocalMethod::gaussian) {
        return threshold_gaussian_opencv(images, plan.window, border, plan.offset, executor);
      }
    }
    // A mean of an odd number of integers is never halfway between two: below the integer v + c is below v + c - 1/2.
    form.a0 = math::ceil(plan.offset) - 0.5;
  }
  const auto write = [&](double rounding) {
    return [&images, &form, rounding](const WindowTile& tile, Index y, Index z, const LocalRows& rows) {
      images.write(form, tile, y, z, rows, rounding);
    };
  };
  constexpr double tiny = rounding_share<T>;
  const BoxWindow<Plus, double> box{plan.window};
  const auto by_bytes = [&]([[maybe_unused]] bool squares) {
#if LIMN_DETAIL_VECTORS
    if constexpr (std::is_same_v<T, std::uint8_t> && std::is_same_v<Out, Binary> && R == 2) {
      if (serves_bytes(plan.window, border.rule, form)) {
        threshold_bytes(images.in, images.out, radius, border.rule, form, squares, executor);
        return true;
      }
    }
#endif
    return false;
  };
  switch (plan.method) {
    case LocalMethod::mean:
      if (by_bytes(false)) return;
      return sweep_valid_sums<false>(images.in, radius, border, box, write(tiny), executor);
    case LocalMethod::gaussian: {
      // Rounded weights do not sum to 1 exactly: a level that near a pixel is its value.
      constexpr double rounding = 0x1.0p-40;
      const auto weights = gaussian_levels_weights(plan.sigma, static_cast<Index>(4 * plan.sigma + 0.5));
      form.count = 1;
      if constexpr (std::is_unsigned_v<T> && sizeof(T) <= 2 && R == 2 && std::is_same_v<Out, Binary>) {
        return threshold_gaussian(images, weights, border, plan.offset, write(rounding), executor);
      } else {
        return sweep_valid_sums<false>(images.in, static_cast<Index>(weights.size()) - 1, border,
                                       WeightedWindow<double>(weights), write(rounding), executor);
      }
    }
    case LocalMethod::bernsen:
      return run_contrast(images, ContrastForm{plan.contrast, plan.middle, plan.offset}, radius, border, executor);
    case LocalMethod::wolf: {
      const ValueRange<T> range = value_range(images.in, AllPixels<T, R>{});
      const double largest = plan.r > 0 ? plan.r : largest_deviation(images.in, form, radius, border, executor);
      form = local_form(plan, range.empty() ? 0 : static_cast<double>(range.low), largest);
      break;
    }
    default: break;
  }
  if (by_bytes(true)) return;
  sweep_valid_sums<true>(images.in, radius, border, box, write(tiny), executor);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
