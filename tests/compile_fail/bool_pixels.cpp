// The bad one must name: GrayPixel bool
#include <limn/threshold/fixed.hpp>

void f(const limn::Image<bool>& flags, const limn::Image<std::uint8_t>& bytes) {
#if defined(BAD)
  static_cast<void>(limn::threshold(flags, false));
#else
  static_cast<void>(flags);
  static_cast<void>(limn::threshold(bytes, 0));
#endif
}
