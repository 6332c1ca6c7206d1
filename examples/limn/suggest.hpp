#pragma once
// What a user meant who misspelled a name.

#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// The known name that is nearest to `name`, empty if none is near.
[[nodiscard]] std::string nearest(std::string_view name, const std::vector<std::string>& known);

/// "; did you mean otsu?" for the known name that is nearest to `name`, nothing if none is near.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& known);

}  // namespace tool
