#include <limn/core/dispatch.hpp>
#include <limn/detail/simd/leaves.hpp>

#include <array>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string_view>

#include "support/images.hpp"

using limn::Index;
using namespace limn::detail;

namespace {

struct WidthProbe {
  template <class Tag>
  LIMN_INLINE int operator()(Tag) const {
    return Tag::bytes;
  }
};

struct SumKernel {
  template <class Tag>
  LIMN_INLINE Index operator()(Tag, const int& a, Index& b) const {
    b += a;
    return b;
  }
};

}  // namespace

TEST_CASE("dispatch: runs the best instruction set that LIMN_ISA allows") {
  const Isa isa = best_isa();
  CHECK(dispatch(WidthProbe{}) == (isa == Isa::avx512 ? 64 : isa == Isa::avx2 ? 32 : 16));
  const char* const wanted = std::getenv("LIMN_ISA");
  if (wanted != nullptr) {
    CHECK(isa == (std::string_view(wanted) == "avx512" ? Isa::avx512
                  : std::string_view(wanted) == "avx2" ? Isa::avx2
                                                       : Isa::base));
  }
}

TEST_CASE("dispatch: arguments go by reference") {
  Index sum = 3;
  CHECK(dispatch(SumKernel{}, 4, sum) == 7);
  CHECK(sum == 7);
}

TEST_CASE("dispatch: counted") {
  const long before = dispatch_count[static_cast<int>(best_isa())];
  static_cast<void>(dispatch(WidthProbe{}));
  CHECK(dispatch_count[static_cast<int>(best_isa())] == before + 1);
}

#if LIMN_DETAIL_VECTORS

namespace {

// Lanes of a wide buffer, so that one test fits all widths. The extremes of the type come often.
template <class T>
std::array<T, 256> random_lanes(unsigned seed) {
  std::mt19937_64 generator(seed);
  std::array<T, 256> lanes{};
  for (T& lane : lanes) {
    const auto bits = generator();
    if constexpr (std::is_floating_point_v<T>) {
      lane = static_cast<T>(static_cast<double>(static_cast<std::int32_t>(bits)) / 1024);
    } else {
      lane = static_cast<T>(bits);
      if (bits >> 62 == 0) lane = (std::numeric_limits<T>::max)();
      if (bits >> 62 == 1) lane = (std::numeric_limits<T>::min)();
    }
  }
  return lanes;
}

struct Movemask {
  template <class Tag, class T>
  LIMN_INLINE int operator()(Tag, const T* lanes, std::uint64_t* bits) const {
    *bits = movemask(VecOf<T, Tag>::load(lanes));
    return VecOf<T, Tag>::size;
  }
};

template <class T>
struct PackMasks {
  template <class Tag>
  LIMN_INLINE int operator()(Tag, const T* a, const T* b, std::int8_t* bytes) const {
    using V = VecOf<T, Tag>;
    const auto compare = [&](int i) LIMN_LAMBDA_INLINE { return V::load(a + i * V::size) > V::load(b + i * V::size); };
    byte_mask<T, Tag>(compare).store(bytes);
    return Tag::bytes;
  }
};

// Every operator, one register of results each.
struct Operators {
  template <class Tag, class T>
  LIMN_INLINE int operator()(Tag, const T* a, const T* b, T* out) const {
    using V = VecOf<T, Tag>;
    const V x = V::load(a), y = V::load(b);
    const auto put = [&](int i, const V& v) LIMN_LAMBDA_INLINE { v.store(out + i * V::size); };
    put(0, x + y);
    put(1, x - y);
    put(2, (min)(x, y));
    put(3, (max)(x, y));
    put(4, select(x < y, x, V::zero()));
    put(5, select(x <= y, x, V::zero()));
    put(6, select(x > y, x, V::zero()));
    put(7, select(x >= y, x, V::zero()));
    put(8, select(x == y, x, V::zero()));
    put(9, select(x != y, x, V::zero()));
    put(10, V::splat(b[0]));
    put(11, V::iota());
    return V::size;
  }
};

struct Stream {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::int32_t* in, std::int32_t* out) const {
    using V = VecOf<std::int32_t, Tag>;
    for (int i = 0; i < 64; i += V::size) stream(out + i, V::load(in + i));
    stream_fence();
  }
};

}  // namespace

TEST_CASE_TEMPLATE("movemask: the sign of each lane", T, std::int8_t, std::int16_t, std::int32_t) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const auto lanes = random_lanes<T>(seed);
    std::uint64_t bits = 0, expected = 0;
    const int size = dispatch(Movemask{}, lanes.data(), &bits);
    for (int i = 0; i < size; ++i) {
      expected |= static_cast<std::uint64_t>(lanes[static_cast<std::size_t>(i)] < 0) << i;
    }
    CHECK(bits == expected);
  }
}

TEST_CASE_TEMPLATE("byte_mask: one byte for each pixel, in order", T, std::uint8_t, std::int8_t, std::uint16_t,
                   std::int16_t, std::uint32_t, std::int32_t, float, double, std::int64_t, std::uint64_t) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const auto a = random_lanes<T>(seed), b = random_lanes<T>(seed + 1000);
    std::array<std::int8_t, 64> bytes{};
    const int size = dispatch(PackMasks<T>{}, a.data(), b.data(), bytes.data());
    for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) CHECK(bytes[i] == (a[i] > b[i] ? -1 : 0));
  }
}

TEST_CASE_TEMPLATE("Vec: operators equal scalar loops", T, std::uint8_t, std::int8_t, std::uint16_t, std::int16_t,
                   std::uint32_t, float, double, std::uint64_t) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    auto a = random_lanes<T>(seed);
    auto b = random_lanes<T>(seed + 1000);
    if constexpr (std::is_signed_v<T> && std::is_integral_v<T>) {
      for (T& lane : a) lane = static_cast<T>(lane / 2);
      for (T& lane : b) lane = static_cast<T>(lane / 2);  // sums of signed lanes must not overflow
    }
    std::array<T, 64 * 12> out{};
    const auto size = static_cast<std::size_t>(dispatch(Operators{}, a.data(), b.data(), out.data()));
    for (std::size_t i = 0; i < size; ++i) {
      const T x = a[i], y = b[i], zero{};
      const auto at = [&](std::size_t result) { return out[result * size + i]; };
      CHECK(at(0) == static_cast<T>(x + y));
      CHECK(at(1) == static_cast<T>(x - y));
      CHECK(at(2) == (y < x ? y : x));
      CHECK(at(3) == (x < y ? y : x));
      CHECK(at(4) == (x < y ? x : zero));
      CHECK(at(5) == (x <= y ? x : zero));
      CHECK(at(6) == (x > y ? x : zero));
      CHECK(at(7) == (x >= y ? x : zero));
      CHECK(at(8) == (x == y ? x : zero));
      CHECK(at(9) == (x != y ? x : zero));
      CHECK(at(10) == b[0]);
      CHECK(at(11) == static_cast<T>(i));
    }
  }
}

TEST_CASE("stream: writes what a store would") {
  const auto in = random_lanes<std::int32_t>(1);
  alignas(64) std::array<std::int32_t, 64> out{};
  dispatch(Stream{}, in.data(), out.data());
  CHECK(std::memcmp(in.data(), out.data(), sizeof out) == 0);
}

#endif
