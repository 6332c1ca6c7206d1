#include <limn/detail/simd/exponential.hpp>

#include <bit>
#include <cmath>
#include <vector>

#include "support/images.hpp"

namespace {

using limn::Index;

struct Both {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const double* in, double* powers, double* logs, Index count) const {
    using V = limn::detail::Doubles<Tag>;
    for (Index i = 0; i < count; i += V::size) {
      const V x = V::load(in + i), size = (limn::detail::max)(x, V::zero() - x);
      limn::detail::exponential(x).store(powers + i);
      limn::detail::logarithm(size).store(logs + i);
    }
  }
};

}  // namespace

TEST_CASE("exponential and logarithm: as those of <cmath>, with the same bits everywhere") {
  constexpr Index count = 1 << 14;
  std::vector<double> in, powers(count), logs(count);
  std::mt19937_64 generator(1);
  for (Index i = 0; i < count; ++i) {
    const double unit = static_cast<double>(generator()) * 0x1p-63 - 1;
    in.push_back(i % 4 == 0   ? unit * 708
                 : i % 4 == 1 ? unit
                 : i % 4 == 2 ? 1 + unit / 8
                              : std::ldexp(1 + std::abs(unit), static_cast<int>(i % 2000 - 1000)));
  }
  in[0] = 1;
  in[4] = 708;
  in[8] = -708;
  in[12] = 1e300;
  in[16] = -1e300;
  limn::detail::dispatch(Both{}, in.data(), powers.data(), logs.data(), count);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    CAPTURE(in[i]);
    const double power = std::exp(std::fmax(-708.0, std::fmin(708.0, in[i]))), log = std::log(std::abs(in[i]));
    CHECK(std::abs(powers[i] - power) <= 4e-16 * power);
    CHECK(std::abs(logs[i] - log) <= 4e-16 * std::fmax(1.0, std::abs(log)));
    hash = hash * 31 + std::bit_cast<std::uint64_t>(powers[i]);
    hash = hash * 31 + std::bit_cast<std::uint64_t>(logs[i]);
  }
  CHECK(logs[0] == 0);
  CHECK(hash == 9139887181455233308U);
}
