#pragma once
// One picture through one technique and the steps around it: find, draw, describe, write.

#include <filesystem>
#include <string>
#include <vector>

#include "annotations.hpp"
#include "step.hpp"
#include "technique.hpp"

namespace tool {

/// What `limn segment` was asked to do with every picture.
struct Request {
  const Technique* technique = nullptr;
  const Values* values = nullptr;
  const Steps* steps = nullptr;
  std::filesystem::path folder;  ///< where the results go
  std::vector<Format> formats;   ///< of the annotations to write
};

/// The files that become of a picture.
struct Outputs {
  std::filesystem::path found, overlay, json;
  std::vector<std::filesystem::path> annotations;  ///< one for each format of the request

  /// Each file once.
  [[nodiscard]] std::vector<std::filesystem::path> all() const;
};
[[nodiscard]] Outputs outputs_of(const std::filesystem::path& picture, const Request& request);

/// Writes mask or labels, overlay, JSON and annotations.
/// \returns  what to tell the user: "24 objects in 0.31 ms", and how long the steps took if there are any.
/// \throws   limn::IoError, std::invalid_argument and whatever else the technique throws; then nothing is written.
std::string segment(const std::filesystem::path& picture, const Request& request);

/// "24 objects", "1 object", "6 classes": by what the technique finds.
[[nodiscard]] std::string spell_count(std::size_t count, Finds finds);

}  // namespace tool
