// What belongs to this pixel?     fill_from_seed IN.png OUT.png X Y
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

int main(int argc, char** argv) {
  if (argc != 5) return std::puts("usage: fill_from_seed IN.png OUT.png X Y"), 2;
  const auto picture = limn::read_rgb8(argv[1]);
  const limn::Point<> seed{std::atoi(argv[3]), std::atoi(argv[4])};

  try {
    // All that is connected to the seed, where each channel is at most so far from the seed's.
    const limn::Mask filled = limn::flood_fill(picture, seed, {.low = 40, .high = 40});

    const auto found = limn::regions(filled);
    std::printf("%td pixels\n", found.front().area);
    limn::write_png(argv[2], limn::overlay(picture, filled, {.mask_color = {255, 255, 0}}));
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());  // a seed outside of the picture: names function, argument and values
    return 1;
  }
}
