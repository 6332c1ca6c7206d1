// The bad one must name: SameRank
#include <limn/threshold/fixed.hpp>

void f(const limn::Volume<float>& volume, limn::Mask& plane, limn::Image<limn::Binary, 3>& mask) {
#if defined(BAD)
  static_cast<void>(mask);
  limn::threshold_into(volume, plane, 1.0F);
#else
  static_cast<void>(plane);
  limn::threshold_into(volume, mask, 1.0F);
#endif
}
