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
#include <limits>
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

/// The rows of a volume framed by rows outside of it; of a picture, one slice, by those above and below. Rows are
/// counted with those of the frame, in which nothing may be entered.
class FloodFrame {
 public:
  static constexpr Index band_rows = 16;
  struct Link {
    Index rows = 0;  // away
    bool spread = false;
  };

  Index width = 0, height = 0, depth = 0;
  Index rows = 0, first_row = 0, last_row = 0;  // how many with the frame, and those of the volume
  Index words = 0, blocks = 0;                  // of a row
  int share = 0;                                // a bit of `active` stands for 2^share blocks
  // Of every row, the words of pixels that may be entered and of those that are flooded.
  std::uint64_t *candidates = nullptr, *found = nullptr;
  unsigned char* cleared = nullptr;  // bands of rows whose words of `found` mean something
  unsigned char* ready = nullptr;    // bands that are cleared, and those around them
  std::uint64_t* active = nullptr;   // where something new touches each row
  unsigned char* known = nullptr;    // blocks whose candidates mean something
  Link links[8] = {};                // in order: a row's first half comes before it
  Index link_count = 0;

  [[nodiscard]] LIMN_INLINE Index framed(Index y, Index z) const {
    return depth == 1 ? y + 1 : (z + 1) * (height + 2) + y + 1;
  }
  template <class P>
  [[nodiscard]] LIMN_INLINE const P* pixels(const ImageView<const P, 3>& image, Index row) const {
    return depth == 1 ? nth_row(image, row - 1)
                      : nth_row(image, (row / (height + 2) - 1) * height + row % (height + 2) - 1);
  }

  /// To be called before a row is grown.
  LIMN_INLINE void prepare(Index row) const {
    const Index band = row / band_rows;
    if (ready[band] != 0) return;
    ready[band] = 1;
    clear_band(band);
    for (Index i = 0; i < link_count; ++i) {
      // A band's neighbors are two bands, and may stick out of the volume.
      const Index first = band * band_rows + links[i].rows, last = first + band_rows - 1;
      if (last >= 0 && first < rows) {
        clear_band((first < 0 ? 0 : first) / band_rows);
        clear_band((last < rows ? last : rows - 1) / band_rows);
      }
    }
  }

 private:
  LIMN_INLINE void clear_band(Index band) const {
    if (cleared[band] != 0) return;
    cleared[band] = 1;
    const Index count = band_rows * words;
    std::memset(found + band * count, 0, static_cast<std::size_t>(count) * sizeof(std::uint64_t));
  }
};

struct FloodByRows {
  template <class Tag, class Range, class P>
  LIMN_INLINE void operator()(Tag tag, const FloodFrame& given, const ImageView<const P, 3>& image, const Range& range,
                              const Point<3>* seeds, std::size_t seed_count) const {
    const FloodFrame frame = given;
    Rows waiting, behind;
    // What is active outside of the volume is left alone.
    for (std::size_t i = 0; i < seed_count; ++i) plant(tag, frame, image, range, seeds[i], waiting);
    for (Index step = 1; waiting.first <= waiting.last; step = -step, waiting = behind, behind = Rows()) {
      if (step > 0) {
        const Index first = waiting.first > frame.first_row ? waiting.first : frame.first_row;
        for (Index row = first; row <= waiting.last && row <= frame.last_row; ++row) {
          if (frame.active[row] != 0) visit(tag, frame, image, range, row, step, waiting, behind);
        }
      } else {
        const Index last = waiting.last < frame.last_row ? waiting.last : frame.last_row;
        for (Index row = last; row >= waiting.first && row >= frame.first_row; --row) {
          if (frame.active[row] != 0) visit(tag, frame, image, range, row, step, waiting, behind);
        }
      }
    }
  }

 private:
  /// All rows that are active are among these.
  struct Rows {
    Index first = (std::numeric_limits<Index>::max)(), last = -1;

    LIMN_INLINE void include(Index row) {
      first = row < first ? row : first;
      last = row > last ? row : last;
    }
  };

  [[nodiscard]] LIMN_INLINE static std::uint64_t with_beside(std::uint64_t blocks) {
    return blocks | blocks << 1 | blocks >> 1;
  }

  template <class Tag, class Range, class P>
  LIMN_INLINE static void plant(Tag tag, const FloodFrame& frame, const ImageView<const P, 3>& image,
                                const Range& range, const Point<3>& seed, Rows& waiting) {
    const Index row = frame.framed(seed.y, seed.z), word = seed.x / 64, block = word / block_words;
    frame.prepare(row);
    if (frame.known[row * frame.blocks + block] == 0) open(tag, frame, image, range, row, block, 0);
    const Index at = row * frame.words + block * block_words;
    frame.found[row * frame.words + word] |= frame.candidates[row * frame.words + word] & std::uint64_t{1}
                                                                                              << seed.x % 64;
    const auto all = Block<Tag>::load(frame.candidates + at);
    Block<Tag>::load(frame.found + at).filled(all, all).store(frame.found + at);
    const std::uint64_t seeded = with_beside(std::uint64_t{1} << (block >> frame.share));
    frame.active[row] |= seeded;
    waiting.include(row);
    for (Index i = 0; i < frame.link_count; ++i) {
      frame.active[row + frame.links[i].rows] |= seeded;
      waiting.include(row + frame.links[i].rows);
    }
  }

  /// Grows a row. `step` leads on to the next of the sweep, in which it goes on to those of `waiting`; those `behind`
  /// are for the sweep after it.
  template <class Tag, class Range, class P>
  LIMN_INLINE static void visit(Tag tag, const FloodFrame& frame, const ImageView<const P, 3>& image,
                                const Range& range, Index row, Index step, Rows& waiting, Rows& behind) {
    const std::uint64_t touched = frame.active[row];
    frame.active[row] = 0;
    frame.prepare(row);
    const auto open_block = [&](Index block) LIMN_LAMBDA_INLINE { open(tag, frame, image, range, row, block, step); };
    const std::uint64_t gained = close(tag, frame, row, touched, open_block);
    if (gained == 0) return;
    const Index half = frame.link_count / 2;
    const FloodFrame::Link* const ahead = frame.links + (step > 0 ? half : 0);
    const FloodFrame::Link* const back = frame.links + (step > 0 ? 0 : half);
    for (Index i = 0; i < half; ++i) {
      frame.active[row + ahead[i].rows] |= ahead[i].spread ? with_beside(gained) : gained;
      waiting.include(row + ahead[i].rows);
    }
    // Most rows behind gain nothing.
    for (Index i = 0; i < half; ++i) {
      const std::uint64_t reached = entered(tag, frame, row, back[i], gained);
      if (reached == 0) continue;
      frame.active[row + back[i].rows] |= reached;
      behind.include(row + back[i].rows);
    }
  }

  /// Of the blocks beside those of `row` that gained, in the linked row, those that are entered, or may be.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE static std::uint64_t entered(Tag, const FloodFrame& frame, Index row,
                                                         const FloodFrame::Link& link, std::uint64_t gained) {
    using B = Block<Tag>;
    if (frame.share > 0) return link.spread ? with_beside(gained) : gained;
    const Index here = row * frame.words, there = (row + link.rows) * frame.words;
    const unsigned char* const known = frame.known + (row + link.rows) * frame.blocks;
    std::uint64_t result = 0;
    for (std::uint64_t left = gained; left != 0; left &= left - 1) {
      const Index block = std::countr_zero(left), i = block * block_words;
      B near = B::load(frame.found + here + i);
      std::uint64_t reached = left & (~left + 1);
      if (link.spread) {
        if ((near.first_word() & 1) != 0 || near.last_word() >> 63 != 0) {
          result |= with_beside(reached);
          continue;
        }
        near = near | near.upward() | near.downward();
      }
      if (known[block] != 0 &&
          !(near & B::load(frame.candidates + there + i) & ~B::load(frame.found + there + i)).any()) {
        reached = 0;
      }
      result |= reached;
    }
    return result;
  }

  /// Finds which pixels of a block may be entered. The same block of the row a step on is fetched.
  template <class Tag, class Range, class P>
  LIMN_INLINE static void open(Tag tag, const FloodFrame& frame, const ImageView<const P, 3>& image, const Range& range,
                               Index row, Index block, Index step) {
    frame.known[row * frame.blocks + block] = 1;
    const Index first = block * block_pixels, rest = frame.width - first,
                end = rest < block_pixels ? rest : block_pixels;
    const P* const line = frame.pixels(image, row);
    const P* const pixels = line + first;
    std::uint64_t* const words = frame.candidates + row * frame.words + block * block_words;
    // Fetching what is no row of the picture does no harm.
    const auto beside =
        reinterpret_cast<std::uintptr_t>(pixels) + static_cast<std::uintptr_t>(step * image.byte_strides()[0]);
    for (Index byte = 0; byte < end * Index{sizeof(P)}; byte += 64) {
      __builtin_prefetch(reinterpret_cast<const void*>(beside + static_cast<std::uintptr_t>(byte)));
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
    const Index first = row * frame.words, words = frame.words;
    const Index stop = static_cast<Index>(std::bit_width(touched)) * block_words << frame.share;
    Index end = first + (stop < words ? stop : words);
    const std::uint64_t* const candidates = frame.candidates;
    std::uint64_t* const found = frame.found;
    unsigned char* const known = frame.known + row * frame.blocks;
    std::uint64_t gained = 0;
    for (Index i = first + (static_cast<Index>(std::countr_zero(touched)) * block_words << frame.share); i < end;
         i += block_words) {
      const bool left = i > first, right = i + block_words < first + words;
      const auto pixel_before = [&](const std::uint64_t* at) LIMN_LAMBDA_INLINE { return left ? at[-1] >> 63 : 0; };
      const auto pixel_after = [&](const std::uint64_t* at)
                                   LIMN_LAMBDA_INLINE { return right ? at[block_words] << 63 : 0; };
      std::uint64_t before = pixel_before(found + i), after = pixel_after(found + i);
      B reached = B::none();
      for (Index k = 0; k < frame.link_count; ++k) {
        const FloodFrame::Link link = frame.links[k];
        const std::uint64_t* const there = found + i + link.rows * words;
        const B near = B::load(there);
        reached = reached | near;
        if (!link.spread) continue;
        reached = reached | near.upward() | near.downward();
        before |= pixel_before(there);
        after |= pixel_after(there);
      }
      if ((before | after) != 0) {
        std::uint64_t ends[block_words] = {before};
        ends[block_words - 1] |= after;
        reached = reached | B::load(ends);
      }
      const B here = B::load(found + i);
      const Index block = (i - first) / block_words;
      if (known[block] == 0) {
        if (!reached.any()) continue;
        open_block(block);
      }
      const B all = B::load(candidates + i), gain = reached & all & ~here;
      if (!gain.any()) continue;
      const B grown = (here | gain).filled(all, all);
      grown.store(found + i);
      gained |= std::uint64_t{1} << (block >> frame.share);
      // On to the block after, and back to the one before, if they are reached.
      if (i + block_words == end && right && grown.last_word() >> 63 != 0) end += block_words;
      if (left && (grown.first_word() & 1 & ~(found[i - 1] >> 63)) != 0) i -= 2 * block_words;
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
    for (Index z = 0; z < frame.depth; ++z) {
      for (Index y = 0; y < frame.height; ++y) {
        Binary* const row = out.row(y, z).data();
        const Index framed = frame.framed(y, z);
        const bool wet = frame.cleared[framed / FloodFrame::band_rows] != 0;
        WriteBits{}(tag, wet ? frame.found + framed * frame.words : dry_row, line != nullptr ? line : row, frame.width);
        if (line == nullptr) continue;
        StreamBytes{}(tag, reinterpret_cast<const std::byte*>(line), reinterpret_cast<std::byte*>(row),
                      static_cast<std::size_t>(frame.width));
      }
    }
    if (line != nullptr) stream_fence();
  }
};

class FloodRows {
 public:
  FloodRows(const Size<3>& size, Connectivity connectivity) {
    frame_.width = size.width;
    frame_.height = size.height;
    frame_.depth = size.depth;
    frame_.rows = (size.height + 2) * (size.depth > 1 ? size.depth + 2 : 1);
    frame_.first_row = frame_.framed(0, 0);
    frame_.last_row = frame_.framed(size.height - 1, size.depth - 1);
    frame_.blocks = (size.width + block_pixels - 1) / block_pixels;
    frame_.words = frame_.blocks * block_words;
    while ((frame_.blocks - 1) >> frame_.share >= 64) ++frame_.share;
    for (const RowLink& link : RowLinks(size.depth > 1, connectivity)) {
      frame_.links[frame_.link_count++] = {link.z * (size.height + 2) + link.y, link.spread};
    }
    const Index bands = (frame_.rows + FloodFrame::band_rows - 1) / FloodFrame::band_rows;
    const Index total = bands * FloodFrame::band_rows * frame_.words;
    words_ = Image<std::uint64_t>({2 * total, 1}, uninitialized);
    frame_.found = words_.pixels().data();
    frame_.candidates = frame_.found + total;
    const auto rows = static_cast<std::size_t>(frame_.rows), count = static_cast<std::size_t>(bands);
    const auto blocks = rows * static_cast<std::size_t>(frame_.blocks);
    flags_.resize(blocks + 2 * count);
    active_.resize(rows);
    frame_.active = active_.data();
    frame_.known = flags_.data();
    frame_.ready = frame_.known + blocks;
    frame_.cleared = frame_.ready + count;
    dry_row_.resize(static_cast<std::size_t>(frame_.words));
  }
  FloodRows(const FloodRows&) = delete;
  FloodRows& operator=(const FloodRows&) = delete;

  /// Floods all that is reached from the seeds that may be entered; anew each time.
  template <class P, class Range>
  void run(const ImageView<const P, 3>& image, const Range& range, const Point<3>* seeds, std::size_t seed_count) {
    flags_.assign(flags_.size(), 0);
    active_.assign(active_.size(), 0);
    // Nothing may be entered in the frame.
    for (Index row = 0; row < frame_.rows; ++row) {
      const Index z = row / (frame_.height + 2), y = row % (frame_.height + 2);
      const bool inside = y > 0 && y <= frame_.height && (frame_.depth == 1 || (z > 0 && z <= frame_.depth));
      if (inside) {
        row += frame_.height - 1;
        continue;
      }
      std::memset(frame_.known + row * frame_.blocks, 1, static_cast<std::size_t>(frame_.blocks));
      std::memset(frame_.candidates + row * frame_.words, 0,
                  static_cast<std::size_t>(frame_.words) * sizeof(std::uint64_t));
    }
    dispatch(FloodByRows{}, frame_, image, range, seeds, seed_count);
  }

  /// The flooded pixels of a row, all rows counted through.
  [[nodiscard]] const std::uint64_t* flooded(Index row) const {
    const Index framed = frame_.framed(row % frame_.height, row / frame_.height);
    return frame_.cleared[framed / FloodFrame::band_rows] != 0 ? frame_.found + framed * frame_.words : dry_row_.data();
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
  std::vector<std::uint64_t> active_{};
  std::vector<std::uint64_t> dry_row_{};  // zeros
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
