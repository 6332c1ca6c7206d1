// The bad one must name: constraints
#include <limn/threshold/fixed.hpp>

void f(const float* pixels) {
#if defined(BAD)
  static_cast<void>(limn::threshold(pixels, 1.0F));
#else
  static_cast<void>(limn::threshold(limn::ImageView(pixels, limn::Size{4, 4}), 1.0F));
#endif
}
