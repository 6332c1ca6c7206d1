// The bad one must name: deleted subview
#include <limn/core/image.hpp>

const limn::Image<float> make();

void f() {
  const limn::Box box{limn::Point{0, 0}, limn::Size{1, 1}};
#if defined(BAD)
  const auto dangling = limn::subview(make(), box);
  static_cast<void>(dangling);
#else
  const auto image = make();
  const auto view = limn::subview(image, box);
  static_cast<void>(view);
#endif
}
