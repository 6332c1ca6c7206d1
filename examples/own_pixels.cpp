// My pixels are in memory of my own. How do I segment them without a copy?     own_pixels OUT.png
#include <limn/io/io.hpp>
#include <limn/limn.hpp>

#include <cstdint>
#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) return std::puts("usage: own_pixels OUT.png"), 2;

  // A camera's buffer: 12 bits in 16, rows padded to 512 bytes, a bright disk in the middle.
  constexpr limn::Index width = 240, height = 180, row_bytes = 512;
  std::vector<std::uint16_t> buffer(row_bytes / sizeof(std::uint16_t) * height, 300);
  for (limn::Index y = 0; y < height; ++y) {
    for (limn::Index x = 0; x < width; ++x) {
      const bool inside = (x - 120) * (x - 120) + (y - 90) * (y - 90) < 60 * 60;
      if (inside) buffer[static_cast<std::size_t>(y * row_bytes / 2 + x)] = static_cast<std::uint16_t>(2000 + 5 * x);
    }
  }

  // Pointer, size, and the bytes from a row to the next; nothing is copied.
  const limn::ImageView<const std::uint16_t> frame(buffer.data(), {width, height}, {row_bytes});
  const limn::Mask disk = limn::threshold(frame, limn::otsu(frame));

  // Results go into memory of yours as well: every f that returns an image has an f_into.
  std::vector<std::uint8_t> bytes(width * height);
  const limn::ImageView<std::uint8_t> gray(bytes.data(), {width, height});
  limn::threshold_into(frame, limn::as_mask(gray), limn::otsu(frame));

  std::printf("%td pixels, the one in the middle is %d\n", limn::regions(disk).front().area, gray(120, 90));
  limn::write_png(argv[1], limn::overlay(frame, disk));
}
