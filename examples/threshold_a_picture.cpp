// How do I part objects from the background?     threshold_a_picture IN.png OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <algorithm>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return std::puts("usage: threshold_a_picture IN.png OUT.png"), 2;
  const limn::Image<std::uint8_t> picture = limn::read_gray8(argv[1]);

  // The level that parts the histogram best; or one that you know.
  const std::uint8_t level = limn::otsu(picture);
  const limn::Mask bright = limn::threshold(picture, level);

  // Objects darker than the background: all that is not bright.
  limn::Mask dark = limn::threshold_range(picture, 0, level);

  // Masks are white and black in a file.
  limn::write_png(argv[2], bright);

  const auto is_white = [](limn::Binary pixel) { return limn::is_foreground(pixel); };
  const auto white = std::count_if(bright.pixels().begin(), bright.pixels().end(), is_white);
  const auto black = std::count_if(dark.pixels().begin(), dark.pixels().end(), is_white);
  std::printf("level %d: %td pixels are brighter, %td are not\n", level, white, black);
}
