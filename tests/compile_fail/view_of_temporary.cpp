// The bad one must name: deleted view
#include <limn/core/image.hpp>

limn::Image<float> make();

void f() {
#if defined(BAD)
  const auto dangling = limn::view(make());
  static_cast<void>(dangling);
#else
  const auto image = make();
  const auto view = limn::view(image);
  static_cast<void>(view);
#endif
}
