// The bad one must name: GrayPixel Binary
#include <limn/threshold/fixed.hpp>

void f(const limn::Image<std::uint8_t>& gray, const limn::Mask& mask) {
#if defined(BAD)
  static_cast<void>(limn::threshold(mask, limn::Binary::background));
#else
  static_cast<void>(mask);
  static_cast<void>(limn::threshold(gray, 100));
#endif
}
