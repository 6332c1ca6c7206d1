#pragma once
// An executor that runs the parts of the work from the last to the first: what depends on their order shows.

#include <limn/core/geometry.hpp>

namespace limn_test {

struct Backward {
  template <class Body>
  void operator()(limn::Index count, Body&& body) const {
    while (count > 0) body(--count);
  }
};

}  // namespace limn_test
