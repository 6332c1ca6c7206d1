#include <limn/core/executor.hpp>

#include <stdexcept>
#include <vector>

#include "support/images.hpp"

namespace {
struct Backward {
  template <class Body>
  void operator()(limn::Index count, Body&& body) const {
    for (limn::Index i = count; i-- > 0;) body(i);
  }
};
}  // namespace

static_assert(limn::Executor<limn::Sequential> && limn::Executor<const limn::Sequential>);
static_assert(limn::Executor<Backward>);
static_assert(!limn::Executor<int>);

TEST_CASE("sequential: each once, in order") {
  std::vector<limn::Index> seen;
  limn::sequential(4, [&](limn::Index i) { seen.push_back(i); });
  CHECK(seen == std::vector<limn::Index>{0, 1, 2, 3});
  limn::sequential(0, [&](limn::Index) { FAIL("nothing to do"); });
}

TEST_CASE("sequential: an exception of the body reaches the caller") {
  CHECK_THROWS_WITH(limn::sequential(4,
                                     [](limn::Index i) {
                                       if (i == 2) throw std::runtime_error("two");
                                     }),
                    "two");
}
