#pragma once
// What is compared: techniques of the tool's table, each with its options.

#include <string>
#include <vector>

#include "technique.hpp"

namespace comparison {

struct Entrant {
  std::string name;  ///< as the user wrote it: "sauvola:window=51,k=0.3"
  const tool::Technique* technique = nullptr;
  tool::Values values;
};

struct Entrants {
  std::vector<Entrant> list;
  std::vector<std::string> problems;  ///< one for each that makes no sense
};

/// Of "otsu,sauvola:window=51,k=0.3,otsu:dark": names with commas between, and behind a colon a technique's options,
/// flags without a value. Every technique with its defaults if there is no list.
[[nodiscard]] Entrants parse_entrants(const std::string& list);

}  // namespace comparison
