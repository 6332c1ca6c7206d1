#include "trial.hpp"

#include <limn/core/traverse.hpp>
#include <limn/label/components.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "memory.hpp"

namespace comparison {
namespace {

std::uint64_t hash_of(const tool::Result& result) {
  return std::visit(
      [](const auto& found) {
        std::uint64_t hash = empty_hash;
        mix(hash, static_cast<std::uint64_t>(found.width()));
        mix(hash, static_cast<std::uint64_t>(found.height()));
        for (const auto pixel : found.pixels()) mix(hash, static_cast<std::uint32_t>(pixel));
        return hash;
      },
      result.found);
}

/// The label of most pixels, the smallest of those; 0 if some pixel has that.
std::int32_t largest_of_all(const limn::LabelImage<>& labels) {
  const auto pixels = labels.pixels();
  if (std::find(pixels.begin(), pixels.end(), 0) != pixels.end()) return 0;
  std::map<std::int32_t, std::size_t> areas;
  for (const std::int32_t label : pixels) ++areas[label];
  return std::max_element(areas.begin(), areas.end(), [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace

void mix(std::uint64_t& hash, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) hash = (hash ^ (value >> (8 * i) & 0xff)) * 0x100000001b3U;
}

limn::LabelImage<> objects_of(const tool::Result& result, tool::Finds finds) {
  if (const auto* const mask = std::get_if<limn::Mask>(&result.found)) return limn::label_components(*mask).labels;
  const auto& labels = std::get<limn::LabelImage<>>(result.found);
  if (labels.empty()) return labels;
  const std::int32_t background = largest_of_all(labels);
  if (finds == tool::Finds::classes) {
    const auto other = [&](std::int32_t label) { return limn::to_binary(label != background && label != 0); };
    return limn::label_components(limn::transform(labels, other)).labels;
  }
  return limn::transform(labels, [&](std::int32_t label) { return label == background ? 0 : label; });
}

Trial run_trial(const Entrant& entrant, const tool::Picture& picture, int runs) {
  const auto& run = entrant.technique->run;
  Trial trial;
  {
    const std::ptrdiff_t before = held_bytes();
    restart_peak();
    {
      const tool::Result result = run(picture, entrant.values);
      trial.bytes = peak_bytes() - before;
      trial.hash = hash_of(result);
      trial.objects = objects_of(result, entrant.technique->finds);
    }
    const auto objects = static_cast<std::ptrdiff_t>(trial.objects.pixels().size_bytes());
    trial.kept = held_bytes() - before - objects;
  }
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const tool::Result result = run(picture, entrant.values);
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
    times.push_back(elapsed.count());
    trial.steady = trial.steady && hash_of(result) == trial.hash;
  }
  std::sort(times.begin(), times.end());
  const std::size_t middle = times.size() / 2;
  trial.least = times.front();
  trial.median = times.size() % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
  return trial;
}

}  // namespace comparison
