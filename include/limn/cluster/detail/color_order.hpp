#pragma once
/// \file
/// The pixels of an image of bytes as points of k-means, alike next to alike: in large pictures each color once, in
/// smaller ones every pixel, in the order of its color.

#include <limn/cluster/detail/byte_points.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/measure/detail/count_values.hpp>

#include <algorithm>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Calls `f(first, length, channels)` for runs of up to 64 pixels in raster order, the n-th being pixel `first`.
template <class F, class P, std::size_t R>
void for_each_run(F&& f, const ImageView<const P, R>& image) {
  Index first = 0;
  for_each_row(
      [&](Index length, const P* row) {
        for (Index x = 0; x < length;) {
          // Runs that end with a tile of 64.
          const Index run = (std::min)(length - x, tile_points - first % tile_points);
          f(first, run, reinterpret_cast<const std::uint8_t*>(row + x));
          first += run;
          x += run;
        }
      },
      image);
}

/// Pixels of D bytes, channel by channel.
template <Index D>
struct SplitBytes {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::uint8_t* in, Index length, std::uint8_t* tile) const {
    if (length == tile_points) {
      for (Index i = 0; i < tile_points; ++i) {
        for (Index j = 0; j < D; ++j) tile[j * tile_points + i] = in[i * D + j];
      }
    } else {
      for (Index i = 0; i < length; ++i) {
        for (Index j = 0; j < D; ++j) tile[j * tile_points + i] = in[i * D + j];
      }
    }
  }
};

/// Colors numbered cube by cube of 8 x 8 x 8, by their first three channels: what is alike has numbers close to each
/// other.
template <Index D>
struct ColorCodes {
  static constexpr std::size_t cubes = std::size_t{1} << 15;
  static constexpr std::size_t colors = std::size_t{1} << 24;

  /// The upper 15 of 24 bits are the cube.
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const std::uint8_t* in, Index length, std::uint32_t* codes) const {
    std::uint8_t tile[static_cast<std::size_t>(D * tile_points)] = {};
    SplitBytes<D>{}(tag, in, length, tile);
    for (Index i = 0; i < tile_points; ++i) {
      std::uint32_t code = 0;
      for (Index j = 0; j < 3; ++j) {
        const std::uint32_t v = tile[j * tile_points + i];
        code |= (v >> 3) << (19 - 5 * j) | (v & 7) << (6 - 3 * j);
      }
      codes[i] = code;
    }
  }
  [[nodiscard]] static std::uint8_t channel(std::uint32_t code, Index j) {
    return static_cast<std::uint8_t>((code >> (19 - 5 * j) & 31) << 3 | (code >> (6 - 3 * j) & 7));
  }
};

/// Every pixel, as it comes.
template <Index D>
class RasterOrder {
 public:
  template <class P, std::size_t R>
  explicit RasterOrder(const ImageView<const P, R>& image) : points(limn::pixel_count(image.size())) {
    for_each_run(
        [this](Index first, Index length, const std::uint8_t* channels) {
          dispatch(SplitBytes<D>{}, channels, length, points.tile(first / tile_points) + first % tile_points);
        },
        image);
    points.finish();
  }
  template <class P, std::size_t R>
  void label(const ImageView<const P, R>&, std::int32_t* labels) const {
    std::copy_n(points.labels(), points.count(), labels);
  }

  BytePoints<D> points;
};

/// Every pixel, sorted by the cube of its color.
template <Index D>
class ColorOrder {
 public:
  template <class P, std::size_t R>
  explicit ColorOrder(const ImageView<const P, R>& image)
      : points(limn::pixel_count(image.size())), places_(static_cast<std::size_t>(points.count())) {
    // 1. How many pixels has each cube?
    List<std::uint32_t> next(ColorCodes<D>::cubes + 1);
    std::uint32_t codes[tile_points];
    for_each_run(
        [&](Index first, Index length, const std::uint8_t* channels) {
          dispatch(ColorCodes<D>{}, channels, length, static_cast<std::uint32_t*>(codes));
          for (Index i = 0; i < length; ++i) {
            const std::uint32_t cube = codes[i] >> 9;
            places_[static_cast<std::size_t>(first + i)] = cube;
            ++next[cube + 1];
          }
        },
        image);
    for (std::size_t cube = 1; cube < next.size(); ++cube) next[cube] += next[cube - 1];
    // 2. Each pixel to the next place of its cube.
    for_each_run(
        [&](Index first, Index length, const std::uint8_t* channels) {
          for (Index i = 0; i < length; ++i) {
            std::uint32_t& place = places_[static_cast<std::size_t>(first + i)];
            place = next[place]++;
            std::uint8_t* const point = points.tile(place / tile_points) + place % tile_points;
            for (Index j = 0; j < D; ++j) point[j * tile_points] = channels[i * D + j];
          }
        },
        image);
    points.finish();
  }
  template <class P, std::size_t R>
  void label(const ImageView<const P, R>&, std::int32_t* labels) const {
    const std::uint8_t* const of = points.labels();
    for (std::size_t i = 0; i < places_.size(); ++i) labels[i] = of[places_[i]];
  }

  BytePoints<D> points;

 private:
  List<std::uint32_t> places_;  // of each pixel in raster order
};

/// Each gray level once.
class DistinctLevels {
 public:
  template <class P, std::size_t R>
  explicit DistinctLevels(const ImageView<const P, R>& image) : points(0) {
    std::int64_t counts[256] = {};
    count_all_bytes(image, static_cast<std::int64_t*>(counts));
    Index number = 0;
    for (const std::int64_t count : counts) number += count > 0 ? 1 : 0;
    points = BytePoints<1>(number);
    for (std::size_t v = 0; v < 256; ++v) {
      if (counts[v] == 0) continue;
      const auto i = static_cast<Index>(points.weights_storage().size());
      points.tile(i / tile_points)[i % tile_points] = static_cast<std::uint8_t>(v);
      points.weights_storage().push_back(static_cast<std::uint32_t>(counts[v]));
    }
    points.finish();
  }
  template <class P, std::size_t R>
  void label(const ImageView<const P, R>& image, std::int32_t* labels) const {
    std::int32_t of[256] = {};
    for (Index i = 0; i < points.count(); ++i) {
      of[channel_of(points, i, 0)] = static_cast<std::int32_t>(points.label(i));
    }
    for_each_run(
        [&](Index first, Index length, const std::uint8_t* levels) {
          for (Index i = 0; i < length; ++i) labels[first + i] = of[levels[i]];
        },
        image);
  }

  BytePoints<1> points;
};

/// Each color once, by a table of all.
class DistinctColors {
 public:
  template <class P, std::size_t R>
  explicit DistinctColors(const ImageView<const P, R>& image)
      : points(0), table_(Size<2>{static_cast<Index>(ColorCodes<3>::colors), 1}) {
    std::uint32_t* const table = table_.data();
    for_each_code(
        [table](Index, Index length, const std::uint32_t* codes) {
          for (Index i = 0; i < length; ++i) ++table[codes[i]];
        },
        image);
    // Most of the table is empty: eight colors at once.
    for (std::uint32_t code = 0; code < ColorCodes<3>::colors; code += 8) {
      std::uint32_t any = 0;
      for (std::uint32_t i = 0; i < 8; ++i) any |= table[code + i];
      if (any == 0) continue;
      for (std::uint32_t i = 0; i < 8; ++i) {
        if (table[code + i] > 0) codes_.push_back(code + i);
      }
    }
    points = BytePoints<3>(static_cast<Index>(codes_.size()));
    points.weights_storage().reserve(codes_.size());
    for (Index i = 0; i < points.count(); ++i) {
      const std::uint32_t code = codes_[static_cast<std::size_t>(i)];
      std::uint8_t* const point = points.tile(i / tile_points) + i % tile_points;
      for (Index j = 0; j < 3; ++j) point[j * tile_points] = ColorCodes<3>::channel(code, j);
      points.weights_storage().push_back(table[code]);
    }
    points.finish();
  }
  template <class P, std::size_t R>
  void label(const ImageView<const P, R>& image, std::int32_t* labels) {
    // The counts are not needed any more: labels of bytes in their place, closer together.
    auto* const of = reinterpret_cast<std::uint8_t*>(table_.data());
    for (std::size_t i = 0; i < codes_.size(); ++i) of[codes_[i]] = points.labels()[i];
    for_each_code(
        [of, labels](Index first, Index length, const std::uint32_t* codes) {
          for (Index i = 0; i < length; ++i) labels[first + i] = of[codes[i]];
        },
        image);
  }

  BytePoints<3> points;

 private:
  template <class F, class P, std::size_t R>
  static void for_each_code(const F& f, const ImageView<const P, R>& image) {
    for_each_run(
        [&f](Index first, Index length, const std::uint8_t* channels) {
          std::uint32_t codes[tile_points];
          dispatch(ColorCodes<3>{}, channels, length, static_cast<std::uint32_t*>(codes));
          f(first, length, static_cast<const std::uint32_t*>(codes));
        },
        image);
  }

  Image<std::uint32_t> table_;
  List<std::uint32_t> codes_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
