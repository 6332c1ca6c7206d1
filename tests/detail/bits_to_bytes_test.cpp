#include <limn/detail/simd/bits_to_bytes.hpp>

#include <cstdint>
#include <random>

#include "support/images.hpp"

namespace {

struct SpreadBits {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, std::uint64_t bits, std::int8_t* out) const {
#if LIMN_DETAIL_VECTORS
    for (int i = 0; i < 64; i += Tag::bytes) limn::detail::bytes_of_bits(tag, bits >> i).store(out + i);
#else
    static_cast<void>(tag);
    for (int i = 0; i < 64; ++i) out[i] = static_cast<std::int8_t>(-static_cast<int>(bits >> i & 1));
#endif
  }
};

}  // namespace

TEST_CASE("bytes_of_bits: a byte of ones for every bit that is set") {
  std::mt19937_64 generator(1);
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t bits = round < 64 ? std::uint64_t{1} << round : generator();
    std::int8_t bytes[64];
    limn::detail::dispatch(SpreadBits{}, bits, bytes);
    bool right = true;
    for (int i = 0; i < 64; ++i) right = right && bytes[i] == ((bits >> i & 1) != 0 ? -1 : 0);
    CHECK(right);
  }
}
