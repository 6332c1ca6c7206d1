#pragma once
// What every benchmark file needs: pictures, and rows that hold ours, a peer and the floor side by side.

#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <type_traits>

#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/core.hpp>
#endif

namespace limn_bench {

/// What is timed. All write to storage that was allocated before, and run in turn in one process, all but the last on
/// one thread.
struct Case {
  double pixels = 0;                  ///< processed by one call
  double bytes = 0;                   ///< read and written by one call, at least
  std::function<void()> null;         ///< reads and writes the same bytes, see `null_pass`: the floor
  std::function<void()> limn;         ///< what is measured
  std::function<void()> opencv = {};  ///< the same by OpenCV; empty where OpenCV is absent or has no such thing
  std::function<bool()> check = {};   ///< called after one call of each, in this order: are the results right?
  std::function<void()> two = {};     ///< `limn` by `TwoThreads`; empty where no executor is taken
};

/// An executor: the caller's thread and another take part after part.
struct TwoThreads {
  template <class Body>
  void operator()(limn::Index count, Body&& body) const {
    std::atomic<limn::Index> next{0};
    const auto work = [&] {
      for (limn::Index i = next++; i < count; i = next++) body(i);
    };
    std::thread other(work);
    work();
    other.join();
  }
};

/// Sets what is timed to `run(executor)`: on one thread, and of large pictures on two as well.
template <class Run>
void set_run(Case& work, Run run) {
  work.limn = [run] { run(limn::sequential); };
  if (work.pixels >= 4096.0 * 4096.0) {
    work.two = [run] { run(TwoThreads{}); };
  }
}

/// One row of the table. `make` is called when the row's turn comes, and what it made is freed behind it.
struct Row {
  std::string name;            ///< "label/components/noise=0.1,8/512"
  double goal = 0;             ///< the least ratio opencv / limn that we promise; 0: none
  std::function<Case()> make;  ///< allocates and fills what the functions of the case work on
  std::string mean = {};       ///< of all rows that name the same mean, the geometric mean is a row, and has the goal
};

void add(Row row);

/// A natural picture of `size` x `size`: one of examples/images, resampled.
limn::Image<std::uint8_t> natural_gray(limn::Index size, const char* picture = "camera");
limn::Image<limn::Rgb<std::uint8_t>> natural_rgb(limn::Index size);
/// The picture in its own resolution, mirrored at its borders as often as it takes.
limn::Image<std::uint8_t> mosaic_gray(limn::Index size, const char* picture = "camera");
/// Foreground with the given density, seeded.
limn::Mask noise_mask(limn::Index size, double density, unsigned seed = 1);

/// Reads all of `in` once and writes all of `out` once; either may be empty.
void null_pass(std::span<const std::byte> in, std::span<std::byte> out);
template <class T, class U>
void null_pass(const limn::Image<T>& in, limn::Image<U>& out) {
  null_pass(std::as_bytes(in.pixels()), std::as_writable_bytes(out.pixels()));
}

#if defined(LIMN_BENCH_OPENCV)
/// The same pixels as OpenCV's.
template <class T>
cv::Mat mat(limn::Image<T>& image) {
  int type = CV_8U;
  if constexpr (!std::is_enum_v<T>) type = cv::DataType<T>::type;
  return {static_cast<int>(image.height()), static_cast<int>(image.width()), type, image.pixels().data()};
}
#endif

}  // namespace limn_bench

/// Each bench file defines functions by this macro, which run before main and call `add`.
#define LIMN_BENCH_CASES(function)                              \
  static void function();                                       \
  static const bool function##_registered = (function(), true); \
  static void function()
