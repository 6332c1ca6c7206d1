// Regions that grow from seeds.

#include "common.hpp"

namespace tool {

std::vector<Technique> region_techniques() { return {}; }

}  // namespace tool
