// The bad one must name: deleted pixels
#include <limn/core/image.hpp>

limn::Image<float> make();

float f() {
  float sum = 0;
#if defined(BAD)
  for (const float pixel : make().pixels()) sum += pixel;
#else
  const auto image = make();
  for (const float pixel : image.pixels()) sum += pixel;
#endif
  return sum;
}
