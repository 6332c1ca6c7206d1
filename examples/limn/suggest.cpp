#include "suggest.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <numeric>
#include <utility>

namespace tool {
namespace {

bool same_letter(char a, char b) {
  const auto plain = [](char c) { return c == '_' ? '-' : std::tolower(static_cast<unsigned char>(c)); };
  return plain(a) == plain(b);
}

/// How many letters to insert, to leave out, to replace or to swap with the next (Damerau 1964); case and _ for - do
/// not count.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1), before = row;
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::vector<std::size_t> two_before = std::exchange(before, row);
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (same_letter(a[i], b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = (std::min)({replaced, row[j] + 1, diagonal + 1});
      if (i > 0 && j > 0 && same_letter(a[i], b[j - 1]) && same_letter(a[i - 1], b[j])) {
        row[j + 1] = (std::min)(row[j + 1], two_before[j - 1] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  std::string_view best;
  std::size_t fewest = name.size() / 3 + 2;  // more, and it is a word of its own
  for (const std::string& each : known) {
    const bool part = name.size() >= 3 && each.find(name) != std::string::npos;
    const std::size_t needed = part ? 1 : edits(name, each);
    if (needed < fewest && needed < name.size()) {
      fewest = needed;
      best = each;
    }
  }
  return std::string(best);
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  const std::string meant = nearest(name, known);
  return meant.empty() ? "" : "; did you mean " + meant + "?";
}

}  // namespace tool
