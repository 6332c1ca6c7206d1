#pragma once
// The outcome as a web page in one file, which opens without server or network.

#include <string>

#include "comparison.hpp"

namespace comparison {

[[nodiscard]] std::string page(const Request& request, const Outcome& outcome);

}  // namespace comparison
