// Pictures for the documentation.
//
//   limn_docs_picture names                   what the table at the end of this file can show, a name a line
//   limn_docs_picture NAME OUT.png FOLDER     one of those: what a function makes of a picture of that folder
//   limn_docs_picture WIDTH OUT.png IN.png... [/ IN.png...]...
//                                             PNG files shrunk and laid out in rows that are all equally wide; each "/"
//                                             begins another row

#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using limn::Index;
using Color = limn::Rgb<std::uint8_t>;
using Picture = limn::Image<Color>;

constexpr Index gap = 4;
constexpr Color paper{255, 255, 255};

/// How much of each pixel of `from` goes into pixel `i` of `to`: calls `f(pixel, share)`.
template <class F>
void for_each_share(Index i, Index to, Index from, F&& f) {
  const double step = static_cast<double>(from) / static_cast<double>(to);
  const double begin = static_cast<double>(i) * step, end = begin + step;
  for (auto k = static_cast<Index>(begin); k < from && static_cast<double>(k) < end; ++k) {
    f(k, (std::min)(end, static_cast<double>(k + 1)) - (std::max)(begin, static_cast<double>(k)));
  }
}

/// Writes the picture into `place`, scaled to its size: every pixel is the mean of the area it stands for.
void scale_into(const Picture& picture, const limn::ImageView<Color>& place) {
  for (Index y = 0; y < place.height(); ++y) {
    for (Index x = 0; x < place.width(); ++x) {
      double r = 0, g = 0, b = 0, area = 0;
      for_each_share(y, place.height(), picture.height(), [&](Index from_y, double height) {
        for_each_share(x, place.width(), picture.width(), [&](Index from_x, double width) {
          const Color& color = picture(from_x, from_y);
          const double share = width * height;
          r += share * color.r, g += share * color.g, b += share * color.b, area += share;
        });
      });
      const auto mean = [area](double sum) { return static_cast<std::uint8_t>(std::lround(sum / area)); };
      place(x, y) = {mean(r), mean(g), mean(b)};
    }
  }
}

/// The height at which the pictures beside each other are as wide as the page.
Index row_height(const std::vector<Picture>& row, Index width) {
  double aspects = 0;
  for (const auto& picture : row)
    aspects += static_cast<double>(picture.width()) / static_cast<double>(picture.height());
  const Index free = width - gap * (static_cast<Index>(row.size()) - 1);
  return (std::max)(Index{1}, static_cast<Index>(std::lround(static_cast<double>(free) / aspects)));
}

Picture lay_out(const std::vector<std::vector<Picture>>& rows, Index width) {
  Index height = gap * (static_cast<Index>(rows.size()) - 1);
  for (const auto& row : rows) height += row_height(row, width);
  Picture page(limn::Size{width, height}, paper);
  Index top = 0;
  for (const auto& row : rows) {
    const Index tall = row_height(row, width);
    Index left = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double wide = static_cast<double>(row[i].width() * tall) / static_cast<double>(row[i].height());
      const bool last = i + 1 == row.size();
      const Index right = last ? width : (std::min)(width, left + static_cast<Index>(std::lround(wide)));
      scale_into(row[i], limn::subview(page, {{left, top}, {right - left, tall}}));
      left = right + gap;
    }
    top += tall + gap;
  }
  return page;
}

// What functions do, before and after.

using Gray = limn::Image<std::uint8_t>;
using limn::Mask;
using limn::Size;
using limn::StructuringElement;
using limn::Vertex;

constexpr Color black{0, 0, 0}, white{255, 255, 255}, red{255, 64, 48}, green{0, 150, 70}, blue{50, 110, 255},
    pale{205, 205, 205};

struct Panel {
  std::string title;
  Picture picture;
};
struct Figure {
  Index columns;
  std::vector<Panel> panels;
};

template <limn::AnyImage I>
I part_of(const I& image, const limn::Box<2>& box) {
  return limn::copy(limn::subview(image, box));
}

/// The pictures in the folder of the examples.
struct Examples {
  std::string folder;

  [[nodiscard]] Picture color(const char* name) const { return limn::read_rgb8(folder + "/" + name + ".png"); }
  [[nodiscard]] Gray gray(const char* name) const { return limn::read_gray8(folder + "/" + name + ".png"); }
  [[nodiscard]] Gray face() const { return part_of(gray("camera"), {{138, 54}, {208, 160}}); }
  [[nodiscard]] Gray photographer() const {
    return limn::resize(gray("camera"), {256, 256}, limn::Interpolation::area);
  }
  [[nodiscard]] Gray coins() const { return part_of(gray("coins"), {{0, 82}, {216, 221}}); }
  [[nodiscard]] Mask coin_mask() const {
    const Gray picture = coins();
    return limn::threshold(picture, limn::otsu(picture));
  }
  /// Strokes of a pen as a mask.
  [[nodiscard]] Mask writing(const limn::Box<2>& box) const {
    const limn::LocalOptions local{.method = limn::LocalMethod::sauvola, .window = 25};
    const Mask ink = limn::transform(limn::threshold_local(gray("text"), local),
                                     [](limn::Binary p) { return limn::Binary{!limn::is_foreground(p)}; });
    return part_of(limn::remove_small(ink, 12), box);
  }
};

template <limn::VisibleImage I>
Picture shown(const I& image) {
  return limn::display(image);
}
Picture shown(const Mask& mask, Color ink = white, Color ground = black) {
  return limn::transform(mask, [&](limn::Binary p) { return limn::is_foreground(p) ? ink : ground; });
}

template <limn::AnyImage I>
I enlarged(const I& image, Index times) {
  I large({image.width() * times, image.height() * times});
  for (Index y = 0; y < large.height(); ++y) {
    for (Index x = 0; x < large.width(); ++x) large(x, y) = image(x / times, y / times);
  }
  return large;
}

void draw_dot(Picture& picture, Vertex at, Color color, Index width) {
  const auto low = [width](double v) {
    return static_cast<Index>(std::lround(v - static_cast<double>(width - 1) / 2));
  };
  for (Index y = low(at.y); y < low(at.y) + width; ++y) {
    for (Index x = low(at.x); x < low(at.x) + width; ++x) {
      if (x >= 0 && y >= 0 && x < picture.width() && y < picture.height()) picture(x, y) = color;
    }
  }
}
void draw_line(Picture& picture, Vertex from, Vertex to, Color color, Index width = 2) {
  const double steps = std::ceil((std::max)({std::abs(to.x - from.x), std::abs(to.y - from.y), 1.0}));
  for (double i = 0; i <= steps; ++i) {
    const double part = i / steps;
    draw_dot(picture, {from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)}, color, width);
  }
}
/// Lines over a picture that is enlarged by `times`; the center of a pixel before that is (x, y).
void draw_lines(Picture& picture, const limn::Polyline& line, Index times, Color color, Index width = 2) {
  const auto place = [times](double v) { return (v + 0.5) * static_cast<double>(times) - 0.5; };
  for (std::size_t i = 1; i < line.size(); ++i) {
    draw_line(picture, {place(line[i - 1].x), place(line[i - 1].y)}, {place(line[i].x), place(line[i].y)}, color,
              width);
  }
}
template <class Points>
limn::Polyline closed(const Points& points, double shift) {
  limn::Polyline line;
  for (const auto& point : points)
    line.push_back({static_cast<double>(point.x) + shift, static_cast<double>(point.y) + shift});
  if (!line.empty()) line.push_back(line.front());
  return line;
}

Figure gaussian(const Examples& of) {
  const Gray face = of.face();
  return {2, {{"the picture", shown(face)}, {"gaussian, sigma = 3", shown(limn::gaussian(face, {.sigma = 3}))}}};
}

Figure sobel(const Examples& of) {
  const Gray face = of.face();
  return {2, {{"the picture", shown(face)}, {"magnitude of sobel", shown(limn::magnitude(limn::sobel(face)))}}};
}

Figure box_mean(const Examples& of) {
  const Gray page = part_of(of.gray("text"), {{224, 0}, {176, 140}});
  const Gray mean = limn::box_mean(page, {.window = 41});
  Mask ink(page.size());
  for (Index y = 0; y < page.height(); ++y) {
    for (Index x = 0; x < page.width(); ++x) ink(x, y) = limn::Binary{page(x, y) + 20 < mean(x, y)};
  }
  return {3,
          {{"the picture", shown(page)},
           {"box_mean, window = 41", shown(mean)},
           {"what is darker by 20", shown(ink, black, white)}}};
}

Figure median(const Examples& of) {
  Gray specks = of.face();
  std::minstd_rand random(1);
  for (Index y = 0; y < specks.height(); ++y) {
    for (std::uint8_t& pixel : specks.row(y)) {
      const auto number = random() % 20;
      if (number < 2) pixel = number == 0 ? 0 : 255;
    }
  }
  return {2, {{"salt and pepper", shown(specks)}, {"median, window = 5", shown(limn::median(specks, {.window = 5}))}}};
}

Figure bilateral(const Examples& of) {
  const Gray grain = part_of(of.gray("camera"), {{215, 262}, {160, 150}});
  return {3,
          {{"the picture", shown(grain)},
           {"gaussian, sigma = 3", shown(limn::gaussian(grain, {.sigma = 3}))},
           {"bilateral, sigma_space = 3", shown(limn::bilateral(grain, {.sigma_color = 60, .sigma_space = 3}))}}};
}

Figure laplacian(const Examples& of) {
  const Gray coins = part_of(of.coins(), {{0, 0}, {216, 156}});
  return {2,
          {{"the picture", shown(coins)},
           {"laplacian_of_gaussian, sigma = 12", shown(limn::laplacian_of_gaussian(coins, {.sigma = 12}))}}};
}

Figure resize(const Examples& of) {
  const Picture eye = part_of(of.color("astronaut"), {{184, 90}, {26, 18}});
  return {2,
          {{"nearest, 8 times as large", limn::resize(eye, {208, 144}, limn::Interpolation::nearest)},
           {"linear", limn::resize(eye, {208, 144}, limn::Interpolation::linear)}}};
}

Figure color(const Examples& of) {
  const Picture all = limn::resize(of.color("astronaut"), {112, 112}, limn::Interpolation::area);
  const auto lab = limn::to_lab(all);
  return {4,
          {{"the picture", all},
           {"to_lab: lightness", shown(limn::transform(lab, [](const auto& p) { return p.l; }))},
           {"a, green to red", shown(limn::transform(lab, [](const auto& p) { return p.a; }))},
           {"b, blue to yellow", shown(limn::transform(lab, [](const auto& p) { return p.b; }))}}};
}

Figure morphology(const Examples& of) {
  const Mask mask = part_of(of.coin_mask(), {{10, 76}, {176, 140}});
  const Gray page = part_of(of.gray("text"), {{224, 0}, {176, 140}});
  const auto small = StructuringElement::disk(3), large = StructuringElement::disk(7);
  return {3,
          {{"a mask", shown(mask)},
           {"erode", shown(limn::erode(mask, small))},
           {"dilate", shown(limn::dilate(mask, small))},
           {"open", shown(limn::open(mask, small))},
           {"close", shown(limn::close(mask, small))},
           {"morphological_gradient", shown(limn::morphological_gradient(mask, StructuringElement::box(3)))},
           {"a gray picture", shown(page)},
           {"close", shown(limn::close(page, large))},
           {"bottom_hat", shown(limn::bottom_hat(page, large))}}};
}

Figure reconstruct(const Examples& of) {
  const Mask mask = limn::fill_holes(of.coin_mask());
  const Mask marker = limn::erode(mask, StructuringElement::disk(20));
  const auto depth = limn::distance_transform(mask);
  const auto peaks = [&](const Mask& found) {
    Picture picture = shown(depth);
    for (const auto& peak : limn::regions(found)) draw_dot(picture, {peak.centroid.x, peak.centroid.y}, red, 4);
    return picture;
  };
  return {3,
          {{"a mask", shown(mask)},
           {"a marker: the mask, eroded", shown(marker)},
           {"reconstruct(marker, mask)", shown(limn::reconstruct(marker, mask))},
           {"the mask's depth", shown(depth)},
           {"local_maxima", peaks(limn::local_maxima(depth))},
           {"h_maxima, h = 3", peaks(limn::h_maxima(depth, 3))}}};
}

Figure tidy_mask(const Examples& of) {
  const Mask mask = of.coin_mask(), filled = limn::fill_holes(mask), large = limn::remove_small(filled, 100);
  return {2,
          {{"a threshold", shown(mask)},
           {"then fill_holes", shown(filled)},
           {"then remove_small", shown(large)},
           {"then clear_border", shown(limn::clear_border(large))}}};
}

Figure skeleton(const Examples& of) {
  const Mask mask = of.writing({{168, 138}, {114, 32}});
  Picture lines = shown(mask, pale, white);
  const Mask thin = limn::skeleton(mask);
  for (Index y = 0; y < thin.height(); ++y) {
    for (Index x = 0; x < thin.width(); ++x) {
      if (limn::is_foreground(thin(x, y))) lines(x, y) = red;
    }
  }
  return {1, {{"a mask", enlarged(shown(mask, black, white), 4)}, {"skeleton", enlarged(lines, 4)}}};
}

Mask silhouette(const Gray& photographer) {
  const Gray smooth = limn::gaussian(photographer);
  const Mask dark = limn::threshold_range(smooth, 0, 75);
  return limn::fill_holes(limn::remove_small(dark, 2000));
}

Figure distance(const Examples& of) {
  const Mask mask = silhouette(of.photographer());
  return {2, {{"a mask", shown(mask)}, {"distance_transform", shown(limn::distance_transform(mask))}}};
}

Figure edgels(const Examples& of) {
  constexpr Index times = 8;
  const limn::Box<2> part{{84, 172}, {32, 28}};
  const Gray coins = of.gray("coins");
  const Gray large = enlarged(part_of(coins, part), times);
  const limn::CannyOptions options{.sigma = 1.5};
  const Mask edges = enlarged(part_of(limn::canny(coins, options), part), times);
  Picture lines = shown(large);
  for (const limn::Edgel& e : limn::edgels(coins, options)) {
    const double x = e.x - static_cast<double>(part.origin.x), y = e.y - static_cast<double>(part.origin.y);
    draw_lines(lines, {{x - 0.4 * e.dy, y + 0.4 * e.dx}, {x + 0.4 * e.dy, y - 0.4 * e.dx}}, times, red);
  }
  return {2, {{"canny: whole pixels", limn::overlay(large, edges, {.alpha = 0.7})}, {"edgels: between them", lines}}};
}

Figure measures(const Examples& of) {
  constexpr Index times = 3;
  const auto labels = limn::label_components(limn::remove_small(of.writing({{56, 112}, {168, 60}}), 60)).labels;
  Picture picture = enlarged(limn::color_labels(labels, {255, 255, 255}), times);
  const auto runs = limn::run_masks(labels);
  const auto shapes = limn::region_shapes(labels);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto& [x, y] = shapes[i].centroid;
    const auto axis = [&, cx = x, cy = y](double length, double angle, Color color) {
      const double dx = std::sin(angle) * length / 2, dy = std::cos(angle) * length / 2;
      draw_lines(picture, {{cx - dx, cy - dy}, {cx + dx, cy + dy}}, times, color);
    };
    constexpr double right_angle = 1.57079632679489662;
    draw_lines(picture, limn::convex_hull(runs[i]), times, green);
    axis(shapes[i].major_axis, shapes[i].orientation, red);
    axis(shapes[i].minor_axis, shapes[i].orientation + right_angle, blue);
  }
  return {1, {{"axes red and blue, convex hull green", picture}}};
}

Figure contours(const Examples& of) {
  constexpr Index times = 8;
  const limn::Box<2> part{{250, 66}, {36, 18}};
  const Mask mask = of.writing(part);
  const Gray page = part_of(of.gray("text"), part);
  const Picture pixels = enlarged(shown(mask, pale, white), times);
  Picture edges = pixels, simple = pixels, borders = pixels, between = enlarged(shown(page), times);
  for (const limn::Polygon& polygon : limn::contours(mask)) {
    const auto draw = [&](const limn::Ring& ring, Color color) {
      const limn::Polyline line = closed(ring, -0.5);
      draw_lines(edges, line, times, color);
      draw_lines(simple, limn::simplify(line, 1), times, color);
    };
    draw(polygon.outer, red);
    for (const limn::Ring& hole : polygon.holes) draw(hole, blue);
  }
  for (const limn::PixelBorder& border : limn::suzuki_borders(mask)) {
    draw_lines(borders, closed(border.points, 0), times, border.is_hole ? blue : red);
  }
  for (const limn::Polyline& line : limn::iso_contours(page, 90)) draw_lines(between, line, times, red);
  return {2,
          {{"contours; holes are blue", edges},
           {"the same, simplify(line, 1)", simple},
           {"suzuki_borders", borders},
           {"iso_contours", between}}};
}

Figure runs(const Examples& of) {
  constexpr Index times = 6;
  const Mask mask = of.writing({{246, 64}, {42, 24}});
  Picture bars = enlarged(shown(mask, pale, white), times);
  for (const limn::Run& run : limn::run_mask(mask).runs) {
    const auto y = static_cast<double>(run.row);
    draw_lines(bars, {{static_cast<double>(run.begin), y}, {static_cast<double>(run.end - 1), y}}, times, blue, 4);
  }
  return {2, {{"a mask", enlarged(shown(mask, black, white), times)}, {"its runs", bars}}};
}

Figure labels(const Examples& of) {
  const Mask mask = limn::open(limn::fill_holes(of.coin_mask()), StructuringElement::disk(6));
  const auto labels = limn::label_components(mask).labels;
  return {3,
          {{"labels", limn::color_labels(labels)},
           {"expand_labels, 15", limn::color_labels(limn::expand_labels(labels, 15))},
           {"find_boundaries", shown(limn::find_boundaries(labels))}}};
}

Figure confidence(const Examples& of) {
  const Gray picture = part_of(of.photographer(), {{40, 0}, {200, 120}});
  const limn::Point<2> seed{30, 20};
  Picture before = shown(picture);
  draw_dot(before, {30, 20}, red, 7);
  const Mask found = limn::confidence_connected(picture, {seed});
  return {2, {{"a seed", before}, {"confidence_connected", limn::overlay(picture, found)}}};
}

Figure grow(const Examples& of) {
  struct Seed {
    Index x, y;
    std::int32_t label;
  };
  const Gray picture = limn::gaussian(part_of(of.photographer(), {{0, 0}, {192, 192}}), {.sigma = 1.5});
  limn::LabelImage<> seeds(picture.size(), 0);
  Picture before = shown(picture);
  for (const Seed& seed : {Seed{45, 130, 1}, {110, 42, 1}, {30, 30, 2}, {175, 50, 2}, {170, 165, 3}, {100, 175, 3}}) {
    seeds(seed.x, seed.y) = seed.label;
    draw_dot(before, {static_cast<double>(seed.x), static_cast<double>(seed.y)}, limn::label_color(seed.label), 7);
  }
  const auto grown = limn::grow_regions(picture, seeds);
  return {2, {{"seeds", before}, {"grow_regions", limn::overlay(picture, grown, {.alpha = 0.6})}}};
}

struct Entry {
  std::string_view name;
  Figure (*make)(const Examples&);
};
constexpr Entry table[] = {
    {"gaussian", gaussian},
    {"sobel", sobel},
    {"box-mean", box_mean},
    {"median", median},
    {"bilateral", bilateral},
    {"laplacian", laplacian},
    {"resize", resize},
    {"color", color},
    {"morphology", morphology},
    {"reconstruct", reconstruct},
    {"tidy-mask", tidy_mask},
    {"skeleton", skeleton},
    {"distance", distance},
    {"edgels", edgels},
    {"measures", measures},
    {"contours", contours},
    {"runs", runs},
    {"labels", labels},
    {"confidence-connected", confidence},
    {"grow-regions", grow},
};

Picture montage(const Figure& figure) {
  std::vector<Picture> pictures;
  std::vector<std::string> titles;
  for (const Panel& panel : figure.panels) pictures.push_back(panel.picture), titles.push_back(panel.title);
  return limn::montage(pictures, {.columns = figure.columns, .gap = gap, .titles = titles});
}

/// Gray where all of it is gray: a third of the bytes.
void write(const char* path, const Picture& picture) {
  bool is_gray = true;
  for (Index y = 0; y < picture.height(); ++y) {
    for (const Color& c : picture.row(y)) is_gray = is_gray && c.r == c.g && c.g == c.b;
  }
  if (is_gray) limn::write_png(path, limn::to_gray(picture));
  else limn::write_png(path, picture);
}

int usage() {
  std::fputs(
      "usage: limn_docs_picture names\n"
      "       limn_docs_picture NAME OUT.png FOLDER\n"
      "       limn_docs_picture WIDTH OUT.png IN.png... [/ IN.png...]...\n",
      stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string_view what = argc > 1 ? argv[1] : "";
    if (what == "names" && argc == 2) {
      for (const Entry& entry : table) std::puts(entry.name.data());
      return 0;
    }
    for (const Entry& entry : table) {
      if (what == entry.name && argc == 4) return write(argv[2], montage(entry.make({argv[3]}))), 0;
    }
    const Index width = argc > 3 ? std::atoi(argv[1]) : 0;
    if (width < 1) return usage();
    std::vector<std::vector<Picture>> rows(1);
    for (int i = 3; i < argc; ++i) {
      if (std::string_view(argv[i]) == "/") rows.emplace_back();
      else rows.back().push_back(limn::read_rgb8(argv[i]));
    }
    limn::write_png(argv[2], lay_out(rows, width));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "limn_docs_picture: %s\n", error.what());
    return 1;
  }
}
