#pragma once
// What every benchmark file needs: pictures, and cases that hold ours, a peer and the floor side by side.

#include <limn/core/image.hpp>

#include <functional>
#include <string>

namespace limn_bench {

/// One row of the table. The peers and the null row run in turn with ours in one process; all write to storage that was
/// allocated before.
struct Case {
  std::string name;                   ///< "label/components/uint8/512/density=0.5"
  double pixels = 0;                  ///< processed by one call
  double bytes = 0;                   ///< read and written by one call, at least
  std::function<void()> limn;         ///< what is measured
  std::function<void()> opencv = {};  ///< the same by OpenCV; empty where OpenCV is absent or has no such thing
  std::function<void()> null = {};    ///< reads and writes the same pixels: the floor
  std::function<bool()> check = {};   ///< called once, after one call of each of the above: are the results right?
  double goal = 0;                    ///< the ratio opencv / limn that docs/performance.md promises; 0: none
};

void add(Case row);

/// A natural picture of `size` x `size`: one of examples/images, resampled.
limn::Image<std::uint8_t> natural_gray(limn::Index size);
limn::Image<limn::Rgb<std::uint8_t>> natural_rgb(limn::Index size);
/// Foreground with the given density, seeded.
limn::Mask noise_mask(limn::Index size, double density, unsigned seed = 1);

}  // namespace limn_bench

/// Each bench file defines functions by this macro, which run before main and call `add`.
#define LIMN_BENCH_CASES(function)                              \
  static void function();                                       \
  static const bool function##_registered = (function(), true); \
  static void function()
