#include <limn/label/detail/run_labeling.hpp>

#include <cstdint>

#include "support/images.hpp"

using namespace limn_test;

// Only pictures of more runs than memory holds number them by 64 bits, so these are held against those of 32.
TEST_CASE("number_runs: the same objects by 32 and by 64 bits") {
  for (const double density : {0.1, 0.5, 0.9}) {
    for (const Index width : {1, 63, 130, 4200, 8300}) {
      CAPTURE(density);
      CAPTURE(width);
      const limn::Mask mask = random_mask(Size<2>{width, 40}, 5, density);
      const auto in = limn::const_view(mask);
      const auto narrow = limn::detail::pack_mask<std::uint32_t>(in, 40, limn::sequential);
      const auto wide = limn::detail::pack_mask<std::uint64_t>(in, 40, limn::sequential);
      const auto ours = limn::detail::number_runs(wide, limn::Connectivity::full, 40, limn::sequential);
      const auto expected = limn::detail::number_runs(narrow, limn::Connectivity::full, 40, limn::sequential);
      REQUIRE(wide.runs() == narrow.runs());
      CHECK(ours.count == expected.count);
      bool same = true;
      for (Index run = 0; run <= wide.runs(); ++run) same = same && ours.numbers(run, 0) == expected.numbers(run, 0);
      CHECK(same);
    }
  }
}

TEST_CASE("number_runs: the same objects in bands of any number of rows") {
  const auto check = [](const auto& mask, Index rows) {
    const auto packed = limn::detail::pack_mask<std::uint32_t>(limn::const_view(mask), rows, limn::sequential);
    for (const auto connectivity : {limn::Connectivity::face, limn::Connectivity::edge, limn::Connectivity::full}) {
      const auto whole = limn::detail::number_runs(packed, connectivity, rows, limn::sequential);
      for (const Index band : {1, 2, 5, 21}) {
        CAPTURE(band);
        CHECK(limn::detail::number_runs(packed, connectivity, band, limn::sequential).numbers == whole.numbers);
      }
    }
  };
  for (const double density : {0.1, 0.5, 0.9}) {
    for (const Index width : {3, 64, 70, 4200}) {
      CAPTURE(density);
      CAPTURE(width);
      check(random_mask(Size<2>{width, 43}, 6, density), 43);
      check(random_mask(Size<3>{width, 6, 7}, 6, density), 42);
    }
  }
}
