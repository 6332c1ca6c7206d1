#pragma once
// The outcome as a table for people and for programs.

#include <string>
#include <utility>
#include <vector>

#include "comparison.hpp"

namespace comparison {

/// A column of all tables, in the order in which they stand.
struct Column {
  std::string key, title;    ///< in files, for people
  const char* pattern = "";  ///< for people; files have nine digits
  bool less_is_better = true;
  bool measure = false;        ///< tells quality
  std::vector<double> values;  ///< one for each line
};
[[nodiscard]] std::vector<Column> columns_of(const Outcome& outcome);

/// Sixteen digits.
[[nodiscard]] std::string spell_hash(std::uint64_t hash);

/// What was measured on what: name and text of each.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> circumstances(const Request& request,
                                                                             const Outcome& outcome);

[[nodiscard]] std::string table_text(const Outcome& outcome);
[[nodiscard]] std::string table_markdown(const Outcome& outcome);
[[nodiscard]] std::string table_csv(const Outcome& outcome);
[[nodiscard]] std::string table_json(const Request& request, const Outcome& outcome);

}  // namespace comparison
