#include <limn/core/memory.hpp>

#include <cstdint>
#include <cstring>
#include <limits>
#include <new>

#include "support/images.hpp"

TEST_CASE("allocate_pixels: aligned and writable from the first byte to the last, at any size") {
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65},
                                  std::size_t{4097}, limn::detail::large_buffer - 1, limn::detail::large_buffer,
                                  limn::detail::large_buffer + 1, 5 * limn::detail::large_page + 12345}) {
    CAPTURE(bytes);
    void* const storage = limn::detail::allocate_pixels(bytes);
    REQUIRE(storage != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(storage) % limn::detail::pixel_alignment == 0);
    std::memset(storage, 0x5a, bytes);
    limn::detail::free_pixels(storage);
  }
  limn::detail::free_pixels(nullptr);
}

TEST_CASE("Image: a large one is zeroed and copied whole") {
  limn::Image<std::uint16_t> large(limn::Size{2049, 2049});
  CHECK(large(0, 0) == 0);
  CHECK(large(2048, 2048) == 0);
  large(2048, 2048) = 7;
  const limn::Image<std::uint16_t> copied = large;
  CHECK(copied(2048, 2048) == 7);
  CHECK(copied == large);
}

// The sanitizer's allocator aborts where others return null.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__
#endif
#endif
#if !defined(__SANITIZE_ADDRESS__)
TEST_CASE("allocate_pixels: what nobody has is std::bad_alloc") {
  CHECK_THROWS_AS(static_cast<void>(limn::detail::allocate_pixels((std::numeric_limits<std::size_t>::max)() / 4)),
                  std::bad_alloc);
  CHECK_THROWS_AS(static_cast<void>(limn::detail::allocate_pixels((std::numeric_limits<std::size_t>::max)())),
                  std::bad_alloc);
  CHECK_THROWS_AS(limn::Image<double>(limn::Size{limn::Index{1} << 28, limn::Index{1} << 28}), std::bad_alloc);
}
#endif
