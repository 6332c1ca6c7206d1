#include <limn/io/io.hpp>

int main() {
  try {
    static_cast<void>(limn::read_gray8("no such file.png"));
  } catch (const limn::IoError&) {
    return 0;
  }
  return 1;
}
