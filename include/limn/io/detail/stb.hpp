#pragma once
/// \file
/// The parts of stb that limn compiles, private to this translation unit: stb_image's JPEG decoder and inflate,
/// stb_image_write's deflate. Included where LIMN_IO_IMPLEMENTATION is defined, in one source file.
///
/// Source: S. Barrett and contributors, stb_image and stb_image_write, https://github.com/nothings/stb.

// Whatever warnings a user asks for, stb is not ours to change.
#if defined(__GNUC__)
#pragma GCC system_header
#elif defined(_MSC_VER)
#pragma warning(push, 0)
#endif

#if defined(STBI_INCLUDE_STB_IMAGE_H) || defined(INCLUDE_STB_IMAGE_WRITE_H)
#error "limn: the source file that defines LIMN_IO_IMPLEMENTATION must not include stb_image or stb_image_write itself"
#endif

#include <limn/core/config.hpp>

#include <climits>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// stb counts bytes by int.
inline constexpr std::size_t stb_limit = INT_MAX;

/// Watches stb_image refill its buffer of JPEG bits, which it does at least once for every 32 of them.
///
/// Before 2.28, stb_image lets the count of bits fall below zero where data end early, and then shifts by it; in no
/// version does it bound the mean of a block, whose product with the quantizer may overflow. Both are kept in range
/// here: a mean of 8-bit samples has 11 bits with its sign, and between two refills it changes by two of 12 at most.
class JpegWatch {
 public:
  template <class Jpeg>
  void before_refill(Jpeg& jpeg) {
    if (!jpeg.nomore) zeros_ = 0;
    if (jpeg.code_bits < zeros_ || jpeg.code_bits < 0) {
      ran_out_ = true;
      if (jpeg.code_bits < 0) jpeg.code_bits = 0;
      zeros_ = jpeg.code_bits;
    }
    // Behind the end of the data, stb fills up with zero bytes until there are more than 24 bits.
    if (jpeg.nomore) zeros_ += (32 - jpeg.code_bits) / 8 * 8;
    for (auto& component : jpeg.img_comp) {
      if (component.dc_pred < -most_mean) component.dc_pred = -most_mean;
      if (component.dc_pred > most_mean) component.dc_pred = most_mean;
    }
  }

  /// Whether blocks were decoded from more bits than the file holds.
  [[nodiscard]] bool ran_out() const { return ran_out_; }

 private:
  static constexpr int most_mean = 1 << 13;
  int zeros_ = 0;
  bool ran_out_ = false;
};
inline constinit thread_local JpegWatch jpeg_watch;

/// stb_image_write goes on writing where memory ends; an exception stops it, at the price of what it holds.
[[nodiscard]] inline void* reallocate_or_throw(void* block, std::size_t size) {
  void* const result = std::realloc(block, size);
  if (result == nullptr) throw std::bad_alloc();
  return result;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

// The function that refills takes another name where stb defines it, and the watch stands before it where stb calls it.
// Both are told apart by the first word of the argument.
#define stbi__grow_buffer_unsafe(argument) LIMN_REFILL_##argument)
#define LIMN_REFILL_stbi__jpeg stbi__refill_jpeg_bits(stbi__jpeg
#define LIMN_REFILL_j (limn::detail::jpeg_watch.before_refill(*j), stbi__refill_jpeg_bits(j)
#define LIMN_REFILL_z (limn::detail::jpeg_watch.before_refill(*z), stbi__refill_jpeg_bits(z)

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_JPEG
#define STBI_SUPPORT_ZLIB
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
// Errors are returned, not asserted, and blocks that a broken file leaves out are zeros.
#define STBI_ASSERT(condition) static_cast<void>(0)
#define STBI_MALLOC(size) std::calloc(1, size)
#define STBI_REALLOC(block, size) std::realloc(block, size)
#define STBI_FREE(block) std::free(block)
#if defined(__aarch64__)
#define STBI_NEON
#endif

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#define STBIW_MALLOC(size) limn::detail::reallocate_or_throw(nullptr, size)
#define STBIW_REALLOC(block, size) limn::detail::reallocate_or_throw(block, size)
#define STBIW_FREE(block) std::free(block)
#define STBIW_ASSERT(condition) static_cast<void>(0)

#if __has_include(<stb/stb_image.h>)
#include <stb/stb_image.h>
#include <stb/stb_image_write.h>
#elif __has_include(<stb_image.h>)
#include <stb_image.h>
#include <stb_image_write.h>
#else
#error "limn/io needs stb_image.h and stb_image_write.h (Debian: libstb-dev)"
#endif

#undef stbi__grow_buffer_unsafe
#undef LIMN_REFILL_stbi__jpeg
#undef LIMN_REFILL_j
#undef LIMN_REFILL_z
#undef STB_IMAGE_IMPLEMENTATION
#undef STB_IMAGE_WRITE_IMPLEMENTATION

#if defined(_MSC_VER) && !defined(__GNUC__)
#pragma warning(pop)
#endif
