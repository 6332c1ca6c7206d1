#include "support.hpp"

#include <benchmark/benchmark.h>
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/core.hpp>
#endif

namespace limn_bench {
namespace {

std::vector<std::shared_ptr<Case>>& cases() {
  static std::vector<std::shared_ptr<Case>> all;
  return all;
}

double sample(const std::vector<unsigned char>& pixels, limn::Index width, limn::Index height, int channels, double x,
              double y, int channel) {
  x = std::clamp(x, 0.0, static_cast<double>(width - 1));
  y = std::clamp(y, 0.0, static_cast<double>(height - 1));
  const auto x0 = static_cast<limn::Index>(x), y0 = static_cast<limn::Index>(y);
  const limn::Index x1 = (std::min)(x0 + 1, width - 1), y1 = (std::min)(y0 + 1, height - 1);
  const double fx = x - static_cast<double>(x0), fy = y - static_cast<double>(y0);
  const auto at = [&](limn::Index i, limn::Index j) {
    return static_cast<double>(pixels[static_cast<std::size_t>((j * width + i) * channels + channel)]);
  };
  return (1 - fy) * ((1 - fx) * at(x0, y0) + fx * at(x1, y0)) + fy * ((1 - fx) * at(x0, y1) + fx * at(x1, y1));
}

struct Picture {
  std::vector<unsigned char> pixels;
  int width = 0, height = 0;
};

Picture load(const char* name, int channels) {
  const std::string path = std::string(LIMN_IMAGES) + "/" + name;
  Picture picture;
  int found = 0;
  unsigned char* data = stbi_load(path.c_str(), &picture.width, &picture.height, &found, channels);
  if (data == nullptr) throw std::runtime_error("cannot read " + path);
  picture.pixels.assign(data, data + picture.width * picture.height * channels);
  stbi_image_free(data);
  return picture;
}

}  // namespace

void add(Case row) { cases().push_back(std::make_shared<Case>(std::move(row))); }

limn::Image<std::uint8_t> natural_gray(limn::Index size) {
  const Picture picture = load("camera.png", 1);
  limn::Image<std::uint8_t> result(limn::Size<2>{size, size});
  for (limn::Index y = 0; y < size; ++y) {
    for (limn::Index x = 0; x < size; ++x) {
      const double scale = static_cast<double>(picture.width) / static_cast<double>(size);
      result(x, y) = static_cast<std::uint8_t>(
          std::lround(sample(picture.pixels, picture.width, picture.height, 1, static_cast<double>(x) * scale,
                             static_cast<double>(y) * scale, 0)));
    }
  }
  return result;
}

limn::Image<limn::Rgb<std::uint8_t>> natural_rgb(limn::Index size) {
  const Picture picture = load("astronaut.png", 3);
  limn::Image<limn::Rgb<std::uint8_t>> result(limn::Size<2>{size, size});
  const double scale = static_cast<double>(picture.width) / static_cast<double>(size);
  for (limn::Index y = 0; y < size; ++y) {
    for (limn::Index x = 0; x < size; ++x) {
      const auto channel = [&](int c) {
        return static_cast<std::uint8_t>(
            std::lround(sample(picture.pixels, picture.width, picture.height, 3, static_cast<double>(x) * scale,
                               static_cast<double>(y) * scale, c)));
      };
      result(x, y) = {channel(0), channel(1), channel(2)};
    }
  }
  return result;
}

limn::Mask noise_mask(limn::Index size, double density, unsigned seed) {
  std::mt19937 generator(seed);
  limn::Mask mask(limn::Size<2>{size, size});
  for (auto& pixel : mask.pixels()) pixel = limn::to_binary(static_cast<double>(generator()) < density * 4294967296.0);
  return mask;
}

// Keeps the fastest repetition of every row and prints them side by side.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const std::string full = run.run_name.function_name;
      const auto slash = full.rfind('/');
      double& best = times_[full.substr(0, slash)][full.substr(slash + 1)];
      const double time = run.GetAdjustedRealTime();
      if (best == 0 || time < best) best = time;
    }
  }
  void print() const {
    std::printf("%-52s %10s %10s %10s %7s %6s %7s\n", "case", "limn us", "opencv us", "null us", "ratio", "goal",
                "Mpx/s");
    for (const auto& row : cases()) {
      const auto found = times_.find(row->name);
      if (found == times_.end()) continue;
      const auto time = [&](const char* who) {
        const auto entry = found->second.find(who);
        return entry == found->second.end() ? 0.0 : entry->second;
      };
      const double ours = time("limn"), peer = time("opencv");
      std::printf("%-52s %10.1f %10.1f %10.1f %7.2f %6.1f %7.0f%s\n", row->name.c_str(), ours, peer, time("null"),
                  ours > 0 ? peer / ours : 0, row->goal, ours > 0 ? row->pixels / ours : 0,
                  peer > 0 && row->goal > 0 && peer / ours < row->goal ? "  below" : "");
    }
  }

 private:
  std::map<std::string, std::map<std::string, double>> times_;
};

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
#if defined(LIMN_BENCH_OPENCV)
  cv::setNumThreads(1);
#endif
  for (const auto& row : cases()) {
    const auto one = [&row](const char* who, const std::function<void()>& body) {
      if (!body) return;
      benchmark::RegisterBenchmark((row->name + "/" + who).c_str(),
                                   [row, body](benchmark::State& state) {
                                     static std::map<const Case*, bool> right;
                                     if (row->check && right.find(row.get()) == right.end()) {
                                       row->limn();
                                       if (row->opencv) row->opencv();
                                       right[row.get()] = row->check();
                                     }
                                     if (row->check && !right[row.get()]) {
                                       std::printf("wrong result: %s\n", row->name.c_str());
                                       state.SkipWithError("wrong result");
                                       return;
                                     }
                                     for (auto _ : state) {
                                       body();
                                       benchmark::ClobberMemory();
                                     }
                                   })
          ->Unit(benchmark::kMicrosecond)
          ->UseRealTime();
    };
    one("limn", row->limn);
    one("opencv", row->opencv);
    one("null", row->null);
  }
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print();
  return 0;
}

}  // namespace limn_bench

int main(int argc, char** argv) { return limn_bench::run(argc, argv); }
