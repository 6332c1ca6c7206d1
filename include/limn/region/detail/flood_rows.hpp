#pragma once
/// \file
/// The flood of pixels that may be entered wherever it comes from, row by row.
///
/// Rows that something new touches are taken in sweeps, down and up in turn, until none is left; each is grown until it
/// is closed, by blocks of 512 pixels, from the first to the last that is touched. Pixels are compared when their block
/// is first reached, and rows where the flood never comes are not even cleared.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/stream_rows.hpp>
#include <limn/region/detail/flood_block.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A picture is a volume of one slice.
template <class T>
[[nodiscard]] LIMN_INLINE ImageView<T, 3> as_volume(const ImageView<T, 2>& image) {
  return {image.pixels(), {image.width(), image.height(), 1}, {image.byte_strides()[0], 0}};
}
template <class T>
[[nodiscard]] LIMN_INLINE ImageView<T, 3> as_volume(const ImageView<T, 3>& image) {
  return image;
}
template <std::size_t R>
[[nodiscard]] LIMN_INLINE Point<3> as_volume(const Point<R>& point) {
  return {point.x, point.y, R == 3 ? point[R - 1] : 0};
}

/// The rows of a volume framed by rows outside of it; of a picture, one slice, by those above and below.
class FloodFrame {
 public:
  static constexpr Index band_rows = 16;

  Index width = 0, height = 0, depth = 0;
  Index words = 0, blocks = 0;  // of a row
  int share = 0;                // a bit of `active` stands for 2^share blocks
  // Of every framed row, the words of pixels that may be entered and of those that are flooded. A word of zeros stands
  // before each row.
  std::uint64_t *candidates = nullptr, *found = nullptr;
  unsigned char* cleared = nullptr;  // bands of framed rows whose words mean something
  unsigned char* ready = nullptr;    // rows that are cleared, and those around them
  std::uint64_t* active = nullptr;   // where something new touches each row
  unsigned char* known = nullptr;    // blocks whose candidates mean something
  RowLinks links;

  [[nodiscard]] LIMN_INLINE Index row_count() const { return height * depth; }
  [[nodiscard]] LIMN_INLINE Index pitch() const { return words + 1; }
  [[nodiscard]] LIMN_INLINE Index framed(Index row) const {
    return depth == 1 ? row + 1 : (row / height + 1) * (height + 2) + row % height + 1;
  }
  [[nodiscard]] LIMN_INLINE Index start(Index row) const { return framed(row) * pitch(); }
  [[nodiscard]] LIMN_INLINE Index rows_away(const RowLink& link) const { return link.z * (height + 2) + link.y; }

  /// To be called before a row is grown.
  LIMN_INLINE void prepare(Index row) const {
    if (ready[row] != 0) return;
    ready[row] = 1;
    clear_band(framed(row));
    for (const RowLink& link : links) clear_band(framed(row) + rows_away(link));
  }

 private:
  LIMN_INLINE void clear_band(Index framed_row) const {
    const Index band = framed_row / band_rows;
    if (cleared[band] != 0) return;
    cleared[band] = 1;
    // With the word before.
    const Index first = band * band_rows * pitch() - 1;
    std::memset(found + first, 0, static_cast<std::size_t>(band_rows * pitch() + 1) * sizeof(std::uint64_t));
  }
};

struct FloodByRows {
  template <class Tag, class Range, class P>
  LIMN_INLINE void operator()(Tag tag, const FloodFrame& given, const ImageView<const P, 3>& image, const Range& range,
                              const Point<3>* seeds, std::size_t seed_count) const {
    const FloodFrame frame = given;
    for (std::size_t i = 0; i < seed_count; ++i) {
      const Point<3> seed = seeds[i];
      const Index row = seed.z * frame.height + seed.y, word = seed.x / 64;
      frame.prepare(row);
      const Index block = word / block_words;
      if (frame.known[row * frame.blocks + block] == 0) open(tag, frame, image, range, row, block, row);
      const Index at = frame.start(row) + word;
      frame.found[at] |= frame.candidates[at] & std::uint64_t{1} << seed.x % 64;
      const std::uint64_t seeded = std::uint64_t{1} << (block >> frame.share);
      frame.active[row] |= with_beside(seeded);
      activate_beside(frame, row, seeded);
    }
    while (true) {
      Index row = next_active(frame, 0), last = -1;
      for (; row < frame.row_count(); row = next_active(frame, row + 1)) {
        visit(tag, frame, image, range, row, row + 1);
        last = row;
      }
      if (last < 0) return;
      for (row = last; row >= 0; --row) {
        if (frame.active[row] != 0) visit(tag, frame, image, range, row, row - 1);
      }
    }
  }

 private:
  [[nodiscard]] LIMN_INLINE static Index next_active(const FloodFrame& frame, Index row) {
    while (row < frame.row_count() && frame.active[row] == 0) ++row;
    return row;
  }
  [[nodiscard]] LIMN_INLINE static std::uint64_t with_beside(std::uint64_t blocks) {
    return blocks | blocks << 1 | blocks >> 1;
  }
  LIMN_INLINE static void activate_beside(const FloodFrame& frame, Index row, std::uint64_t gained) {
    const Index z = frame.depth == 1 ? 0 : row / frame.height, y = row - z * frame.height;
    for (const RowLink& link : frame.links) {
      const Index to_y = y + link.y, to_z = z + link.z;
      if (to_y < 0 || to_y >= frame.height || to_z < 0 || to_z >= frame.depth) continue;
      frame.active[to_z * frame.height + to_y] |= link.spread ? with_beside(gained) : gained;
    }
  }

  template <class Tag, class Range, class P>
  LIMN_INLINE static void visit(Tag tag, const FloodFrame& frame, const ImageView<const P, 3>& image,
                                const Range& range, Index row, Index next) {
    const std::uint64_t touched = frame.active[row];
    frame.active[row] = 0;
    frame.prepare(row);
    const auto open_block = [&](Index block) LIMN_LAMBDA_INLINE { open(tag, frame, image, range, row, block, next); };
    const std::uint64_t gained = close(tag, frame, row, touched, open_block);
    if (gained != 0) activate_beside(frame, row, gained);
  }

  /// Finds which pixels of a block may be entered. The same block of row `next` is fetched.
  template <class Tag, class Range, class P>
  LIMN_INLINE static void open(Tag tag, const FloodFrame& frame, const ImageView<const P, 3>& image, const Range& range,
                               Index row, Index block, Index next) {
    frame.known[row * frame.blocks + block] = 1;
    const Index first = block * block_pixels, rest = frame.width - first,
                end = rest < block_pixels ? rest : block_pixels;
    const P* const pixels = nth_row(image, row) + first;
    std::uint64_t* const words = frame.candidates + frame.start(row) + block * block_words;
    if (next >= 0 && next < frame.row_count()) {
      const P* const beside = nth_row(image, next) + first;
      for (Index x = 0; x < end; x += 64 / Index{sizeof(P)} + 1) __builtin_prefetch(beside + x);
    }
    Index x = 0;
    for (; x + 64 <= end; x += 64) words[x / 64] = range.bits(tag, pixels + x);
    if (x < end) {
      P last[64] = {};
      std::memcpy(static_cast<void*>(last), pixels + x, sizeof(P) * static_cast<std::size_t>(end - x));
      words[x / 64] = range.bits(tag, static_cast<const P*>(last)) & ~std::uint64_t{0} >> (64 - (end - x));
      x += 64;
    }
    for (; x < block_pixels; x += 64) words[x / 64] = 0;
  }

  /// Grows a row, of which all is closed but what is touched, until it is closed; returns where it gained.
  template <class Tag, class OpenBlock>
  [[nodiscard]] LIMN_INLINE static std::uint64_t close(Tag, const FloodFrame& frame, Index row, std::uint64_t touched,
                                                       const OpenBlock& open_block) {
    using B = Block<Tag>;
    const Index first = frame.start(row), words = frame.words;
    const Index stop = static_cast<Index>(std::bit_width(touched)) * block_words << frame.share;
    Index end = first + (stop < words ? stop : words);
    const std::uint64_t* const candidates = frame.candidates;
    std::uint64_t* const found = frame.found;
    unsigned char* const known = frame.known + row * frame.blocks;
    std::uint64_t gained = 0;
    for (Index i = first + (static_cast<Index>(std::countr_zero(touched)) * block_words << frame.share); i < end;
         i += block_words) {
      const B here = B::load(found + i);
      B reached = here.upward() | here.downward(), all = B::load(candidates + i);
      std::uint64_t before = found[i - 1] >> 63, after = found[i + block_words] << 63;
      for (const RowLink& link : frame.links) {
        const std::uint64_t* const there = found + i + frame.rows_away(link) * frame.pitch();
        const B near = B::load(there);
        reached = reached | near;
        if (!link.spread) continue;
        reached = reached | near.upward() | near.downward();
        before |= there[-1] >> 63;
        after |= there[block_words] << 63;
      }
      if ((before | after) != 0) {
        std::uint64_t ends[block_words] = {before};
        ends[block_words - 1] |= after;
        reached = reached | B::load(ends);
      }
      reached = reached & ~here;
      const Index block = (i - first) / block_words;
      if (known[block] == 0) {
        if (!reached.any()) continue;
        open_block(block);
        all = B::load(candidates + i);
      }
      const B gain = reached & all;
      if (!gain.any()) continue;
      const B grown = (here | gain).filled(all, all);
      grown.store(found + i);
      gained |= std::uint64_t{1} << (block >> frame.share);
      // On to the block after, and back to the one before, if they are reached.
      if (i + block_words == end && end < first + words && grown.last_word() >> 63 != 0) end += block_words;
      if (i > first && (grown.first_word() & 1 & ~(found[i - 1] >> 63)) != 0) i -= 2 * block_words;
    }
    return gained;
  }
};

/// `dry_row` are zeros, as many as a row has words. `line` is null, or room for a row that is then streamed to the
/// output.
struct WriteFlood {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const FloodFrame& given, const std::uint64_t* dry_row,
                              const ImageView<Binary, 3>& out, Binary* line) const {
    const FloodFrame frame = given;
    for (Index i = 0; i < frame.row_count(); ++i) {
      Binary* const row = nth_row(out, i);
      const std::uint64_t* const found = frame.ready[i] != 0 ? frame.found + frame.start(i) : dry_row;
      WriteBits{}(tag, found, line != nullptr ? line : row, frame.width);
      if (line == nullptr) continue;
      StreamBytes{}(tag, reinterpret_cast<const std::byte*>(line), reinterpret_cast<std::byte*>(row),
                    static_cast<std::size_t>(frame.width));
    }
    if (line != nullptr) stream_fence();
  }
};

class FloodRows {
 public:
  FloodRows(const Size<3>& size, Connectivity connectivity) : frame_{.links = {size.depth > 1, connectivity}} {
    frame_.width = size.width;
    frame_.height = size.height;
    frame_.depth = size.depth;
    frame_.blocks = (size.width + block_pixels - 1) / block_pixels;
    frame_.words = frame_.blocks * block_words;
    while ((frame_.blocks - 1) >> frame_.share >= 64) ++frame_.share;
    const Index slices = size.depth > 1 ? size.depth + 2 : 1;
    const Index bands = (slices * (size.height + 2) + FloodFrame::band_rows - 1) / FloodFrame::band_rows;
    const Index total = bands * FloodFrame::band_rows * frame_.pitch() + 1;
    words_ = Image<std::uint64_t>({2 * total, 1}, uninitialized);
    frame_.found = words_.pixels().data() + 1;
    frame_.candidates = frame_.found + total;
    const auto rows = static_cast<std::size_t>(frame_.row_count());
    const auto blocks = rows * static_cast<std::size_t>(frame_.blocks);
    flags_.resize(rows + blocks + static_cast<std::size_t>(bands));
    active_.resize(rows);
    frame_.active = active_.data();
    frame_.ready = flags_.data();
    frame_.known = frame_.ready + rows;
    frame_.cleared = frame_.known + blocks;
    dry_row_.resize(static_cast<std::size_t>(frame_.words));
  }
  FloodRows(const FloodRows&) = delete;
  FloodRows& operator=(const FloodRows&) = delete;

  /// Floods all that is reached from the seeds that may be entered; anew each time.
  template <class P, class Range>
  void run(const ImageView<const P, 3>& image, const Range& range, const Point<3>* seeds, std::size_t seed_count) {
    flags_.assign(flags_.size(), 0);
    dispatch(FloodByRows{}, frame_, image, range, seeds, seed_count);
  }

  /// The flooded pixels of a row, all rows counted through.
  [[nodiscard]] const std::uint64_t* flooded(Index row) const {
    return frame_.ready[row] != 0 ? frame_.found + frame_.start(row) : dry_row_.data();
  }

  /// Writes them as foreground.
  void write(const ImageView<Binary, 3>& out) const {
    std::vector<Binary> line(streamed<Binary>(pixel_count(out.size())) ? static_cast<std::size_t>(frame_.width) : 0);
    dispatch(WriteFlood{}, frame_, dry_row_.data(), out, line.empty() ? nullptr : line.data());
  }

 private:
  FloodFrame frame_;
  Image<std::uint64_t> words_;
  std::vector<unsigned char> flags_{};
  std::vector<std::uint64_t> active_{};   // zeros but in a run
  std::vector<std::uint64_t> dry_row_{};  // zeros
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
