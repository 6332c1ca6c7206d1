// How do I draw what was found, and get its outlines as polygons?     outline_objects IN.png OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: outline_objects IN.png OUT.png"), 2;
  const auto picture = limn::read_rgb8(argv[1]);
  const auto gray = limn::read_gray8(argv[1]);
  const auto [labels, count] = limn::label_components(limn::threshold(gray, limn::otsu(gray)));

  // Objects tinted and outlined, over the picture.
  limn::write_png(argv[2], limn::overlay(picture, labels, {.alpha = 0.3, .outline_width = 2}));

  // The same outlines as corners: along the edges of pixels, so that areas are exact.
  limn::Index corners = 0, holes = 0, area = 0;
  for (const limn::Polygon& polygon : limn::contours(labels)) {
    corners += static_cast<limn::Index>(polygon.outer.size());
    holes += static_cast<limn::Index>(polygon.holes.size());
    area += limn::polygon_area(polygon);
  }
  std::printf("%d objects: outlines of %td corners, %td holes, %td pixels inside\n", count, corners, holes, area);
}
