// How good is my segmentation?     compare_with_truth IN.png OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: compare_with_truth IN.png OUT.png"), 2;
  const auto picture = limn::read_gray8(argv[1]);

  // Stands in for what somebody drew by hand; `limn::read_mask` and `limn::read_labels` read that from a file.
  const limn::Mask truth = limn::threshold(picture, 95);
  const limn::Mask found = limn::threshold(picture, limn::otsu(picture));

  // Pixel by pixel.
  const limn::Overlap pixels = limn::overlap(found, truth);
  std::printf("Dice %.3f, IoU %.3f\n", pixels.dice, pixels.iou);

  // White where both agree, red what was missed, blue what is too much.
  limn::Image<limn::Rgb<std::uint8_t>> difference(picture.size());
  for (limn::Index y = 0; y < picture.height(); ++y) {
    for (limn::Index x = 0; x < picture.width(); ++x) {
      const bool is = limn::is_foreground(truth(x, y)), said = limn::is_foreground(found(x, y));
      if (is && said) difference(x, y) = {255, 255, 255};
      else if (is) difference(x, y) = {230, 60, 40};
      else if (said) difference(x, y) = {40, 90, 230};
    }
  }
  limn::write_png(argv[2], difference);
}
