#include <limn/core/neighborhood.hpp>

#include <vector>

#include "support/images.hpp"

using limn::Connectivity;

namespace {
template <std::size_t R>
limn::Index raster(const limn::Point<R>& p) {
  limn::Index order = p.x + 10 * p.y;
  if constexpr (R == 3) order += 100 * p.z;
  return order;
}

template <std::size_t R>
void check_order(Connectivity connectivity, std::size_t count) {
  const auto all = limn::neighbors<R>(connectivity);
  CHECK(all.count == count);
  CHECK(static_cast<std::size_t>(all.end() - all.begin()) == count);
  for (const auto* p = all.begin(); p != all.end(); ++p) {
    CHECK((p < all.middle()) == (raster(*p) < 0));
    if (p + 1 != all.end()) CHECK(raster(p[0]) < raster(p[1]));
    // The opposite of a neighbor is a neighbor, mirrored in the list.
    CHECK(raster(all.end()[-1 - (p - all.begin())]) == -raster(*p));
  }
}
}  // namespace

TEST_CASE("neighbors: 4 and 8 in 2-D, 6, 18 and 26 in 3-D, in raster order") {
  check_order<2>(Connectivity::face, 4);
  check_order<2>(Connectivity::edge, 8);
  check_order<2>(Connectivity::full, 8);
  check_order<3>(Connectivity::face, 6);
  check_order<3>(Connectivity::edge, 18);
  check_order<3>(Connectivity::full, 26);
}

TEST_CASE("neighbors: the four of a pixel") {
  const auto four = limn::neighbors<2>(Connectivity::face);
  const std::vector<limn::Point<2>> expected{{0, -1}, {-1, 0}, {1, 0}, {0, 1}};
  CHECK(std::vector<limn::Point<2>>(four.begin(), four.end()) == expected);
}
