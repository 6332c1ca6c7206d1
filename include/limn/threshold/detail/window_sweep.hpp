#pragma once
/// \file
/// Windows around every pixel of an image, tile by tile: the values of a pixel as planes, reduced over the window along
/// z, y and x, with what the border rule puts outside.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// What lies around an image.
struct WindowBorder {
  Border rule;
  double constant;
};

/// The rows of an image as planes of `E`s, `pitch` apart. Its type is forgotten, so that one sweep serves them all.
template <class E>
struct WindowSource {
  const void* image;
  Size<3> size;
  bool slices;  // of rank 3
  Index planes;
  void (*fill)(const void* image, Point<3> first, Index length, E* out, Index pitch);
  void (*constant)(double value, E* out, Index pitch);
};

/// `Planes{}(tag, pixels, length, out, pitch)` writes the values of pixels, `Planes::constant(value, out, pitch)` those
/// of the border's constant, to Planes::count planes.
template <class Planes, class T, std::size_t R>
[[nodiscard]] WindowSource<typename Planes::Element> window_source(const ImageView<const T, R>& image) {
  using E = typename Planes::Element;
  Size<3> size{image.size()[0], image.size()[1], 1};
  if constexpr (R == 3) size.depth = image.size()[2];
  return {&image,
          size,
          R == 3,
          Planes::count,
          [](const void* from, Point<3> first, Index length, E* out, Index pitch) {
            const auto& pixels = *static_cast<const ImageView<const T, R>*>(from);
            dispatch(Planes{}, nth_row(pixels, first.y + first.z * pixels.height()) + first.x, length, out, pitch);
          },
          [](double value, E* out, Index pitch) { Planes::constant(value, out, pitch); }};
}

/// A rectangle of the output.
struct WindowTile {
  Index x0, x1, y0, y1;
};

/// Who takes the reduced planes of a row: a callable `f(tile, y, z, planes, pitch)` that outlives the sweep.
template <class E>
class RowSink {
 public:
  template <class F>
  explicit RowSink(const F& f)
      : state_(&f),
        call_([](const void* state, const WindowTile& tile, Index y, Index z, const E* planes, Index pitch) {
          (*static_cast<const F*>(state))(tile, y, z, planes, pitch);
        }) {}
  void operator()(const WindowTile& tile, Index y, Index z, const E* planes, Index pitch) const {
    call_(state_, tile, y, z, planes, pitch);
  }

 private:
  const void* state_;
  void (*call_)(const void*, const WindowTile&, Index, Index, const E*, Index);
};

/// Cuts a plane into tiles of about `width` x `height`.
class WindowTiles {
 public:
  WindowTiles(Index columns, Index rows, Index width, Index height)
      : columns_(columns),
        rows_(rows),
        width_(even(columns, width)),
        height_(even(rows, height)),
        across_((columns + width_ - 1) / width_),
        down_((rows + height_ - 1) / height_) {}

  [[nodiscard]] Index count() const { return across_ * down_; }
  [[nodiscard]] WindowTile operator[](Index i) const {
    const Index x = i % across_ * width_, y = i / across_ * height_;
    return {x, (std::min)(columns_, x + width_), y, (std::min)(rows_, y + height_)};
  }

 private:
  [[nodiscard]] static Index even(Index extent, Index wanted) {
    const Index parts = (extent + wanted - 1) / wanted;
    return (extent + parts - 1) / parts;
  }

  Index columns_, rows_, width_, height_, across_, down_;
};

/// The pixels [begin - radius, end + radius) of an axis: those inside the image, and which of them, or the constant
/// (index `count`), stands for each of the others. All of the axis is taken if it wraps, so that they are at hand.
struct WindowAxis {
  WindowAxis(Index begin, Index end, Index radius, Index size, Border border) {
    first = border == Border::wrap ? 0 : (std::max)(Index{0}, begin - radius);
    count = (border == Border::wrap ? size : (std::min)(size, end + radius)) - first;
    for (Index i = begin - radius; i < end + radius; ++i) {
      const Index at = border_index(i, size, border);
      source.push_back(at < 0 ? count : at - first);
    }
  }

  Index first, count;
  std::vector<Index> source;
};

/// One tile of `sweep_windows`. `Window` is a BoxWindow or WeightedWindow.
template <class Window>
class WindowSweep {
 public:
  using E = typename Window::Element;

  WindowSweep(const WindowSource<E>& source, const WindowTile& tile, Index radius, const WindowBorder& border,
              const Window& window, const RowSink<E>& sink)
      : source_(source),
        tile_(tile),
        radius_(radius),
        border_(border),
        window_(window),
        sink_(sink),
        columns_(tile.x0, tile.x1, radius, source.size.width, border.rule),
        rows_(tile.y0, tile.y1, radius, source.size.height, border.rule),
        pitch_(columns_.count + 1),
        row_length_(pitch_ * source.planes),
        extended_(columns_.source.size()),
        reduced_(static_cast<std::size_t>((tile.x1 - tile.x0) * source.planes)) {}

  void run() {
    if (!source_.slices) {
      run_rows(nullptr, 0);
      return;
    }
    // A slice of the rows that the tile needs, with one of the constant at the end.
    const Index depth = source_.size.depth, rows = rows_.count + 1;
    auto slices = window_.lines(rows * row_length_);
    for (Index z = -radius_; z < depth + radius_; ++z) {
      E* const slot = slices.slot();
      const Index from = border_index(z, depth, border_.rule);
      for (Index y = 0; y < rows; ++y) fill(from < 0 ? rows_.count : y, from, slot + y * row_length_);
      const E* const slice = slices.push();
      if (slice != nullptr) run_rows(slice, z - radius_);
    }
  }

 private:
  /// The planes of row `y` of those that the tile needs; past them, of the constant.
  void fill(Index y, Index z, E* out) const {
    source_.constant(border_.constant, out + columns_.count, pitch_);
    if (y < rows_.count) {
      source_.fill(source_.image, {columns_.first, rows_.first + y, z}, columns_.count, out, pitch_);
      return;
    }
    for (Index i = 0; i < source_.planes; ++i) {
      std::fill(out + i * pitch_, out + (i + 1) * pitch_ - 1, out[(i + 1) * pitch_ - 1]);
    }
  }

  /// From the rows of `slice`, or of the image if there is none.
  void run_rows(const E* slice, Index z) {
    auto lines = window_.lines(row_length_);
    const Index length = tile_.x1 - tile_.x0;
    Index y = tile_.y0 - 2 * radius_;
    for (const Index from : rows_.source) {
      if (slice == nullptr) fill(from, 0, lines.slot());
      else std::copy(slice + from * row_length_, slice + (from + 1) * row_length_, lines.slot());
      const E* const line = lines.push();
      if (line != nullptr) {
        for (Index i = 0; i < source_.planes; ++i) {
          extend(line + i * pitch_);
          window_.along(extended_.data(), reduced_.data() + i * length, length);
        }
        sink_(tile_, y, z, reduced_.data(), length);
      }
      ++y;
    }
  }

  /// One plane of a row with what lies left and right of the image.
  void extend(const E* row) {
    const Index length = tile_.x1 - tile_.x0 + 2 * radius_;
    const Index left = (std::max)(Index{0}, radius_ - tile_.x0);
    const Index right = (std::max)(Index{0}, tile_.x1 + radius_ - source_.size.width);
    const auto outside = [&](Index x) {
      extended_[static_cast<std::size_t>(x)] = row[columns_.source[static_cast<std::size_t>(x)]];
    };
    for (Index x = 0; x < left; ++x) outside(x);
    const E* const inside = row + columns_.source[static_cast<std::size_t>(left)];
    std::copy(inside, inside + length - left - right, extended_.begin() + left);
    for (Index x = length - right; x < length; ++x) outside(x);
  }

  const WindowSource<E>& source_;
  WindowTile tile_;
  Index radius_;
  WindowBorder border_;
  const Window& window_;
  const RowSink<E>& sink_;
  WindowAxis columns_, rows_;
  Index pitch_, row_length_;
  std::vector<E> extended_, reduced_;
};

/// Reduces the windows of 2 * radius + 1 pixels along each axis around all pixels of an image, and hands them over row
/// by row: the planes hold the pixels [tile.x0, tile.x1) of row (y, z).
template <class Window, class Executor>
void sweep_windows(const WindowSource<typename Window::Element>& source, Index radius, const WindowBorder& border,
                   const Window& window, const RowSink<typename Window::Element>& sink, Executor&& executor) {
  // Tiles of fixed size, so that sums are taken in the same order whoever runs them.
  const Index wide = border.rule == Border::wrap ? source.size.width : (std::max)(Index{512}, 4 * radius);
  const Index high = (std::max)(Index{source.slices ? 64 : 256}, 8 * radius);
  const WindowTiles tiles(source.size.width, source.size.height, wide, high);
  executor(tiles.count(), [&](Index i) { WindowSweep<Window>(source, tiles[i], radius, border, window, sink).run(); });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
