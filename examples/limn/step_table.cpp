// The table of steps.

#include <limn/core/traverse.hpp>
#include <limn/filter/bilateral.hpp>
#include <limn/filter/distance.hpp>
#include <limn/filter/gaussian.hpp>
#include <limn/filter/median.hpp>
#include <limn/filter/morphology.hpp>
#include <limn/filter/skeleton.hpp>
#include <limn/label/clear_border.hpp>
#include <limn/label/equal.hpp>
#include <limn/label/expand.hpp>
#include <limn/label/fill_holes.hpp>
#include <limn/label/regions.hpp>
#include <limn/label/relabel.hpp>
#include <limn/label/remove_small.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "step.hpp"

namespace tool {
namespace {

using limn::Index;
using limn::Mask;
using Labels = limn::LabelImage<>;

constexpr double largest = 1e15;

limn::StructuringElement disk(double radius) { return limn::StructuringElement::disk(radius); }

/// `f(image)` in place of the gray levels, and of the colors if there are any.
template <class F>
void filter(Picture& picture, const F& f) {
  std::visit([&](auto& gray) { gray = f(gray); }, picture.gray);
  if (picture.color) picture.color = f(*picture.color);
}

void bilateral(Picture& picture, double sigma) {
  // The colors of a 16-bit picture are 8-bit.
  const double of_color = std::holds_alternative<limn::Image<std::uint16_t>>(picture.gray) ? sigma / 257 : sigma;
  filter(picture, [&](const auto& image) {
    constexpr bool is_color = std::is_same_v<limn::pixel_t<decltype(image)>, Color>;
    return limn::bilateral(image, {.sigma_color = is_color ? of_color : sigma});
  });
}

/// Gray levels have an order, colors have none.
template <class F>
void filter_gray(Picture& picture, const F& f) {
  std::visit([&](auto& gray) { gray = f(gray); }, picture.gray);
  picture.color.reset();
}

/// The mask that `f` makes of it.
template <class F>
void reshape(Mask& mask, Index, const F& f) {
  mask = f(mask);
}

/// The same for each object by itself. It loses what `f` takes from its mask, gets what `f` adds to it where no object
/// is, and stays one though it may be in pieces. What is added is within `reach` pixels of its bounding box; where that
/// is so of several objects, it is the nearest one's, at equal distances that of the smaller label.
template <class F>
void reshape(Labels& labels, Index reach, const F& f) {
  Labels reshaped = labels;
  limn::Image<std::int64_t> distances(labels.size());  // squared, of what was added to its object
  for (const auto& region : limn::regions(labels)) {
    // A rim of what is not the object, but for where the picture ends.
    limn::Box<2> box = region.box;
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const Index end = (std::min)(box.origin[axis] + box.size[axis] + reach + 1, labels.size()[axis]);
      box.origin[axis] = (std::max)(box.origin[axis] - reach - 1, Index{0});
      box.size[axis] = end - box.origin[axis];
    }
    const auto part = limn::subview(limn::const_view(labels), box);
    const auto label = static_cast<std::int32_t>(region.label);
    const Mask before = limn::transform(part, [label](std::int32_t l) { return limn::to_binary(l == label); });
    const Mask after = f(before);
    const auto result = limn::subview(limn::view(reshaped), box);
    bool adds = false;
    for (Index y = 0; y < part.height(); ++y) {
      for (Index x = 0; x < part.width(); ++x) {
        const bool inside = limn::is_foreground(after(x, y));
        if (part(x, y) == label && !inside) result(x, y) = 0;
        adds = adds || (part(x, y) == 0 && inside);
      }
    }
    if (!adds) continue;
    const auto away = limn::squared_distance_transform(
        limn::transform(before, [](limn::Binary b) { return limn::to_binary(!limn::is_foreground(b)); }));
    const auto nearest = limn::subview(limn::view(distances), box);
    for (Index y = 0; y < part.height(); ++y) {
      for (Index x = 0; x < part.width(); ++x) {
        if (part(x, y) != 0 || !limn::is_foreground(after(x, y))) continue;
        if (result(x, y) != 0 && nearest(x, y) <= away(x, y)) continue;
        result(x, y) = label;
        nearest(x, y) = away(x, y);
      }
    }
  }
  limn::relabel_into(reshaped, labels);
}

/// Each piece of an object becomes one of its own; in a mask they are already.
void part(Mask&) {}
void part(Labels& labels) { labels = limn::label_equal(labels, {.background = {0}}).labels; }

/// The object with those of its holes filled that have fewer than `area` pixels. What opens to the border of the
/// picture is no hole, which `limn::remove_holes` would have it be.
Mask fill_small_holes(const Mask& object, Index area) {
  Mask filled = limn::fill_holes(object);
  Mask holes(object.size());
  for (std::size_t i = 0; i < holes.pixels().size(); ++i) {
    holes.pixels()[i] = limn::to_binary(filled.pixels()[i] != object.pixels()[i]);
  }
  const Mask large = limn::remove_small(holes, area, limn::Connectivity::face);
  for (std::size_t i = 0; i < holes.pixels().size(); ++i) {
    if (limn::is_foreground(large.pixels()[i])) filled.pixels()[i] = limn::Binary::background;
  }
  return filled;
}

void expand(Mask& mask, double distance) { mask = limn::dilate(mask, disk(distance)); }
void expand(Labels& labels, double distance) { labels = limn::expand_labels(labels, distance); }

Step before(Option option, std::string source, std::function<void(Picture&, double)> run) {
  return {.option = std::move(option), .source = std::move(source), .before = std::move(run)};
}

Step filling(Step step) {
  step.fills = true;
  return step;
}

/// `run(found, value)` with the mask or with the labels.
template <class F>
Step after(Option option, std::string source, const F& run) {
  return {.option = std::move(option), .source = std::move(source), .after = [run](Result& result, double value) {
            std::visit([&](auto& found) { run(found, value); }, result.found);
          }};
}

}  // namespace

const std::vector<Step>& steps() {
  static const std::vector<Step> all = {
      before(odd("median", "1", 1, 1023, "the median of a window of this many pixels: specks go, edges stay"),
             "Tukey 1977",
             [](Picture& picture, double window) {
               const limn::MedianOptions options{.window = static_cast<Index>(window)};
               filter(picture, [&](const auto& image) { return limn::median(image, options); });
             }),
      before(number("bilateral", "0", 0, 65535,
                    "smooth by a Gaussian of 2 pixels, but not across edges of more than about this many gray levels"),
             "Tomasi and Manduchi 1998", bilateral),
      before(number("gaussian", "0", 0, 100, "smooth by a Gaussian of this many pixels"), "",
             [](Picture& picture, double sigma) {
               filter(picture, [&](const auto& image) { return limn::gaussian(image, {.sigma = sigma}); });
             }),
      before(number("top-hat", "0", 0, 1000,
                    "even the ground under bright objects: keep what a disk of this radius does not fit into, in gray"),
             "Serra 1982",
             [](Picture& picture, double radius) {
               filter_gray(picture, [&](const auto& gray) { return limn::top_hat(gray, disk(radius)); });
             }),
      before(number("bottom-hat", "0", 0, 1000,
                    "the same of dark objects, which come out bright: the method goes without --dark"),
             "Serra 1982",
             [](Picture& picture, double radius) {
               filter_gray(picture, [&](const auto& gray) { return limn::bottom_hat(gray, disk(radius)); });
             }),
      before(number("gradient", "0", 0, 1000, "how much the pixels of a disk of this radius differ: edges, in gray"),
             "Rivest et al. 1993",
             [](Picture& picture, double radius) {
               filter_gray(picture, [&](const auto& gray) { return limn::morphological_gradient(gray, disk(radius)); });
             }),

      after(number("close", "0", 0, 1000,
                   "fill gaps that a disk of this radius does not fit into; of labels, the gaps of each"),
            "Serra 1982",
            [](auto& found, double radius) {
              reshape(found, static_cast<Index>(radius),
                      [element = disk(radius)](const Mask& mask) { return limn::close(mask, element); });
            }),
      filling(after(
          flag("fill-holes", "fill what objects enclose; edges that close are objects then"), "",
          [](auto& found, double) { reshape(found, 0, [](const Mask& mask) { return limn::fill_holes(mask); }); })),
      filling(after(integer("remove-holes", "0", 0, largest, "the same for holes of fewer pixels"), "",
                    [](auto& found, double area) {
                      reshape(found, 0,
                              [&](const Mask& mask) { return fill_small_holes(mask, static_cast<Index>(area)); });
                    })),
      after(number("open", "0", 0, 1000, "take away what a disk of this radius does not fit into: bridges part"),
            "Serra 1982",
            [](auto& found, double radius) {
              reshape(found, 0, [element = disk(radius)](const Mask& mask) { return limn::open(mask, element); });
              part(found);
            }),
      after(number("erode", "0", 0, 1000, "take this many pixels off the rims of objects: bridges part"), "Serra 1982",
            [](auto& found, double radius) {
              reshape(found, 0, [element = disk(radius)](const Mask& mask) { return limn::erode(mask, element); });
              part(found);
            }),
      after(integer("remove-small", "0", 0, largest, "leave out objects of fewer pixels"), "",
            [](auto& found, double area) { found = limn::remove_small(found, static_cast<Index>(area)); }),
      after(flag("clear-border", "leave out objects that touch the border of the picture"), "",
            [](auto& found, double) { found = limn::clear_border(found); }),
      after(number("expand", "0", 0, 1000, "dilate: let objects grow by this many pixels, labels until they meet"),
            "Jones et al. 2005", [](auto& found, double distance) { expand(found, distance); }),
      after(flag("skeleton", "thin objects to lines of one pixel"), "Zhang and Suen 1984",
            [](auto& found, double) { reshape(found, 0, [](const Mask& mask) { return limn::skeleton(mask); }); }),
  };
  return all;
}

}  // namespace tool
