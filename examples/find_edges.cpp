// Where does brightness change?     find_edges IN.png OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: find_edges IN.png OUT.png"), 2;
  const auto picture = limn::read_gray8(argv[1]);

  // Thin lines. A larger sigma leaves fewer and smoother ones; levels are on the gradient of Sobel.
  const limn::Mask edges = limn::canny(picture, {.sigma = 2, .low = 20, .high = 50});

  // Or exactly the edges that cv::Canny finds.
  const limn::Mask same = limn::canny_opencv(picture, {.low = 100, .high = 300});

  // Or how steep it is at every pixel, exact in 16 bits.
  const limn::Gradient<std::int16_t> slope = limn::sobel(picture);
  const float steepest = limn::magnitude(slope)(picture.width() / 2, picture.height() / 2);

  // Pixels of an edge count as one object.
  const auto lines = limn::label_components(edges).count, theirs = limn::label_components(same).count;
  std::printf("%d edges, %d by OpenCV's rules; slope %.1f in the middle\n", lines, theirs, steepest);
  limn::write_png(argv[2], limn::overlay(picture, edges, {.alpha = 1, .outline = false, .mask_color = {64, 255, 64}}));
}
