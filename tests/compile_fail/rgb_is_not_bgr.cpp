// The bad one must name: Rgb Bgr
#include <limn/core/image.hpp>

void show(const limn::Image<limn::Rgb<std::uint8_t>>& picture);

void f(const limn::Image<limn::Bgr<std::uint8_t>>& opencv, const limn::Image<limn::Rgb<std::uint8_t>>& ours) {
#if defined(BAD)
  static_cast<void>(ours);
  show(opencv);
#else
  static_cast<void>(opencv);
  show(ours);
#endif
}
