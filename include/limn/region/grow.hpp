#pragma once
/// \file
/// Seeded region growing: pixel by pixel, the best fitting neighbor joins a region.
///
/// Source: R. Adams, L. Bischof, "Seeded region growing", IEEE Trans. PAMI 16(6), 1994.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/detail/by_label.hpp>
#include <limn/region/detail/frame.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace limn {

struct GrowOptions {
  Connectivity connectivity = Connectivity::face;                   ///< which pixels touch
  double max_difference = std::numeric_limits<double>::infinity();  ///< from a region's mean, for a pixel to join it
};

inline namespace LIMN_ABI {
namespace detail {

/// The sum of the pixels of a region, channel by channel.
template <class P>
class RegionMean {
 public:
  using Mean = std::array<double, channels_v<P>>;
  void add(const P& pixel) {
    for (std::size_t c = 0; c < channels_v<P>; ++c) sums_[c] += channel(pixel, c);
    count_ += 1;
  }
  /// Of a region that is not empty.
  [[nodiscard]] Mean mean() const {
    Mean result = sums_;
    for (double& sum : result) sum /= count_;
    return result;
  }
  [[nodiscard]] static double difference(const P& pixel, const Mean& mean) {
    if constexpr (channels_v<P> == 1) return math::abs(channel(pixel, 0) - mean[0]);
    double squared = 0;
    for (std::size_t c = 0; c < channels_v<P>; ++c) {
      const double d = channel(pixel, c) - mean[c];
      squared += d * d;
    }
    return math::sqrt(squared);
  }
  [[nodiscard]] static bool is_finite(const P& pixel) {
    for (std::size_t c = 0; c < channels_v<P>; ++c) {
      if (!math::isfinite(channel(pixel, c))) return false;
    }
    return true;
  }

 private:
  // A color is an aggregate of its channels and nothing else.
  [[nodiscard]] static double channel(const P& pixel, std::size_t c) {
    return static_cast<double>(reinterpret_cast<const channel_t<P>*>(&pixel)[c]);
  }
  Mean sums_{};
  double count_ = 0;
};

/// A pixel that touches a region and may join it. `N` holds a place in the frame and an age.
template <class N>
struct GrowCandidate {
  double difference;
  N age, place;
  /// What comes up later: candidates that fit worse, then younger ones.
  friend bool operator<(const GrowCandidate& a, const GrowCandidate& b) {
    return a.difference > b.difference || (a.difference == b.difference && a.age > b.age);
  }
};

/// In the frame, the state of a pixel is `outside`, the region 0, 1, ... it belongs to, or -1 minus the region it fits
/// best so far; `names` has the regions' labels.
template <class N, class P, std::size_t R>
class RegionGrowing {
 public:
  static constexpr std::int32_t outside = (std::numeric_limits<std::int32_t>::min)(), open = -1;

  template <class S>
  RegionGrowing(const ImageView<const P, R>& image, const ImageView<const S, R>& seeds, Connectivity connectivity)
      : frame_(image.size()),
        states_(static_cast<std::size_t>(frame_.count), outside),
        least_(states_.size(), std::numeric_limits<double>::infinity()),
        pixels_(states_.size()) {
    for (const Point<R>& to : neighbors<R>(connectivity)) offsets_.push_back(frame_.offset(to));
    place_seeds(image, seeds);
  }

  void grow(double max_difference) {
    // Step 1: what touches a seed is a candidate, in raster order of the seeds.
    for (Index place = frame_.first; place < frame_.count; ++place) {
      if (states_[at(place)] >= 0) list_neighbors(place);
    }
    // Step 2: the best candidate joins, and what it touches may follow. Those left behind fit no better.
    while (!heap_.empty() && heap_.front().difference <= max_difference) {
      std::pop_heap(heap_.begin(), heap_.end());
      const Index place = static_cast<Index>(heap_.back().place);
      heap_.pop_back();
      const std::int32_t region = -1 - states_[at(place)];
      if (region < 0) continue;
      states_[at(place)] = region;
      means_[at(region)].add(pixels_[at(place)]);
      list_neighbors(place);
    }
  }

  void write(const ImageView<std::int32_t, R>& out) const {
    for (Index i = 0; i < row_count(out.size()); ++i) {
      std::int32_t* const row = nth_row(out, i);
      const std::int32_t* const states = states_.data() + frame_.row(i);
      for (Index x = 0; x < out.width(); ++x) row[x] = states[x] < 0 ? 0 : names_[at(states[x])];
    }
  }

 private:
  template <class I>
  [[nodiscard]] static std::size_t at(I place) {
    return static_cast<std::size_t>(place);
  }

  template <class S>
  void place_seeds(const ImageView<const P, R>& image, const ImageView<const S, R>& seeds) {
    LabelNumbers numbers;
    S last = 0;
    std::size_t region = 0;
    for (Index i = 0; i < row_count(image.size()); ++i) {
      const P* const row = nth_row(image, i);
      const S* const marks = nth_row(seeds, i);
      for (Index x = 0; x < image.width(); ++x) {
        const std::size_t place = at(frame_.row(i) + x);
        if (marks[x] != 0 && marks[x] != last) {
          last = marks[x];
          if (!std::in_range<std::int32_t>(last) || last < 0) {
            throw_invalid_argument("limn::grow_regions: the seed ", last, " is not in [0, 2147483647]");
          }
          region = numbers[static_cast<std::uint64_t>(last)];
          if (region == names_.size()) {
            names_.push_back(static_cast<std::int32_t>(last));
            means_.emplace_back();
          }
        }
        if (!RegionMean<P>::is_finite(row[x])) continue;
        pixels_[place] = row[x];
        states_[place] = open;
        if (marks[x] == 0) continue;
        states_[place] = static_cast<std::int32_t>(region);
        means_[region].add(row[x]);
      }
    }
  }

  void list_neighbors(Index place) {
    const std::int32_t region = states_[at(place)];
    const auto mean = means_[at(region)].mean();
    for (const Index offset : offsets_) {
      const Index next = place + offset;
      if (states_[at(next)] >= 0 || states_[at(next)] == outside) continue;
      const double difference = RegionMean<P>::difference(pixels_[at(next)], mean);
      // One that waits already and fits as well will come up first.
      if (!(difference < least_[at(next)])) continue;
      least_[at(next)] = difference;
      states_[at(next)] = -1 - region;
      if (heap_.size() == heap_.capacity()) make_room();
      heap_.push_back({difference, age_++, static_cast<N>(next)});
      std::push_heap(heap_.begin(), heap_.end());
    }
  }

  /// For more candidates: by those that no longer count, if they are many.
  void make_room() {
    std::erase_if(heap_, [this](const GrowCandidate<N>& candidate) {
      return states_[at(candidate.place)] >= 0 || least_[at(candidate.place)] != candidate.difference;
    });
    std::make_heap(heap_.begin(), heap_.end());
    constexpr std::size_t few = 1024;
    if (heap_.size() >= heap_.capacity() / 4 * 3) heap_.reserve((std::max)(few, heap_.capacity() / 2 * 3));
  }

  Frame<R> frame_;
  std::vector<std::int32_t> states_;
  std::vector<double> least_;  // the difference with which a pixel waits
  std::vector<P> pixels_;
  std::vector<Index> offsets_;
  std::vector<std::int32_t> names_;
  std::vector<RegionMean<P>> means_;
  std::vector<GrowCandidate<N>> heap_;
  N age_ = 0;
};

template <class N, class P, class S, std::size_t R>
void grow_regions(const ImageView<const P, R>& image, const ImageView<const S, R>& seeds,
                  const ImageView<std::int32_t, R>& out, const GrowOptions& options) {
  RegionGrowing<N, P, R> growing(image, seeds, options.connectivity);
  growing.grow(options.max_difference);
  growing.write(out);
}

}  // namespace detail

/// Writes the label of every pixel; see `grow_regions`. `out` may be the image of seeds itself.
///
/// \throws std::invalid_argument  also if `out` has another size.
template <AnyImage I, LabelsImage S, OutputOf<std::int32_t> O>
requires SameRank<I, S> && SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void grow_regions_into(const I& image, const S& seeds, O&& out,
                                                          const GrowOptions& options = {}) {
  const auto pixels = const_view(image);
  detail::require_same_size("limn::grow_regions", "the image of seeds", const_view(seeds).size(), "the image",
                            pixels.size());
  detail::require_same_size("limn::grow_regions_into", "the output", view(out).size(), "the image", pixels.size());
  if (!(options.max_difference >= 0)) {
    detail::throw_invalid_argument("limn::grow_regions: max_difference is ", options.max_difference,
                                   " but must be >= 0");
  }
  if (pixels.empty()) return;
  // Every pixel that joins makes candidates of its neighbors, each with an age.
  constexpr std::size_t rank = rank_v<I>;
  const Index most = (Index{1} << 32) / static_cast<Index>(neighbors<rank>(options.connectivity).count);
  if (detail::Frame<rank>(pixels.size()).count < most) {
    detail::grow_regions<std::uint32_t>(pixels, const_view(seeds), view(out), options);
  } else {
    detail::grow_regions<std::uint64_t>(pixels, const_view(seeds), view(out), options);
  }
}

/// The regions that grow from seeds: of all pixels that touch a region, the one nearest to that region's mean joins it,
/// and the mean moves.
///
/// How well a pixel fits is the least of its differences to the means of the regions that it touches, each taken when
/// the touching pixel joined. Candidates that fit alike join first come, first served; the seeds' neighbors come in
/// raster order of the seeds.
///
/// \param image    2-D or 3-D, gray or color; the difference of colors is Euclidean. A NaN or infinite pixel
///                 joins no region.
/// \param seeds    the same size; the labels to start from, 0 where there is none. Of any integer type, none negative
///                 or over 2147483647. Pixels of one label form one region even where they do not touch.
/// \param options  see GrowOptions; `max_difference` is in the units of the pixels.
/// \returns        the labels of the seeds, spread over all that they reach; 0 elsewhere. All 0 without seeds.
/// \throws std::invalid_argument  if sizes differ, a seed is out of range, or max_difference is negative or NaN.
/// \complexity     O(n log n) time; 12 bytes and a pixel of scratch per pixel, 16 to 40 more for each that waits.
template <AnyImage I, LabelsImage S>
requires SameRank<I, S> &&(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] LabelImage<std::int32_t, rank_v<I>> grow_regions(const I& image, const S& seeds,
                                                                   const GrowOptions& options = {}) {
  LabelImage<std::int32_t, rank_v<I>> out(const_view(image).size(), uninitialized);
  grow_regions_into(image, seeds, out, options);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
