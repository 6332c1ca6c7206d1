#pragma once
/// \file
/// The bytes of a picture file: reads that cannot leave them, and complaints that name the file.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The size that a file claims must be earned by its length, or a few bytes could demand all memory there is.
struct Source {
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
  std::string_view name;

  template <class... Parts>
  [[noreturn]] LIMN_COLD void fail(const Parts&... reason) const {
    throw IoError(std::string(name), message(reason...));
  }

  /// Fails unless bytes [at, at + count) exist.
  void need(std::size_t at, std::size_t count, std::string_view what) const {
    if (at > size || count > size - at) fail("ends within its ", what);
  }

  [[nodiscard]] bool starts_with(std::string_view magic) const {
    if (size < magic.size()) return false;
    for (std::size_t i = 0; i < magic.size(); ++i) {
      if (data[i] != static_cast<std::uint8_t>(magic[i])) return false;
    }
    return true;
  }
};

// Only of bytes that were checked by `need`.
[[nodiscard]] inline std::uint32_t big16(const std::uint8_t* p) {
  return static_cast<std::uint32_t>(p[0]) << 8 | static_cast<std::uint32_t>(p[1]);
}
[[nodiscard]] inline std::uint32_t big32(const std::uint8_t* p) { return big16(p) << 16 | big16(p + 2); }
[[nodiscard]] inline std::uint32_t little16(const std::uint8_t* p) {
  return static_cast<std::uint32_t>(p[1]) << 8 | static_cast<std::uint32_t>(p[0]);
}
[[nodiscard]] inline std::uint32_t little32(const std::uint8_t* p) { return little16(p + 2) << 16 | little16(p); }

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
