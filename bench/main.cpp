// Runs the rows: ours, OpenCV's and the floor in turn, and prints them side by side, those that lose first.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <limits>
#include <map>
#include <memory>
#include <vector>

#include "support.hpp"

namespace limn_bench {
namespace {

std::vector<Row>& rows() {
  static std::vector<Row> all;
  return all;
}

/// Of the processor: who else waits for it does not count. Threads are timed by the clock on the wall.
enum class Clock { processor, wall };

double seconds_of(const std::function<void()>& body, long calls, Clock clock) {
  const std::clock_t start = std::clock();
  const auto wall_start = std::chrono::steady_clock::now();
  for (long i = 0; i < calls; ++i) {
    body();
    benchmark::ClobberMemory();
  }
  if (clock == Clock::processor) return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_start).count();
}

/// One of those that are compared, and its fastest call so far. The fastest, since whatever else the machine does only
/// adds; in turn, since it changes its pace.
struct Contender {
  std::function<void()> body;
  Clock clock = Clock::processor;
  double best = std::numeric_limits<double>::infinity();  // seconds
  long calls = 1;                                         // timed at once, so that the clock's grain does not show

  /// After the first call, which shows how long one takes.
  void calibrate(double seconds) { calls = std::clamp(std::lround(200e-6 / (seconds + 1e-6)), 1L, 1000L); }

  /// Some calls, which take about `share` of a second.
  void turn(double share) {
    double spent = 0;
    do {
      const double time = seconds_of(body, calls, clock);
      best = (std::min)(best, time / static_cast<double>(calls));
      spent += time;
    } while (spent < share);
  }
};

enum Who {
  floor_of_both,
  ours,
  peer,
  one_thread,
  two_threads,
  all
};  // in this order: what the first writes, the
    // others write over

struct Times {
  double seconds[all] = {};  // 0: absent
  double pixels = 0, goal = 0;

  [[nodiscard]] double ratio() const { return seconds[ours] > 0 ? seconds[peer] / seconds[ours] : 0; }
  [[nodiscard]] double to_floor() const {
    return seconds[floor_of_both] > 0 ? seconds[ours] / seconds[floor_of_both] : 0;
  }
  /// What is reached of the goal.
  [[nodiscard]] double score() const {
    if (ratio() == 0) return std::numeric_limits<double>::infinity();
    return goal > 0 ? ratio() / goal : 1000 + ratio();
  }
};

using Table = std::vector<std::pair<std::string, Times>>;

/// One iteration of the benchmark is a turn of each; its time is that of the whole, so that --benchmark_min_time says
/// how long a row takes.
void run_row(benchmark::State& state, const Row& row, Times& times) {
  const Case work = row.make();
  Contender contenders[] = {
      {work.null}, {work.limn}, {work.opencv}, {work.two ? work.limn : nullptr, Clock::wall}, {work.two, Clock::wall}};
  double slowest = 0;
  for (Contender& one : contenders) {
    if (!one.body) continue;
    const double first = seconds_of(one.body, 1, one.clock);
    one.calibrate(first);
    slowest = (std::max)(slowest, first);
  }
  if (work.check && !work.check()) {
    std::fprintf(stderr, "wrong result: %s\n", row.name.c_str());
    state.SkipWithError("wrong result");
    return;
  }
  const double share = std::clamp(slowest / 4, 0.5e-3, 0.2);
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    for (Contender& one : contenders) {
      if (one.body) one.turn(share);
    }
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  times.pixels = work.pixels;
  times.goal = row.mean.empty() ? row.goal : 0;
  const char* const names[] = {"null_ms", "limn_ms", "opencv_ms", "one_thread_ms", "two_threads_ms"};
  for (int who = 0; who < all; ++who) {
    if (!contenders[who].body) continue;
    double& best = times.seconds[who];  // of all repetitions
    best = best > 0 ? (std::min)(best, contenders[who].best) : contenders[who].best;
    state.counters[names[who]] = best * 1e3;
  }
  state.counters["ratio"] = times.ratio();
  state.counters["goal"] = row.goal;
  state.counters["pixels_per_second"] = work.pixels / times.seconds[ours];
  state.counters["bytes_per_second"] = work.bytes / times.seconds[ours];
}

/// Appends the geometric means that rows asked for.
void append_means(Table& table, const std::map<std::string, Times>& measured) {
  std::map<std::string, std::vector<const Row*>> groups;
  for (const Row& row : rows()) {
    if (!row.mean.empty() && measured.count(row.name) > 0) groups[row.mean].push_back(&row);
  }
  for (const auto& [name, group] : groups) {
    Times mean;
    const double count = static_cast<double>(group.size());
    for (int who = 0; who < all; ++who) {
      double logarithms = 0;
      for (const Row* row : group) logarithms += std::log(measured.at(row->name).seconds[who]);
      mean.seconds[who] = std::exp(logarithms / count);
    }
    mean.pixels = measured.at(group.front()->name).pixels;
    mean.goal = group.front()->goal;
    table.emplace_back(name, mean);
  }
}

/// The geometric mean of the ratios whose goal is wanted; 0 where there is none.
template <class Wanted>
double mean_ratio(const Table& table, const Wanted& wanted) {
  double logarithms = 0;
  int count = 0;
  for (const auto& [name, times] : table) {
    if (times.goal == 0 || times.ratio() == 0 || !wanted(times.goal)) continue;
    logarithms += std::log(times.ratio());
    ++count;
  }
  return count > 0 ? std::exp(logarithms / count) : 0;
}

void print(Table& table) {
  std::stable_sort(table.begin(), table.end(),
                   [](const auto& a, const auto& b) { return a.second.score() < b.second.score(); });
  std::printf("| %-48s | limn ms | OpenCV ms | ratio | wanted | of floor | Mpx/s |\n", "row");
  std::printf("|:%.48s-|--------:|----------:|------:|-------:|---------:|------:|\n",
              "------------------------------------------------");
  const auto cell = [](int width, int digits, double value) {
    if (value > 0) std::printf(" %*.*f |", width, digits, value);
    else std::printf(" %*s |", width, "");
  };
  for (const auto& [name, times] : table) {
    std::printf("| %-48s |", name.c_str());
    cell(7, 3, times.seconds[ours] * 1e3);
    cell(9, 3, times.seconds[peer] * 1e3);
    cell(5, 2, times.ratio());
    cell(6, 1, times.goal);
    cell(8, 1, times.to_floor());
    cell(5, 0, times.pixels / times.seconds[ours] * 1e-6);
    std::printf("\n");
  }
  // Twice is what is asked of any technique.
  const double every = mean_ratio(table, [](double) { return true; });
  const double own = mean_ratio(table, [](double goal) { return goal != 2; });
  if (every > 0) std::printf("\nGeometric mean of the ratios that have a goal: %.1f\n", every);
  if (own > 0) std::printf("\nGeometric mean of those whose goal is not the general one of 2: %.1f\n", own);
}

void print_threads(Table& table) {
  const auto gain = [](const Times& times) { return times.seconds[one_thread] / times.seconds[two_threads]; };
  std::erase_if(table, [](const auto& row) { return row.second.seconds[two_threads] == 0; });
  if (table.empty()) return;
  std::stable_sort(table.begin(), table.end(),
                   [&](const auto& a, const auto& b) { return gain(a.second) < gain(b.second); });
  std::printf("\n| %-48s | one thread ms | two threads ms | gain |\n", "row");
  std::printf("|:%.48s-|--------------:|---------------:|-----:|\n",
              "------------------------------------------------");
  for (const auto& [name, times] : table) {
    std::printf("| %-48s | %13.3f | %14.3f | %4.2f |\n", name.c_str(), times.seconds[one_thread] * 1e3,
                times.seconds[two_threads] * 1e3, gain(times));
  }
}

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
#if defined(LIMN_BENCH_OPENCV)
  cv::setNumThreads(1);
#endif
  std::map<std::string, Times> measured;
  for (const Row& row : rows()) {
    benchmark::RegisterBenchmark(
        row.name.c_str(), [&row, &measured](benchmark::State& state) { run_row(state, row, measured[row.name]); })
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::RunSpecifiedBenchmarks();
  Table table;
  bool right = true;
  for (const Row& row : rows()) {
    const auto found = measured.find(row.name);
    if (found == measured.end()) continue;
    right = right && found->second.pixels > 0;
    if (found->second.pixels > 0) table.emplace_back(*found);
    else measured.erase(found);
  }
  append_means(table, measured);
  std::printf("\n");
  print(table);
  print_threads(table);
  return right ? 0 : 1;
}

}  // namespace

void add(Row row) { rows().push_back(std::move(row)); }

}  // namespace limn_bench

int main(int argc, char** argv) { return limn_bench::run(argc, argv); }
