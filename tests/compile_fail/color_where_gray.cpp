// The bad one must name: GrayPixel Rgb
#include <limn/threshold/fixed.hpp>

void f(const limn::Image<limn::Rgb<float>>& color, const limn::Image<float>& gray) {
#if defined(BAD)
  static_cast<void>(limn::threshold(color, 1.0F));
#else
  static_cast<void>(color);
  static_cast<void>(limn::threshold(gray, 1.0F));
#endif
}
