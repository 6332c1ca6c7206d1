#include "entrant.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace comparison {
namespace {

/// Whether what follows a comma belongs to the technique before it: "k=0.3", a flag of it, the rest of "seeds=60,40".
bool continues(const std::string& entry, const std::string& part) {
  const std::size_t colon = entry.find(':');
  if (colon == std::string::npos || part.empty()) return false;
  if (part.find_first_of("-0123456789") == 0 || part.find('=') < part.find(':')) return true;
  const auto& all = tool::techniques();
  const auto owner =
      std::find_if(all.begin(), all.end(), [&](const auto& t) { return t.name == entry.substr(0, colon); });
  return owner != all.end() &&
         std::any_of(owner->options.begin(), owner->options.end(), [&](const auto& o) { return o.name == part; });
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

std::map<std::string, std::string> options_of(const std::string& text) {
  std::map<std::string, std::string> given;
  std::string last;
  for (const std::string& part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos) given[last = part.substr(0, equals)] = part.substr(equals + 1);
    else if (!last.empty() && part.find_first_of("-0123456789") == 0) given[last] += "," + part;
    else given[last = part] = "true";
  }
  return given;
}

Entrant parse(const std::string& entry) {
  const std::size_t colon = entry.find(':');
  const tool::Technique& technique = tool::technique(entry.substr(0, colon));
  std::map<std::string, std::string> given;
  if (colon != std::string::npos) given = options_of(entry.substr(colon + 1));
  return {entry, &technique, tool::values_of(technique, given)};
}

}  // namespace

Entrants parse_entrants(const std::string& list) {
  std::vector<std::string> entries;
  if (list.empty()) {
    for (const auto& technique : tool::techniques()) entries.push_back(technique.name);
  } else {
    for (const std::string& part : split(list, ',')) {
      if (!entries.empty() && continues(entries.back(), part)) entries.back() += "," + part;
      else entries.push_back(part);
    }
  }
  Entrants result;
  std::set<std::string> seen;
  for (const std::string& entry : entries) {
    try {
      if (!seen.insert(entry).second) throw tool::UsageError("method " + entry + " stands twice in --methods");
      result.list.push_back(parse(entry));
    } catch (const tool::UsageError& error) {
      result.problems.emplace_back(error.what());
    }
  }
  return result;
}

}  // namespace comparison
