#include <limn/limn.hpp>

limn::Index count_bright(const limn::Image<std::uint8_t>& gray);

int main() {
  limn::Image<std::uint8_t> gray(limn::Size{65, 3}, 7);
  gray(64, 2) = 9;
  const limn::Mask mask = limn::threshold(gray, 8);
  return limn::is_foreground(mask(64, 2)) && !limn::is_foreground(mask(0, 0)) && count_bright(gray) == 1 ? 0 : 1;
}
