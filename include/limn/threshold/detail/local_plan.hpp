#pragma once
/// \file
/// The options of a local threshold, checked, with no default left open.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/detail/math.hpp>
#include <limn/threshold/detail/local_form.hpp>
#include <limn/threshold/detail/window_sweep.hpp>
#include <limn/threshold/local_options.hpp>

#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr Index local_window_limit = 4095;

/// The darkest and the brightest value that a pixel type is meant to hold: floats are taken for [0, 1].
struct TypeRange {
  double low, high;
  bool integer;
};
template <class T>
[[nodiscard]] LIMN_INLINE constexpr TypeRange type_range() {
  if constexpr (!std::is_integral_v<T>) return {0, 1, false};
  else
    return {static_cast<double>((std::numeric_limits<T>::min)()), static_cast<double>((std::numeric_limits<T>::max)()),
            true};
}

struct LocalPlan {
  LocalMethod method;
  Index window;
  double k, r;  ///< r is 0 where Wolf's is to be measured
  double offset, sigma;
  double fade, fade_rate;  ///< Phansalkar's p, and q over the range
  double contrast, middle;
  double count;  ///< pixels of a window
  WindowBorder border;
  bool opencv;
};

/// \param bytes  8-bit pixels in 2-D.
[[nodiscard]] LIMN_COLD inline LocalPlan local_plan(std::string_view function, const LocalOptions& options,
                                                    const TypeRange& type, std::size_t rank, bool bytes) {
  if (options.window < 1 || options.window % 2 == 0 || options.window > local_window_limit) {
    throw_invalid_argument(function, ": window is ", options.window, ", not odd and from 1 to ", local_window_limit);
  }
  const auto require = [&](std::string_view name, double value, bool right) {
    if (!right || !math::isfinite(value)) throw_invalid_argument(function, ": ", name, " is ", value);
  };
  require("k", options.k.value_or(0), true);
  require("r", options.r.value_or(1), options.r.value_or(1) > 0);
  require("offset", options.offset, true);
  require("sigma", options.sigma.value_or(0), options.sigma.value_or(0) >= 0 && options.sigma.value_or(0) <= 500);
  require("p", options.p, true);
  require("q", options.q, true);
  require("contrast", options.contrast.value_or(0), true);
  require("constant", options.constant, true);
  const bool opencv = options.rounding == LocalRounding::opencv;
  if (opencv) {
    if (!bytes) throw_invalid_argument(function, ": rounding opencv is for 8-bit images in 2-D");
    if (options.method != LocalMethod::mean && options.method != LocalMethod::gaussian) {
      throw_invalid_argument(function, ": rounding opencv is for the methods mean and gaussian");
    }
    if (options.border == Border::constant) {
      throw_invalid_argument(function, ": rounding opencv has no constant border");
    }
  }

  const double range = type.high - type.low;
  double k = 0.2, r = type.integer ? range / 2 : 1;
  Border border = Border::mirror;
  switch (options.method) {
    case LocalMethod::mean:
    case LocalMethod::gaussian:
    case LocalMethod::bernsen: border = Border::reflect; break;
    case LocalMethod::phansalkar:
      k = 0.25;
      r = range / 2;
      break;
    case LocalMethod::wolf:
      k = 0.5;
      r = 0;
      break;
    case LocalMethod::nick: k = -0.2; break;
    default: break;
  }
  return {options.method,
          options.window,
          options.k.value_or(k),
          options.r.value_or(r),
          options.offset,
          options.sigma.value_or(static_cast<double>(options.window - 1) / 6),
          options.p,
          options.q / range,
          options.contrast.value_or(range * 15 / 255),
          (type.low + type.high) / 2,
          math::pow(static_cast<double>(options.window), static_cast<double>(rank)),
          {options.border.value_or(border), options.constant},
          opencv};
}

/// The formula of all methods but gaussian and bernsen. \param darkest, largest  Wolf's: the smallest pixel and the
/// largest deviation.
[[nodiscard]] inline LocalForm local_form(const LocalPlan& plan, double darkest, double largest) {
  LocalForm form;
  form.count = plan.count;
  form.a0 = plan.offset;
  switch (plan.method) {
    case LocalMethod::niblack: form.b0 = -plan.k; break;
    case LocalMethod::phansalkar:
      form.fade = plan.fade;
      form.fade_rate = plan.fade_rate;
      [[fallthrough]];
    case LocalMethod::sauvola:
      form.a1 = plan.k;
      form.b1 = plan.k / plan.r;
      break;
    case LocalMethod::wolf:
      form.a1 = plan.k;
      form.a0 -= plan.k * darkest;
      form.b1 = largest > 0 ? plan.k / largest : 0;
      form.b0 = -form.b1 * darkest;
      break;
    case LocalMethod::nick:
      form.b0 = plan.k;
      form.nick = true;
      break;
    default: break;
  }
  return form;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
