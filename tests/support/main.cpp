// The main function of every test executable: runs the tests, then fails if no kernel ran on the instruction set that
// LIMN_ISA asked for, so that a differential test cannot pass without having run the code it is about.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <limn/core/dispatch.hpp>

#include <cstdio>
#include <cstdlib>
#include <string_view>

int main(int argc, char** argv) {
  using limn::detail::Isa;
  static constexpr const char* names[] = {"base", "avx2", "avx512"};
  const char* const wanted = std::getenv("LIMN_ISA");
  const Isa isa = limn::detail::best_isa();
  const std::string_view name = names[static_cast<int>(isa)];
  if (wanted != nullptr && name != wanted) {
    std::printf("skipped: this machine has no %s\n", wanted);
    return 77;
  }
  doctest::Context context(argc, argv);
  const int failed = context.run();
  if (context.shouldExit()) return failed;
  for (int i = 0; i < 3 && wanted != nullptr; ++i) {
    const long entered = limn::detail::dispatch_count[i];
    if ((i == static_cast<int>(isa)) != (entered > 0)) {
      std::printf("dispatch to %s was entered %ld times on %s\n", names[i], entered, names[static_cast<int>(isa)]);
      return 1;
    }
  }
  return failed;
}
