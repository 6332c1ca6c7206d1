// A second translation unit: nothing in the headers may be defined twice.
#include <limn/limn.hpp>

limn::Index count_bright(const limn::Image<std::uint8_t>& gray) {
  limn::Index count = 0;
  const limn::Mask bright = limn::threshold(gray, 8);
  for (const limn::Binary pixel : bright.pixels()) count += limn::is_foreground(pixel);
  return count;
}
