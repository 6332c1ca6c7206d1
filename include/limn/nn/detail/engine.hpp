#pragma once
/// \file
/// Runs a network: the order of its layers, the place of every tensor, and how the work is parted.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/executor.hpp>
#include <limn/nn/detail/blocked.hpp>
#include <limn/nn/detail/layers.hpp>
#include <limn/nn/detail/network.hpp>
#include <limn/nn/detail/storage.hpp>
#include <limn/nn/detail/winograd.hpp>

#include <mutex>
#include <utility>
#include <vector>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// A network whose weights are laid out for the kernels of this machine.
struct Engine {
  std::vector<std::pair<Conv3x3, Conv3x3>> down;
  std::vector<std::pair<Conv3x3, Conv3x3>> up;
  std::vector<Raise> raise;
  HeadLayer head;
  Index inputs = 0;
};

[[nodiscard]] inline Engine prepare(const Network& net) {
  int widest = Panel<Base>::widest;
  if (limn::detail::best_isa() == limn::detail::Isa::avx512) widest = Panel<Avx512>::widest;
  Engine engine;
  const auto pair = [&](const DoubleConvolution& layers, Index skip) {
    return std::pair(prepare(layers.first, skip, widest), prepare(layers.second, 0, widest));
  };
  for (const DoubleConvolution& layers : net.down) engine.down.push_back(pair(layers, 0));
  for (std::size_t i = 0; i < net.up.size(); ++i) {
    engine.up.push_back(pair(net.up[i], net.down[i].second.outputs));
  }
  for (const Convolution& layer : net.raise) engine.raise.push_back(prepare_raise(layer, widest));
  engine.head = prepare_head(net.head);
  engine.inputs = net.down.front().first.inputs;
  return engine;
}

/// The tensors of one run. On each level: what comes in, what lies between the two convolutions on the way down, the
/// skip connection with what comes from below beside it, what lies between on the way up, and what goes on upwards.
struct Plan {
  struct Level {
    Blocked in, down, skip, below, joined, up, out;
  };
  std::vector<Level> levels;
  Index floats = 0;        ///< of all tensors, placed by their lifetimes
  Index floats_apart = 0;  ///< if each had a place of its own
};

/// \param arena  where the tensors lie; null to learn how many floats it takes.
[[nodiscard]] inline Plan plan(const Engine& engine, Index height, Index width, float* arena) {
  const std::size_t depth = engine.up.size();
  Plan result;
  result.levels.resize(depth + 1);
  std::vector<Lifetime> lifetimes;
  std::vector<Blocked*> tensors;
  const auto add = [&](Blocked& tensor, Index blocks, int first, int last) {
    tensor = {nullptr, blocks, height, width};
    tensors.push_back(&tensor);
    lifetimes.push_back({tensor.count(), first, last, 0});
    result.floats_apart += tensor.count();
  };
  for (std::size_t i = 0; i <= depth; ++i) {
    Plan::Level& level = result.levels[i];
    // Steps 2i and 2i + 1 are the two convolutions downwards; `rise` the upsampling into this level, then two more.
    const int step = static_cast<int>(2 * i), rise = static_cast<int>(5 * depth - 3 * i);
    add(level.in, engine.down[i].first.input_blocks, step - 1, step);
    add(level.down, engine.down[i].first.output_blocks, step, step + 1);
    if (i < depth) {
      add(level.joined, engine.up[i].first.input_blocks, step + 1, rise + 1);
      add(level.up, engine.up[i].first.output_blocks, rise + 1, rise + 2);
      add(level.out, engine.up[i].second.output_blocks, rise + 2, rise + 3);
    } else {
      add(level.out, engine.down[i].second.output_blocks, step + 1, rise + 3);
    }
    height /= 2;
    width /= 2;
  }
  // What is read beyond the last tensor, and then thrown away.
  result.floats = place(lifetimes) + widest_panel * lanes;
  for (std::size_t i = 0; i < tensors.size() && arena != nullptr; ++i) tensors[i]->values = arena + lifetimes[i].offset;
  for (std::size_t i = 0; i < depth; ++i) {
    Plan::Level& level = result.levels[i];
    const Index skip = engine.down[i].second.output_blocks;
    level.skip = level.joined.part(0, skip);
    level.below = level.joined.part(skip, level.joined.blocks - skip);
  }
  return result;
}

/// Memory that runs use again: each takes what is free and gives it back.
class Pool {
 public:
  [[nodiscard]] LIMN_INLINE Storage take(Index count) {
    {
      const std::lock_guard lock(mutex_);
      for (std::size_t i = free_.size(); i-- > 0;) {
        if (free_[i].count() < count || free_[i].count() > 4 * count + 4096) continue;
        Storage found = std::move(free_[i]);
        free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(i));
        return found;
      }
    }
    return Storage(count);
  }
  LIMN_INLINE void give(Storage storage) {
    const std::lock_guard lock(mutex_);
    if (free_.size() >= 64) free_.erase(free_.begin());
    free_.push_back(std::move(storage));
  }

 private:
  std::mutex mutex_;
  std::vector<Storage> free_;
};

/// One run of the engine over one picture.
template <class E>
class Run {
 public:
  LIMN_INLINE Run(const Engine& engine, Pool& pool, E& executor) : engine_(engine), pool_(pool), executor_(executor) {}

  /// Planes [input][height][width] to planes [output][height][width].
  LIMN_INLINE void operator()(const float* in, Index height, Index width, float* out) {
    Storage arena = pool_.take(plan(engine_, height, width, nullptr).floats);
    const Plan tensors = plan(engine_, height, width, arena.data());
    const std::vector<Plan::Level>& levels = tensors.levels;
    clear_outside(levels[0].in, height, width);
    by_rows(height, [&](Index first, Index last) { enter(in, engine_.inputs, levels[0].in, first, last); });
    const std::size_t depth = engine_.up.size();
    for (std::size_t i = 0; i <= depth; ++i) {
      const Plan::Level& level = levels[i];
      const auto& [first, second] = engine_.down[i];
      convolve(first, level.in, level.down, Blocked{});
      if (i < depth) {
        const Blocked& next = levels[i + 1].in;
        clear_outside(next, next.height, next.width);
        convolve(second, level.down, level.skip, next);
      } else {
        convolve(second, level.down, level.out, Blocked{});
      }
    }
    for (std::size_t i = depth; i-- > 0;) {
      const Plan::Level& level = levels[i];
      rise(i, levels[i + 1].out, level.below);
      convolve(engine_.up[i].first, level.joined, level.up, Blocked{});
      convolve(engine_.up[i].second, level.up, level.out, Blocked{});
    }
    by_rows(height, [&](Index first, Index last) {
      limn::detail::dispatch(HeadRows{&engine_.head, levels[0].out, out, first, last});
    });
    pool_.give(std::move(arena));
  }

 private:
  LIMN_INLINE void convolve(const Conv3x3& layer, const Blocked& in, const Blocked& out, const Blocked& pooled) {
    clear_outside(out, out.height, out.width);
    const Index tiles = tiles_of(in.height) * tiles_of(in.width);
    const Index parts = (tiles + tiles_at_once(layer.input_blocks) - 1) / tiles_at_once(layer.input_blocks);
    executor_(parts, [&](Index part) {
      const Tiles some{tiles * part / parts, tiles * (part + 1) / parts};
      Storage scratch = pool_.take(scratch_of(layer, some.last - some.first));
      limn::detail::dispatch(ConvolveTiles{&layer, in, out, pooled, some, scratch.data()});
      pool_.give(std::move(scratch));
    });
  }

  /// Twice the size; where the level is one pixel larger, the last row or column stays zero.
  LIMN_INLINE void rise(std::size_t i, const Blocked& in, const Blocked& out) {
    clear_outside(out, 2 * in.height, 2 * in.width);
    if (engine_.raise.empty()) {
      by_rows(2 * in.height, [&](Index first, Index last) {
        limn::detail::dispatch(UpsampleRows{in, out, first, last});
      });
    } else {
      by_rows(in.height, [&](Index first, Index last) {
        limn::detail::dispatch(RaiseRows{&engine_.raise[i], in, out, first, last});
      });
    }
  }

  template <class Body>
  LIMN_INLINE void by_rows(Index rows, const Body& body) {
    const Index parts = rows < 64 ? 1 : 16;
    executor_(parts, [&](Index part) { body(rows * part / parts, rows * (part + 1) / parts); });
  }

  const Engine& engine_;
  Pool& pool_;
  E& executor_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
