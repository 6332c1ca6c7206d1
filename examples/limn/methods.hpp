#pragma once
// `limn methods`: the table of techniques, for people and for programs.

#include <string>
#include <vector>

namespace tool {

/// The techniques named, all if none is, as text.
/// \throws UsageError  if a name is unknown.
[[nodiscard]] std::string methods_text(const std::vector<std::string>& names);
/// The same as JSON.
[[nodiscard]] std::string methods_json(const std::vector<std::string>& names);

}  // namespace tool
