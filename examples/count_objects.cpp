// How many are there, where, and how large?     count_objects IN.png OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: count_objects IN.png OUT.png"), 2;
  const auto picture = limn::read_gray8(argv[1]);
  const auto smooth = limn::gaussian(picture, {.sigma = 1});
  const limn::Mask bright = limn::threshold(smooth, limn::otsu(smooth));

  // Pixels that touch, also at a corner, are one object. `labels` holds the number of its object for every pixel.
  const auto [labels, count] = limn::label_components(bright, {.connectivity = limn::Connectivity::full});

  // Too small to be a coin, or cut off by the edge of the picture.
  std::vector<limn::Region<>> coins;
  for (const limn::Region<>& object : limn::regions(labels)) {
    const auto& box = object.box;
    const bool cut_off = box.origin.x == 0 || box.origin.y == 0 || box.origin.x + box.size.width == picture.width() ||
                         box.origin.y + box.size.height == picture.height();
    if (object.area >= 100 && !cut_off) coins.push_back(object);
  }
  std::printf("%d objects, of which %zu are coins\n", count, coins.size());
  for (const auto& coin : coins) {
    std::printf("  %4td: %5td pixels around (%.1f, %.1f)\n", coin.label, coin.area, coin.centroid.x, coin.centroid.y);
  }

  // A picture with every object in a color of its own.
  limn::write_png(argv[2], limn::color_labels(labels));
}
