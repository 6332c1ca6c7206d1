#pragma once
/// \file
/// How limn reports trouble: std::invalid_argument for a caller's mistake, IoError for files and weights.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace limn {

/// A file that cannot be read, written or understood. `what()` reads "PATH: REASON".
class IoError : public std::runtime_error {
 public:
  LIMN_INLINE IoError(const std::string& path, const std::string& reason)
      : std::runtime_error(path + ": " + reason), path_(path) {}
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

inline namespace LIMN_ABI {
namespace detail {

inline void append(std::string& text, std::string_view part) { text += part; }

template <class T>
requires std::is_arithmetic_v<T>
inline void append(std::string& text, T part) {
  if constexpr (std::is_floating_point_v<T>) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%g", static_cast<double>(part));
    text += digits;
  } else {
    text += std::to_string(part);
  }
}

template <std::size_t R>
inline void append(std::string& text, const Size<R>& size) {
  for (std::size_t axis = 0; axis < R; ++axis) {
    if (axis > 0) text += 'x';
    text += std::to_string(size[axis]);
  }
}

template <std::size_t R>
inline void append(std::string& text, const Point<R>& point) {
  text += '(';
  for (std::size_t axis = 0; axis < R; ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(point[axis]);
  }
  text += ')';
}

/// The parts run together: text, numbers, sizes ("640x480") and points ("(3, 4)"). They come by value, as which texts
/// of all lengths are of one type: so there are fewer functions to compile.
template <class... Parts>
[[nodiscard]] LIMN_COLD inline std::string message(Parts... parts) {
  std::string text;
  (append(text, parts), ...);
  return text;
}

template <class... Parts>
[[noreturn]] LIMN_COLD inline void throw_invalid_argument(Parts... parts) {
  throw std::invalid_argument(message(parts...));
}

/// Throws "FUNCTION: NAME is -1 but must be >= 0" unless it is; a NaN is not.
inline void require_not_negative(std::string_view function, std::string_view name, double value) {
  if (!(value >= 0)) throw_invalid_argument(function, ": ", name, " is ", value, " but must be >= 0");
}

/// Throws "FUNCTION: NAME is 641x480 but OTHER is 640x480" unless the sizes agree.
template <std::size_t R>
inline void require_same_size(std::string_view function, std::string_view name, const Size<R>& size,
                              std::string_view other, const Size<R>& expected) {
  if (!(size == expected)) {
    throw_invalid_argument(function, ": ", name, " is ", size, " but ", other, " is ", expected);
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
