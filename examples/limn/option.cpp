#include "option.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "suggest.hpp"

namespace tool {
namespace {

using nlohmann::ordered_json;

/// The whole of `text` as a number, whatever the locale.
std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<limn::Index> parse_index(std::string_view text) {
  limn::Index value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "3,4;10,20", where blanks and line ends part points as well.
std::optional<std::vector<limn::Point<>>> parse_points(std::string_view text) {
  std::vector<limn::Point<>> result;
  while (!text.empty()) {
    const std::size_t end = (std::min)(text.find_first_of("; \n\t"), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix((std::min)(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t comma = part.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto x = parse_index(part.substr(0, comma)), y = parse_index(part.substr(comma + 1));
    if (!x || !y) return std::nullopt;
    result.push_back({*x, *y});
  }
  if (result.empty()) return std::nullopt;
  return result;
}

bool is_allowed(const Option& option, const std::string& text) {
  if (text == "auto") return option.fallback == "auto";
  switch (option.kind) {
    case OptionKind::number:
    case OptionKind::integer: {
      const auto value = parse_number(text);
      if (!value || *value < option.low || *value > option.high) return false;
      if (option.odd && std::fmod(*value, 2) == 0) return false;
      return option.kind == OptionKind::number || *value == std::floor(*value);
    }
    case OptionKind::flag: return text == "true" || text == "false";
    case OptionKind::choice:
      return std::find(option.choices.begin(), option.choices.end(), text) != option.choices.end();
    case OptionKind::points: return parse_points(text).has_value();
    case OptionKind::file: return !text.empty();
  }
  return false;
}

/// What else an option is called, which may stand before its description: "dilate: ..." of --expand.
std::string other_name(const Option& option) {
  const std::size_t colon = option.doc.find(':');
  return colon == std::string::npos || option.doc.find(' ') < colon ? "" : option.doc.substr(0, colon);
}

std::string join(const std::vector<std::string>& words, const std::string& last_separator) {
  std::string result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) result += i + 1 == words.size() ? last_separator : ", ";
    result += words[i];
  }
  return result;
}

std::string spell(double value) {
  char digits[40];
  const bool whole = value == std::floor(value) && std::abs(value) < 1e16;
  const auto [end, error] = whole ? std::to_chars(digits, digits + sizeof digits, static_cast<std::int64_t>(value))
                                  : std::to_chars(digits, digits + sizeof digits, value);
  return error == std::errc() ? std::string(digits, end) : std::to_string(value);
}

ordered_json value_json(const Option& option, const std::string& text) {
  if (text == "auto") return text;
  switch (option.kind) {
    case OptionKind::number: return *parse_number(text);
    case OptionKind::integer: return static_cast<std::int64_t>(*parse_number(text));
    case OptionKind::flag: return text == "true";
    case OptionKind::choice:
    case OptionKind::file: return text;
    case OptionKind::points: break;
  }
  auto list = ordered_json::array();
  const auto pixels = parse_points(text).value();
  for (const auto& point : pixels) list.push_back(ordered_json::array({point.x, point.y}));
  return list;
}

}  // namespace

Option number(std::string name, std::string fallback, double low, double high, std::string doc) {
  return {std::move(name), OptionKind::number, std::move(fallback), std::move(doc), low, high};
}
Option integer(std::string name, std::string fallback, double low, double high, std::string doc) {
  return {std::move(name), OptionKind::integer, std::move(fallback), std::move(doc), low, high};
}
Option odd(std::string name, std::string fallback, double low, double high, std::string doc) {
  Option option = integer(std::move(name), std::move(fallback), low, high, std::move(doc));
  option.odd = true;
  return option;
}
Option flag(std::string name, std::string doc) {
  return {.name = std::move(name), .kind = OptionKind::flag, .fallback = "false", .doc = std::move(doc)};
}
Option choice(std::string name, std::string fallback, std::vector<std::string> choices, std::string doc) {
  return {.name = std::move(name),
          .kind = OptionKind::choice,
          .fallback = std::move(fallback),
          .doc = std::move(doc),
          .choices = std::move(choices)};
}
Option points(std::string name, std::string fallback, std::string doc) {
  return {.name = std::move(name), .kind = OptionKind::points, .fallback = std::move(fallback), .doc = std::move(doc)};
}
Option file(std::string name, std::string fallback, std::string doc) {
  return {.name = std::move(name), .kind = OptionKind::file, .fallback = std::move(fallback), .doc = std::move(doc)};
}

std::string allowed(const Option& option) {
  std::string text;
  const bool below = std::isfinite(option.low), above = std::isfinite(option.high);
  switch (option.kind) {
    case OptionKind::number:
    case OptionKind::integer:
      text = option.odd ? "an odd number" : option.kind == OptionKind::integer ? "a whole number" : "a number";
      if (below && above) text += " from " + spell(option.low) + " to " + spell(option.high);
      else if (below) text += " of at least " + spell(option.low);
      else if (above) text += " of at most " + spell(option.high);
      break;
    case OptionKind::flag: text = "true or false"; break;
    case OptionKind::choice: text = join(option.choices, " or "); break;
    case OptionKind::points: text = "pixels as X,Y;X,Y"; break;
    case OptionKind::file: text = "the path of a file"; break;
  }
  return option.fallback == "auto" ? text + ", or auto" : text;
}

ordered_json to_json(const Option& option) {
  static constexpr const char* kinds[] = {"number", "integer", "flag", "choice", "points", "file"};
  ordered_json json = {{"name", option.name}, {"kind", kinds[static_cast<int>(option.kind)]}};
  json["default"] = value_json(option, option.fallback);
  if (std::isfinite(option.low)) json["minimum"] = option.low;
  if (std::isfinite(option.high)) json["maximum"] = option.high;
  if (option.odd) json["odd"] = true;
  if (!option.choices.empty()) json["choices"] = option.choices;
  json["doc"] = option.doc;
  return json;
}

void require_allowed(const Option& option, const std::string& text, const std::string& subject) {
  if (!is_allowed(option, text)) throw UsageError(subject + " must be " + allowed(option) + ", not \"" + text + "\"");
}

std::function<std::string(const std::string&)> number_check(const std::string& name, double low, double high) {
  return [option = number(name, "", low, high, "")](const std::string& text) {
    require_allowed(option, text, "--" + option.name);
    return std::string();
  };
}

Values::Values(const std::string& owner, const std::vector<Option>& options,
               const std::map<std::string, std::string>& given, const std::vector<Option>& others)
    : owner_(owner), options_(&options) {
  for (const auto& option : options) texts_[option.name] = option.fallback;
  for (const auto& entry : given) {
    const std::string& name = entry.first;
    const std::string& text = entry.second;
    const auto found = std::find_if(options.begin(), options.end(), [&](const auto& o) { return o.name == name; });
    if (found == options.end()) {
      std::vector<std::string> names;
      for (const auto& option : options) names.push_back("--" + option.name);
      const std::string known = names.empty() ? "none" : join(names, " and ");
      for (const auto& option : others) names.push_back("--" + option.name);
      std::map<std::string, std::string> other_names;
      for (const auto* list : {&options, &others}) {
        for (const auto& option : *list) {
          const std::string other = other_name(option);
          if (other.empty()) continue;
          other_names["--" + other] = "--" + option.name;
          names.push_back("--" + other);
        }
      }
      std::string meant = nearest("--" + name, names);
      if (const auto other = other_names.find(meant); other != other_names.end()) {
        meant = meant == "--" + name ? other->second : meant + ", which is called " + other->second;
      }
      throw UsageError(owner + " has no option --" + name + "; it has " + known +
                       (meant.empty() ? "" : "; did you mean " + meant + "?"));
    }
    require_allowed(*found, text, "--" + name + " of " + owner);
    texts_[name] = text;
  }
}

const std::string& Values::text(const std::string& name) const { return texts_.at(name); }

bool Values::is_default(const std::string& name) const {
  const auto is_this = [&](const Option& option) { return option.name == name && option.fallback == text(name); };
  return std::any_of(options_->begin(), options_->end(), is_this);
}

double Values::number(const std::string& name) const { return parse_number(text(name)).value(); }

std::vector<limn::Point<>> Values::points(const std::string& name) const { return parse_points(text(name)).value(); }

ordered_json Values::to_json() const {
  auto json = ordered_json::object();
  for (const auto& option : *options_) json[option.name] = value_json(option, text(option.name));
  return json;
}

}  // namespace tool
