// The bad one must name: WritableImage
#include <limn/core/traverse.hpp>

void f(const limn::Image<float>& constant, limn::Image<float>& image) {
#if defined(BAD)
  static_cast<void>(image);
  limn::fill(constant, 1.0F);
#else
  static_cast<void>(constant);
  limn::fill(image, 1.0F);
#endif
}
