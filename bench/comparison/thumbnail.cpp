#include "thumbnail.hpp"

#include <limn/core/pixel.hpp>
#include <limn/draw/outline.hpp>
#include <limn/draw/palette.hpp>
#include <limn/filter/resize.hpp>
#include <limn/io/io.hpp>

#include <algorithm>

namespace comparison {
namespace {

using limn::Index;

limn::Size<2> small_size(const limn::Size<2>& size) {
  constexpr Index most = 512;
  const Index longest = (std::max)(size.width, size.height);
  if (longest <= most) return size;
  const auto side = [&](Index length) { return (std::max)((length * most + longest / 2) / longest, Index{1}); };
  return {side(size.width), side(size.height)};
}

}  // namespace

tool::Bytes thumbnail(const tool::Picture& picture) {
  const limn::Size<2> size = small_size(picture.size());
  if (!picture.color && std::holds_alternative<limn::Image<std::uint8_t>>(picture.gray)) {
    return limn::encode_png(
        limn::resize(std::get<limn::Image<std::uint8_t>>(picture.gray), size, limn::Interpolation::area));
  }
  return limn::encode_png(limn::resize(tool::displayed(picture), size, limn::Interpolation::area));
}

tool::Bytes overlay_thumbnail(const limn::LabelImage<>& objects) {
  const auto small = limn::resize(objects, small_size(objects.size()), limn::Interpolation::nearest);
  const limn::Mask edges = limn::outline(small);
  limn::Image<limn::Rgba<std::uint8_t>> layer(small.size());
  for (std::size_t i = 0; i < layer.pixels().size(); ++i) {
    const std::int32_t label = small.pixels()[i];
    if (label == 0) continue;
    const auto color = limn::label_color(label);
    const bool edge = limn::is_foreground(edges.pixels()[i]);
    layer.pixels()[i] = {color.r, color.g, color.b, static_cast<std::uint8_t>(edge ? 255 : 90)};
  }
  return limn::encode_png(layer);
}

}  // namespace comparison
