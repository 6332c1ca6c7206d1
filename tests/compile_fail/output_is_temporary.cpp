// The bad one must name: OutputOf
#include <limn/core/traverse.hpp>

void f(const limn::Image<float>& in, limn::Image<float>& out) {
#if defined(BAD)
  static_cast<void>(out);
  limn::copy_into(in, static_cast<const limn::Image<float>&>(limn::Image<float>(in.size())));
#else
  limn::copy_into(in, out);
  limn::copy_into(in, limn::view(out));
#endif
}
