// The bad one must name: assign
#include <limn/core/image.hpp>

void f(const limn::Image<float>& constant, limn::Image<float>& image) {
#if defined(BAD)
  static_cast<void>(image);
  constant(0, 0) = 1.0F;
#else
  static_cast<void>(constant);
  image(0, 0) = 1.0F;
#endif
}
