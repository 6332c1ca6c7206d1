#pragma once
// Instance maps for the tests of what writes them.

#include <limn/task/instances.hpp>

#include <cstdint>

#include "support/images.hpp"

namespace limn_test {

/// A ring with a hole, an object in two pieces, a pixel; two classes.
inline limn::InstanceMap drawn_map() {
  return {image<std::int32_t>({{1, 1, 1, 0, 2},  //
                               {1, 0, 1, 2, 0},
                               {1, 1, 1, 0, 3}}),
          {1, 2, 1},
          {"background", "ring", "dots"}};
}

/// Blobs of all kinds: holes in holes, pieces that meet at corners, objects that the border cuts.
inline limn::InstanceMap random_map(const limn::Size<2>& size, unsigned seed) {
  const auto coarse = random_image<std::uint8_t>(limn::Size{size.width / 2 + 1, size.height / 2 + 1}, seed, 8);
  limn::LabelImage<> labels(size);
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) labels(x, y) = coarse(x / 2, y / 2) / 32 % 6;
  }
  auto map = limn::instances(labels);
  map.class_names.push_back("other");
  for (std::size_t i = 0; i < map.classes.size(); ++i) map.classes[i] = 1 + static_cast<std::int32_t>(i % 2);
  return map;
}

}  // namespace limn_test
