#pragma once
/// \file
/// Erosion and dilation of whole images: which way is taken, in what order of planes, and in which bands.

#include <limn/core/config.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/list.hpp>
#include <limn/filter/detail/morphology_box.hpp>
#include <limn/filter/detail/morphology_nested.hpp>
#include <limn/filter/detail/morphology_runs.hpp>
#include <limn/filter/structuring_element.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Slice z of a volume.
template <class T>
[[nodiscard]] ImageView<T, 2> xy_plane(const ImageView<T, 3>& volume, Index z) {
  return {volume.row_pointer(0, z), {volume.width(), volume.height()}, {volume.byte_strides()[0]}};
}
/// The rows y of all slices of a volume.
template <class T>
[[nodiscard]] ImageView<T, 2> xz_plane(const ImageView<T, 3>& volume, Index y) {
  return {volume.row_pointer(y, 0), {volume.width(), volume.depth()}, {volume.byte_strides()[1]}};
}

template <class Op, class T, class E>
void morphology_box(const ImageView<const T, 2>& in, const ImageView<T, 2>& out, const Window (&window)[3],
                    E& executor) {
  for_each_band(in.height(), 4 * window[1].length, executor,
                [&](Index begin, Index end) { BoxRows<Op, T>(in, out, window[0], window[1]).run(begin, end); });
}

template <class Op, class T, class E>
void morphology_box(const ImageView<const T, 3>& in, const ImageView<T, 3>& out, const Window (&window)[3],
                    E& executor) {
  executor(in.depth(), [&](Index z) {
    BoxRows<Op, T>(xy_plane(in, z), xy_plane(out, z), window[0], window[1]).run(0, in.height());
  });
  if (window[2].length == 1) return;
  executor(in.height(), [&](Index y) {
    const ImageView<T, 2> plane = xz_plane(out, y);
    const Image<T, 2> flat = copy(plane);
    BoxRows<Op, T>(view(flat), plane, Window{}, window[2]).run(0, in.depth());
  });
}

template <class Op, class T, class E>
void morphology_runs(const ImageView<const T, 2>& in, const ImageView<T, 2>& out, const TapElement& element,
                     E& executor) {
  for_each_band(in.height(), 4 * (element.above + element.below), executor, [&](Index begin, Index end) {
    const Index step = RunRows<Op, T>::good_width(element);
    for (Index x = 0; x < in.width(); x += step) {
      RunRows<Op, T> rows(element, in.width(), x, (std::min)(x + step, in.width()));
      rows.template run<false>(in, element.slices.front(), begin, end,
                               [&out, x](Index y) LIMN_LAMBDA_INLINE { return out.row_pointer(y) + x; });
    }
  });
}

template <class Op, class T, class E>
void morphology_runs(const ImageView<const T, 3>& in, const ImageView<T, 3>& out, const TapElement& element,
                     E& executor) {
  using Key = morphology_key_t<Op, T>;
  const Index width = in.width(), height = in.height();
  executor(in.depth(), [&](Index z) {
    RunRows<Op, T> rows(element, width, 0, width);
    // What the slices of the element have found so far.
    List<Key> plane(static_cast<std::size_t>(width * height), RunRows<Op, T>::loser);
    for (const TapSlice& slice : element.slices) {
      if (z + slice.dz < 0 || z + slice.dz >= in.depth()) continue;
      rows.template run<true>(xy_plane(in, z + slice.dz), slice, 0, height,
                              [&](Index y) LIMN_LAMBDA_INLINE { return plane.data() + y * width; });
    }
    for (Index y = 0; y < height; ++y) {
      const Key* const row = plane.data() + y * width;
      dispatch(WinnerOfRows<Op>{}, &row, Index{1}, out.row_pointer(y, z), width);
    }
  });
}

template <class Op, class T, std::size_t R, class E>
void morphology_few(const ImageView<const T, R>& in, const ImageView<T, R>& out, const TapElement& element,
                    E& executor) {
  List<Point<3>> offsets;
  for (const TapSlice& slice : element.slices) {
    for (const Tap& tap : slice.taps) offsets.push_back({element.runs[tap.run].x, tap.dy, slice.dz});
  }
  for_each_band(row_count(in.size()), Index{0}, executor, [&](Index begin, Index end) {
    dispatch(FewPixels<Op>{}, in, out, static_cast<const Point<3>*>(offsets.data()), static_cast<Index>(offsets.size()),
             begin, end);
  });
}

/// Writes a row from bits of what is covered by pixels that win; they are turned over where background does.
template <class Op>
struct WriteCovered {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, std::uint64_t* covered, Index words, Binary* out, Index width) const {
    if constexpr (Op::least) {
      for (Index i = 0; i < words; ++i) covered[i] = ~covered[i];
    }
    WriteBits{}(tag, static_cast<const std::uint64_t*>(covered), out, width);
  }
};

template <class Op, class E>
void morphology_nested(const ImageView<const Binary, 2>& in, const ImageView<Binary, 2>& out,
                       const NestedElement& element, E& executor) {
  for_each_band(in.height(), element.height, executor, [&](Index begin, Index end) {
    NestedRows<Op>(in.width())
        .run(in, element.slices.front().reach, begin, end,
             [&](auto tag, Index y, std::uint64_t* covered, Index words)
                 LIMN_LAMBDA_INLINE { WriteCovered<Op>{}(tag, covered, words, out.row_pointer(y), in.width()); });
  });
}

template <class Op, class E>
void morphology_nested(const ImageView<const Binary, 3>& in, const ImageView<Binary, 3>& out,
                       const NestedElement& element, E& executor) {
  const Index width = in.width(), height = in.height(), words = (width + 63) / 64;
  executor(in.depth(), [&](Index z) {
    NestedRows<Op> rows(width);
    List<std::uint64_t> plane(static_cast<std::size_t>(words * height));
    for (const NestedSlice& slice : element.slices) {
      if (z + slice.dz < 0 || z + slice.dz >= in.depth()) continue;
      rows.run(xy_plane(in, z + slice.dz), slice.reach, 0, height,
               [&](auto, Index y, const std::uint64_t* covered, Index) LIMN_LAMBDA_INLINE {
                 for (Index i = 0; i < words; ++i) plane.data()[y * words + i] |= covered[i];
               });
    }
    for (Index y = 0; y < height; ++y) {
      dispatch(WriteCovered<Op>{}, plane.data() + y * words, words, out.row_pointer(y, z), width);
    }
  });
}

/// The winner of the pixels under an element that reaches no farther than the image.
template <class Op, class T, std::size_t R, class E>
void morphology_within(const ImageView<const T, R>& in, const ImageView<T, R>& out, const StructuringElement& element,
                       E& executor) {
  if (element.is_box()) {
    Window window[3];
    for (std::size_t axis = 0; axis < 3; ++axis) window[axis] = {element.size()[axis], element.origin()[axis]};
    return morphology_box<Op>(in, out, window, executor);
  }
  if constexpr (std::is_same_v<T, Binary>) {
    // Rows of a slice from which on it is faster than two operations for each.
    constexpr Index many = 25;
    const NestedElement nested = nested_element(element);
    if (nested.taps > many * static_cast<Index>(nested.slices.size())) {
      return morphology_nested<Op>(in, out, nested, executor);
    }
  }
  const TapElement pixels = tap_element(element, 1), runs = tap_element(element, element.size().width);
  // A table of winners costs more than it saves where pixels are few.
  const bool few = pixels.tap_count() <= FewPixels<Op>::limit;
  if (few) morphology_few<Op>(in, out, pixels, executor);
  else morphology_runs<Op>(in, out, runs, executor);
}

/// The winner of the pixels under the element, which is not turned.
template <class Op, class T, std::size_t R, class E>
void morphology(const ImageView<const T, R>& in, const ImageView<T, R>& out, const StructuringElement& element,
                E& executor) {
  if (in.empty()) return;
  Size<3> size{in.width(), in.height(), 1};
  if constexpr (R == 3) size.depth = in.depth();
  if (!reaches_beyond(element, size)) return morphology_within<Op>(in, out, element, executor);
  const ElementPart part = part_within(element, size);
  if (part.covers_nothing) return fill(out, MorphologyKeys<Op, T>::pixel(MorphologyKeys<Op, T>::loser));
  morphology_within<Op>(in, out, StructuringElement(part.mask, part.origin), executor);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
