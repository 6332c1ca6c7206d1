#include <limn/label/perimeter.hpp>

#include <cmath>

#include "reference/region_shapes.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

TEST_CASE("perimeter: through the centers of the border pixels") {
  const auto of = [](std::initializer_list<const char*> rows) { return limn::perimeter(limn::run_mask(mask(rows))); };
  CHECK(of({"#"}) == 0);
  CHECK(of({"####", "####", "####"}) == 10);
  CHECK(of({".#.", "#.#", ".#."}) == doctest::Approx(4 * std::sqrt(2.0)));
  CHECK(of({"...", "..."}) == 0);
}

TEST_CASE("crofton_perimeter: of one pixel, and about that of a disk") {
  CHECK(limn::crofton_perimeter(limn::run_mask(mask({"#"}))) ==
        doctest::Approx(std::acos(-1.0) / 2 * (1 + std::sqrt(0.5))));
  limn::Mask disk(Size<2>{101, 101});
  reference::for_each_point(disk.size(), [&](const limn::Point<2>& p) {
    disk(p) = limn::to_binary((p.x - 50) * (p.x - 50) + (p.y - 50) * (p.y - 50) <= 40 * 40);
  });
  CHECK(limn::crofton_perimeter(limn::run_mask(disk)) == doctest::Approx(80 * std::acos(-1.0)).epsilon(0.01));
}

TEST_CASE("euler_number: a ring, and two pixels that meet at a corner") {
  const auto ring = limn::run_mask(mask({"###",  //
                                         "#.#",  //
                                         "###"}));
  CHECK(limn::euler_number(ring) == 0);
  CHECK(limn::euler_number(ring, Connectivity::face) == 0);
  const auto pair = limn::run_mask(mask({"#.",  //
                                         ".#"}));
  CHECK(limn::euler_number(pair) == 1);
  CHECK(limn::euler_number(pair, Connectivity::edge) == 1);
  CHECK(limn::euler_number(pair, Connectivity::face) == 2);
  CHECK(limn::euler_number(limn::RunMask<2>{}) == 0);
}

TEST_CASE("perimeters and Euler numbers equal the reference in 2-D") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    for (const double density : {0.2, 0.6, 0.9}) {
      CAPTURE(size);
      const auto picture = random_mask(size, seed++, density);
      const auto runs = limn::run_mask(picture);
      CHECK(limn::perimeter(runs) == doctest::Approx(reference::perimeter(picture)));
      for (const Connectivity connectivity : {Connectivity::face, Connectivity::full}) {
        CHECK(limn::euler_number(runs, connectivity) == reference::euler_number(picture, connectivity));
      }
    }
  }
}

TEST_CASE("Euler numbers equal the reference in 3-D") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<3>()) {
    for (const double density : {0.2, 0.6, 0.9}) {
      CAPTURE(size);
      const auto picture = random_mask(size, seed++, density);
      for (const Connectivity connectivity : {Connectivity::face, Connectivity::full}) {
        CHECK(limn::euler_number(limn::run_mask(picture), connectivity) ==
              reference::euler_number(picture, connectivity));
      }
    }
  }
}

TEST_CASE("euler_number: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::euler_number(limn::RunMask<3>{}, Connectivity::edge)),
                       "limn::euler_number: volumes have no Euler number for Connectivity::edge",
                       std::invalid_argument);
}
