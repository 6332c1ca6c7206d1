#include "unit.hpp"

std::vector<unsigned char> other_results() { return results(); }
