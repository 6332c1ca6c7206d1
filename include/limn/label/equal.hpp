#pragma once
/// \file
/// Flat zones: which neighbors of a gray or label image belong together because they are equal, or nearly so.
///
/// Source: A. Rosenfeld, J. Pfaltz, "Sequential operations in digital picture processing", J. ACM 13(4), 1966; with a
/// tolerance, the quasi-flat zones of F. Meyer, "The levelings", ISMM 1998.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/union_find.hpp>
#include <limn/label/components.hpp>
#include <limn/label/detail/equal_runs.hpp>
#include <limn/label/detail/fill_labels.hpp>
#include <limn/label/detail/run_labeling.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace limn {

struct EqualOptions {
  /// Which pixels are neighbors: `full` is 8 in 2-D and 26 in 3-D, `face` 4 and 6, `edge` 8 and 18.
  Connectivity connectivity = Connectivity::full;
  /// Neighbors belong together if their values differ by no more, in gray levels; at least 0. A zone may then hold
  /// values that differ by more, joined over steps. For integers what is behind the point does not count; for floats it
  /// is rounded to the pixel type, and differences are too.
  double tolerance = 0;
  /// Pixels of these values get label 0 and join nothing: `{0}` for label images.
  std::vector<double> background = {};
};

inline namespace LIMN_ABI {
namespace detail {

/// The tolerance in the pixel type.
template <class T>
[[nodiscard]] typename LikenessLimit<T>::type likeness_limit(double tolerance) {
  using Limit = typename LikenessLimit<T>::type;
  using Bounds = std::numeric_limits<Limit>;
  if (tolerance < static_cast<double>((Bounds::max)())) return static_cast<Limit>(tolerance);
  return Bounds::has_infinity ? Bounds::infinity() : (Bounds::max)();
}

/// True if a pixel may have this value.
template <class T>
[[nodiscard]] bool is_pixel_value(double value) {
  using Bounds = std::numeric_limits<T>;
  const double lowest = static_cast<double>(Bounds::lowest());
  if constexpr (Bounds::is_integer) {
    // One past the largest integer, which itself need not be a double.
    const double beyond = 2 * static_cast<double>((Bounds::max)() / 2 + 1);
    return value >= lowest && value < beyond && static_cast<double>(static_cast<T>(value)) == value;
  } else {
    return math::isinf(value) || (value >= lowest && value <= static_cast<double>((Bounds::max)()));
  }
}

/// The runs of an image as bits: a word of zeros before each row and behind the last.
struct EqualRuns {
  Index pitch;
  Image<std::uint64_t> foreground, starts;
  std::vector<Index> runs_before;  // of each row, and in all

  template <class T, std::size_t R>
  [[nodiscard]] EqualRow<T> row(const ImageView<const T, R>& image, Index i) const {
    const Index word = i * pitch + 1;
    return {nth_row(image, i), foreground.data() + word, starts.data() + word};
  }
};

template <class T, std::size_t R, class E>
[[nodiscard]] EqualRuns find_equal_runs(const ImageView<const T, R>& image, const Likeness<T>& likeness, Index band,
                                        E& executor) {
  const Index rows = row_count(image.size()), width = image.width(), pitch = (width + 63) / 64 + 1;
  const Size<2> words{pitch * rows + 1, 1};
  EqualRuns runs{pitch, Image<std::uint64_t>(words), Image<std::uint64_t>(words),
                 std::vector<Index>(static_cast<std::size_t>(rows) + 1, 0)};
  std::uint64_t* const foreground = runs.foreground.data() + 1;
  std::uint64_t* const starts = runs.starts.data() + 1;
  Index* const counts = runs.runs_before.data() + 1;
  executor((rows + band - 1) / band, [&](Index i) {
    for (Index row = i * band; row < rows && row < (i + 1) * band; ++row) {
      std::uint64_t* const row_foreground = foreground + row * pitch;
      std::uint64_t* const row_starts = starts + row * pitch;
      counts[row] = dispatch(FindEqualRuns{}, nth_row(image, row), width, likeness, row_foreground, row_starts);
    }
  });
  for (Index row = 1; row < rows; ++row) counts[row] += counts[row - 1];
  return runs;
}

/// Writes the zone of every run, counted from 0, to `numbers`; returns how many there are.
template <class Id, class T, std::size_t R, class E>
[[nodiscard]] Id number_equal_runs(const ImageView<const T, R>& image, const EqualRuns& runs,
                                   const Likeness<T>& likeness, Connectivity connectivity, Index band, E& executor,
                                   Id* numbers) {
  const RowContacts contacts = row_contacts<R>(connectivity);
  const Index rows = row_count(image.size()), width = image.width(), height = image.height();
  const Index* const before = runs.runs_before.data();
  const auto unite_rows = [&](Id* parent, Index begin, Index end, Seam seam) {
    std::vector<Index> pairs(static_cast<std::size_t>(6 * width));
    for (Index row = begin; row < end; ++row) {
      // 1. Every run is a set of its own.
      for (Index run = before[row]; seam == Seam::inside && run < before[row + 1]; ++run) {
        parent[run] = static_cast<Id>(run);
      }
      for (int i = 0; i < contacts.count; ++i) {
        const RowContact contact = contacts.rows[i];
        const Index y = row % height + contact.dy, other = row + contact.dy + contact.dz * height;
        if (y < 0 || y >= height || other < 0 || (other >= begin) != (seam == Seam::inside)) continue;
        // 2. The pairs that touch.
        const auto here = runs.row(image, row), there = runs.row(image, other);
        Index* const storage = pairs.data();
        const bool wide = contact.wide;
        const Index* const last = dispatch(FindEqualContacts{}, here, there, width, likeness, wide, storage);
        // 3. United. Most know each other by now.
        for (const Index* pair = storage; pair < last; pair += 2) {
          const auto a = static_cast<Id>(before[row] + pair[0] - 1);
          const auto b = static_cast<Id>(before[other] + pair[1] - 1);
          if (parent[a] != parent[b]) unite(parent, a, b);
        }
      }
    }
  };
  return number_bands(numbers, Id{0}, static_cast<Id>(runs.runs_before.back()), rows, band, R == 2 ? 1 : height + 1,
                      executor, unite_rows);
}

/// A row of labels from the words of its runs.
struct FillEqualRow {
  template <class Tag, class Id, class L>
  LIMN_INLINE void operator()(Tag tag, const std::uint64_t* foreground, const std::uint64_t* starts, const Id* numbers,
                              L* out, Index width) const {
    fill_row<true>(
        tag, foreground, [starts](Index word) LIMN_LAMBDA_INLINE { return starts[word]; }, numbers, out, width);
  }
};

}  // namespace detail

/// Writes the label of the zone of every pixel: 0 for background, 1..count for zones, numbered in raster order of their
/// first pixels. See `label_equal`.
///
/// \param image   2-D or 3-D, any gray or label pixel type.
/// \param labels  an image of integers of the same size, in memory of its own.
/// \returns       the number of zones.
/// \throws std::invalid_argument  if the sizes differ, the tolerance is negative or NaN, or a background value is NaN.
/// \throws std::overflow_error    if there are more zones than the label type can number; nothing is written then.
template <GrayImage I, WritableImage O, class E = const Sequential&>
requires LabelsImage<O> && SameRank<I, O> && Executor<E> pixel_t<O> label_equal_into(const I& image, O&& labels,
                                                                                     const EqualOptions& options = {},
                                                                                     E&& executor = sequential) {
  using T = pixel_t<I>;
  using L = pixel_t<O>;
  const auto in = const_view(image);
  const auto out = view(labels);
  detail::require_same_size("limn::label_equal_into", "the output", out.size(), "the image", in.size());
  if (!(options.tolerance >= 0)) {
    detail::throw_invalid_argument("limn::label_equal: the tolerance is ", options.tolerance,
                                   ", which is not at least 0");
  }
  if (in.empty()) return 0;
  std::vector<T> background;
  for (const double value : options.background) {
    if (!(value == value)) detail::throw_invalid_argument("limn::label_equal: a background value is NaN");
    if (detail::is_pixel_value<T>(value)) background.push_back(static_cast<T>(value));
  }
  const detail::Likeness<T> likeness{detail::likeness_limit<T>(options.tolerance), background.data(),
                                     static_cast<Index>(background.size())};
  const Index band = detail::band_rows(in.size(), executor), rows = detail::row_count(in.size()), width = in.width();
  const detail::EqualRuns runs = detail::find_equal_runs(in, likeness, band, executor);
  // A row may have twice as many runs as one of a mask.
  Size<rank_v<I>> bound = in.size();
  bound[0] *= 2;
  return detail::with_run_type(bound, [&](auto id) {
    using Id = decltype(id);
    // The numbers wait in the output where it has room for them: they are as many as pixels at most. Rows filled from
    // the last one on then only take the place of what has been read.
    const Index bands = (rows + band - 1) / band;
    const bool inside = sizeof(Id) == sizeof(L) && bands == 1 && out.is_contiguous();
    detail::RunNumbers<Id> own(inside ? width : runs.runs_before.back());
    Id* const row_numbers = own.numbers.data();
    Id* const numbers = inside ? reinterpret_cast<Id*>(out.pixels()) : row_numbers + 1;
    const Id count = detail::number_equal_runs(in, runs, likeness, options.connectivity, band, executor, numbers);
    detail::require_count_fits<L>("limn::label_equal", count);
    const auto fill_row = [&](Index row, const Id* before) {
      const auto words = runs.row(in, row);
      detail::dispatch(detail::FillEqualRow{}, words.foreground, words.starts, before, detail::nth_row(out, row),
                       width);
    };
    const Index* const runs_before = runs.runs_before.data();
    if (inside) {
      for (Index row = rows; row-- > 0;) {
        const Index length = runs_before[row + 1] - runs_before[row];
        std::memcpy(row_numbers + 1, numbers + runs_before[row], static_cast<std::size_t>(length) * sizeof(Id));
        fill_row(row, row_numbers);
      }
    } else {
      executor(bands, [&](Index i) {
        for (Index row = i * band; row < rows && row < (i + 1) * band; ++row) {
          fill_row(row, row_numbers + runs_before[row]);
        }
      });
    }
    return static_cast<L>(count);
  });
}

/// The flat zones of an image: the connected pieces of equal pixels, or of neighbors that differ by at most a
/// tolerance.
///
/// \tparam L        the label type.
/// \param image     2-D or 3-D, any gray or label pixel type. A NaN is background; an infinity equals itself.
/// \param options   which pixels are neighbors, how much they may differ, and which values are background: none unless
///                  you say so, and then every pixel is of a zone.
/// \param executor  runs bands of large images; the labels do not depend on it.
/// \returns         labels 1..count in raster order of the zones' first pixels, 0 for background, and their count.
/// \throws std::invalid_argument  if the tolerance is negative or NaN, or a background value is NaN.
/// \throws std::overflow_error    if there are more zones than the label type can number.
/// \complexity      three passes; memory of two bits for every pixel, and some rows. 4 bytes for every run of like
///                  pixels beside those if labels are not of 4 bytes, rows are padded, or there is more than one band.
template <class L = std::int32_t, GrayImage I, class E = const Sequential&>
requires LabelPixel<L> && Executor<E>
[[nodiscard]] Labeling<L, rank_v<I>> label_equal(const I& image, const EqualOptions& options = {},
                                                 E&& executor = sequential) {
  Labeling<L, rank_v<I>> result;
  result.labels = LabelImage<L, rank_v<I>>(const_view(image).size(), uninitialized);
  result.count = label_equal_into(image, result.labels, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
