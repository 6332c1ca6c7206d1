// The bad one must name: Binary
#include <limn/core/image.hpp>

void f(limn::Mask& mask) {
#if defined(BAD)
  mask(0, 0) = 255;
#else
  mask(0, 0) = limn::to_binary(true);
#endif
}
