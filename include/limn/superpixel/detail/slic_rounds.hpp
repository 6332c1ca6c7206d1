#pragma once
/// \file
/// The rounds of SLIC: every pixel to its nearest center, every center to the mean of its pixels.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/superpixel/detail/slic_assign.hpp>
#include <limn/superpixel/detail/slic_pixels.hpp>
#include <limn/superpixel/detail/slic_seeds.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// What the rounds go by.
struct SlicSettings {
  double compactness = 10, spacing[3] = {1, 1, 1};
  bool adaptive = false;
  Index window[3] = {1, 1, 1};  // windows reach twice as far to each side
  double step = 1;              // distance between seeds
};

/// Cells of a whole number of tiles, about as large as the space between centers.
template <class T>
void slic_find_cells(SlicCells& cells, const SlicPixels<T>& pixels, const Index (&window)[3], const T* centers,
                     Index count) {
  const Index size[3] = {pixels.width, pixels.height, pixels.depth}, tile[3] = {slic_tile_width, slic_tile_height, 1};
  for (int axis = 0; axis < 3; ++axis) {
    cells.size[axis] = (window[axis] + tile[axis] - 1) / tile[axis] * tile[axis];
    cells.count[axis] = (size[axis] + cells.size[axis] - 1) / cells.size[axis];
  }
  const Index all = cells.count[0] * cells.count[1] * cells.count[2];
  cells.begins.assign(static_cast<std::size_t>(all) + 2, 0);
  // Two passes: how many each cell has, then who they are.
  for (const bool counting : {true, false}) {
    for (Index k = 0; k < count; ++k) {
      Index first[3], last[3];
      for (int axis = 0; axis < 3; ++axis) {
        first[axis] = static_cast<Index>(centers[(slic_low_x + 2 * axis) * count + k]);
        last[axis] = static_cast<Index>(centers[(slic_high_x + 2 * axis) * count + k]);
      }
      if (first[0] > last[0] || first[1] > last[1] || first[2] > last[2]) continue;
      for (int axis = 0; axis < 3; ++axis) {
        first[axis] /= cells.size[axis];
        last[axis] /= cells.size[axis];
      }
      for (Index z = first[2]; z <= last[2]; ++z) {
        for (Index y = first[1]; y <= last[1]; ++y) {
          for (Index x = first[0]; x <= last[0]; ++x) {
            const Index cell = (z * cells.count[1] + y) * cells.count[0] + x;
            if (counting) ++cells.begins[static_cast<std::size_t>(cell) + 2];
            else
              cells.ids[static_cast<std::size_t>(cells.begins[static_cast<std::size_t>(cell) + 1]++)] =
                  static_cast<std::int32_t>(k);
          }
        }
      }
    }
    if (!counting) break;
    cells.most = 0;
    for (std::size_t i = 2; i < cells.begins.size(); ++i) {
      cells.most = cells.begins[i] > cells.most ? cells.begins[i] : cells.most;
      cells.begins[i] += cells.begins[i - 1];
    }
    cells.ids.resize(static_cast<std::size_t>(cells.begins.back()));
  }
}

/// The centers and their sums from round to round.
template <class T, int Channels>
class SlicRounds {
 public:
  SlicRounds(const SlicPixels<T>& pixels, const SlicSeeds& seeds, const SlicSettings& settings)
      : pixels_(pixels),
        settings_(settings),
        count_(static_cast<Index>(seeds.positions.size() / 3)),
        centers_(static_cast<std::size_t>(slic_all * count_)),
        boxes_(static_cast<std::size_t>(slic_tile_columns(pixels) * slic_tile_rows(pixels) * pixels.depth * 2 *
                                        Channels)) {
    for (Index k = 0; k < count_; ++k) {
      for (int axis = 0; axis < 3; ++axis) {
        center(slic_x + axis, k) = static_cast<T>(seeds.positions[static_cast<std::size_t>(3 * k + axis)]);
      }
      center(slic_id, k) = static_cast<T>(k);
      find_window(k);
    }
    sums_.assign(static_cast<std::size_t>(slic_sums * count_), 0);
    most_.assign(static_cast<std::size_t>(count_), static_cast<T>(settings_.compactness * settings_.compactness));
  }

  [[nodiscard]] Index count() const { return count_; }

  /// `plain` rounds by position alone, then `colored` ones; fewer where labels are at rest.
  template <class E>
  void run(int plain, int colored, E& executor) {
    executor(pixels_.depth, [&](Index z) { dispatch(SlicBoxes<Channels>{}, pixels_, z, boxes_.data()); });
    for (const bool colors : {false, true}) {
      for (int i = 0; i < (colors ? colored : plain); ++i) {
        const Index changed = assign(colors, executor);
        if (changed == 0 && !settings_.adaptive) break;
        update(executor);
      }
    }
  }

 private:
  [[nodiscard]] T& center(int field, Index k) { return centers_[static_cast<std::size_t>(field * count_ + k)]; }

  void find_window(Index k) {
    const Index size[3] = {pixels_.width, pixels_.height, pixels_.depth};
    for (int axis = 0; axis < 3; ++axis) {
      const T at = center(slic_x + axis, k), reach = static_cast<T>(2 * settings_.window[axis]);
      const T low = at - reach, high = at + reach + 1, end = static_cast<T>(size[axis]);
      center(slic_low_x + 2 * axis, k) = low > 0 ? static_cast<T>(static_cast<Index>(low)) : T{0};
      center(slic_high_x + 2 * axis, k) = static_cast<T>(static_cast<Index>(high < end ? high : end) - 1);
    }
  }

  /// Cell rows in as many parts as have sums of their own.
  template <class E>
  [[nodiscard]] static Index parts(Index rows) {
    constexpr Index most = std::is_same_v<std::remove_cvref_t<E>, Sequential> ? 1 : 8;
    return rows < most ? rows : most;
  }

  template <class E>
  [[nodiscard]] Index assign(bool colors, E& executor) {
    // Distances are those of the paper times the square of the compactness.
    const double square = settings_.compactness * settings_.compactness;
    for (Index k = 0; k < count_; ++k) {
      const T most = most_[static_cast<std::size_t>(k)];
      center(slic_color_weight, k) = colors ? static_cast<T>(square) / most : T{0};
    }
    slic_find_cells(cells_, pixels_, settings_.window, centers_.data(), count_);
    SlicRound<T> round{pixels_,
                       centers_.data(),
                       count_,
                       {},
                       static_cast<T>(square / (settings_.step * settings_.step)),
                       boxes_.data(),
                       cells_.begins.data(),
                       cells_.ids.data(),
                       {},
                       {},
                       cells_.most};
    for (int axis = 0; axis < 3; ++axis) {
      round.spacing[axis] = static_cast<T>(settings_.spacing[axis]);
      round.cell_size[axis] = cells_.size[axis];
      round.cell_count[axis] = cells_.count[axis];
    }
    const Index rows = cells_.count[1] * cells_.count[2], number = parts<E>(rows);
    const Index capacity = (cells_.most + slic_tile_width) / slic_tile_width * slic_tile_width;
    const auto most = static_cast<std::size_t>(capacity), scratch = static_cast<std::size_t>(slic_scratch) * most;
    scratch_.resize(scratch * static_cast<std::size_t>(number));
    left_.resize(most * static_cast<std::size_t>(number));
    part_sums_.assign(sums_.size() * static_cast<std::size_t>(number), 0);
    std::vector<Index> changes(static_cast<std::size_t>(number), 0);
    executor(number, [&](Index part) {
      const auto p = static_cast<std::size_t>(part);
      for (Index row = rows * part / number; row < rows * (part + 1) / number; ++row) {
        changes[p] += dispatch(SlicAssign<Channels>{}, round, row, scratch_.data() + p * scratch,
                               left_.data() + p * most, part_sums_.data() + p * sums_.size());
      }
    });
    for (const std::int64_t* part = part_sums_.data(); part != part_sums_.data() + part_sums_.size();) {
      for (std::int64_t& sum : sums_) sum += *part++;
    }
    Index changed = 0;
    for (const Index c : changes) changed += c;
    return changed;
  }

  /// Centers become means. Those without pixels are given up: their windows are empty.
  template <class E>
  void update(E& executor) {
    for (Index k = 0; k < count_; ++k) {
      const std::int64_t* const sums = sums_.data() + k * slic_sums;
      if (sums[0] == 0) {
        center(slic_low_x, k) = 0;
        center(slic_high_x, k) = -1;
        continue;
      }
      const double pixels = static_cast<double>(sums[0]);
      for (int i = 0; i < 3; ++i) center(slic_x + i, k) = static_cast<T>(static_cast<double>(sums[1 + i]) / pixels);
      for (int c = 0; c < Channels; ++c) {
        const double scaled = static_cast<double>(sums[4 + c]) / pixels;
        center(slic_c0 + c, k) = static_cast<T>(scaled / static_cast<double>(pixels_.scale));
      }
      find_window(k);
    }
    if (settings_.adaptive) widen(executor);
  }

  /// The largest differences in color so far, from the present centers.
  template <class E>
  void widen(E& executor) {
    const Index rows = pixels_.height * pixels_.depth, number = parts<E>(rows);
    std::vector<T> most(most_.size() * static_cast<std::size_t>(number), T{0});
    executor(number, [&](Index part) {
      T* const own = most.data() + static_cast<std::size_t>(part) * most_.size();
      for (Index row = rows * part / number; row < rows * (part + 1) / number; ++row) {
        const Index y = row % pixels_.height, z = row / pixels_.height;
        dispatch(SlicColorReach<Channels>{}, pixels_, centers_.data(), count_, y, z, own);
      }
    });
    for (const T* part = most.data(); part != most.data() + most.size(); ++part) {
      T& known = most_[static_cast<std::size_t>(part - most.data()) % most_.size()];
      known = *part > known ? *part : known;
    }
  }

  SlicPixels<T> pixels_;
  SlicSettings settings_;
  Index count_;
  std::vector<T> centers_, boxes_, most_, scratch_;
  std::vector<Index> left_;
  std::vector<std::int64_t> sums_, part_sums_;
  SlicCells cells_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
