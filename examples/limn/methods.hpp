#pragma once
// `limn methods`: the tables of techniques and of steps, for people and for programs.

#include <string>
#include <vector>

namespace tool {

/// The techniques named as text; if none is, all, and the steps.
/// \throws UsageError  if a name is unknown.
[[nodiscard]] std::string methods_text(const std::vector<std::string>& names);
/// The techniques named as JSON, all if none is.
[[nodiscard]] std::string methods_json(const std::vector<std::string>& names);

/// The steps before and after any technique, as text.
[[nodiscard]] std::string steps_text();
/// The same as JSON.
[[nodiscard]] std::string steps_json();

}  // namespace tool
