#include <limn/io/io.hpp>

int main() {
  limn::Image<std::uint16_t> gray(limn::Size{33, 2}, 700);
  gray(32, 1) = 65535;
  if (limn::read_gray16(limn::encode_png(gray)) != gray) return 1;
  try {
    static_cast<void>(limn::read_gray8("no such file.png"));
  } catch (const limn::IoError&) {
    return 0;
  }
  return 1;
}
