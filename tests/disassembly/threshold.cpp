#include <limn/threshold/fixed.hpp>

void bright(const limn::Image<std::uint8_t>& image, limn::Mask& mask) { limn::threshold_into(image, mask, 100); }
