// The bad one must name: MaskPixel
#include <limn/core/concepts.hpp>

void count(const limn::MaskImage auto& mask);

void f(limn::Image<std::uint8_t>& gray) {
#if defined(BAD)
  count(gray);
#else
  count(limn::as_mask(gray));
#endif
}
