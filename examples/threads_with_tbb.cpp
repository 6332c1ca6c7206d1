// How do I use all processors?     threads_with_tbb OUT.png
#include <limn/interop/tbb.hpp>
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdint>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return std::puts("usage: threads_with_tbb OUT.png"), 2;
  limn::Image<std::uint8_t> picture(limn::Size{1024, 1024});
  for (limn::Index y = 0; y < picture.height(); ++y) {
    for (limn::Index x = 0; x < picture.width(); ++x) picture(x, y) = static_cast<std::uint8_t>((x * x + y * y) >> 10);
  }

  // Threads are the caller's: what is worth splitting takes an executor as its last argument. By default all runs on
  // the thread that calls; `limn::parallel` is oneTBB's threads, and anything that calls body(0) ... body(n - 1) will
  // do.
  const auto mask = limn::threshold(picture, 127);
  const auto found = limn::label_components(mask, {}, limn::parallel);

  // The number of threads never changes a result.
  const bool same = found.labels == limn::label_components(mask).labels;
  std::printf("%d objects, %s\n", found.count, same ? "the same by one thread" : "not the same by one thread");
  limn::write_png(argv[1], limn::overlay(picture, found.labels));
  return same ? 0 : 1;
}
