// The bad one must name: OutputOf Binary
#include <limn/threshold/fixed.hpp>

void f(limn::Image<std::uint8_t>& gray) {
#if defined(BAD)
  limn::threshold_into(gray, gray, 100);
#else
  const auto out = limn::as_mask(gray);
  limn::threshold_into(gray, out, 100);
#endif
}
