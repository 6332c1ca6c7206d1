#include "methods.hpp"

#include <nlohmann/json.hpp>

#include "step.hpp"
#include "technique.hpp"

namespace tool {
namespace {

using nlohmann::ordered_json;

const char* spell(Finds finds) {
  switch (finds) {
    case Finds::mask: return "mask";
    case Finds::edges: return "edges";
    case Finds::labels: return "labels";
    case Finds::classes: return "classes";
  }
  return "";
}

std::vector<Technique> chosen(const std::vector<std::string>& names) {
  if (names.empty()) return techniques();
  std::vector<Technique> list;
  for (const auto& name : names) list.push_back(technique(name));
  return list;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text + "  ";
}

std::string option_text(const Option& option) {
  const bool flag = option.kind == OptionKind::flag;
  std::string text = padded("--" + option.name + (flag ? "" : " " + option.fallback), 22) + option.doc;
  if (!flag) text += " (" + allowed(option) + ")";
  return text;
}

std::string source_text(const std::string& source) { return (source.empty() ? "" : " [" + source + "]") + "\n"; }

}  // namespace

std::string methods_text(const std::vector<std::string>& names) {
  std::string text, family;
  for (const auto& each : chosen(names)) {
    if (each.family != family) text += (text.empty() ? "" : "\n") + (family = each.family) + "\n";
    text += "  " + padded(each.name, 16) + each.summary + source_text(each.source);
    for (const auto& option : each.options) text += "      " + option_text(option) + "\n";
  }
  if (names.empty()) text.append(1, '\n').append(steps_text());
  return text;
}

std::string methods_json(const std::vector<std::string>& names) {
  auto list = ordered_json::array();
  for (const auto& each : chosen(names)) {
    ordered_json json = {{"name", each.name}, {"family", each.family}, {"summary", each.summary}};
    json["source"] = each.source;
    json["finds"] = spell(each.finds);
    json["options"] = ordered_json::array();
    for (const auto& option : each.options) json["options"].push_back(to_json(option));
    list.push_back(std::move(json));
  }
  return list.dump(2) + "\n";
}

std::string steps_text() {
  std::string text;
  for (const bool before : {true, false}) {
    if (!before) text += "\n";
    text += heading(before) + "\n";
    for (const auto& step : steps()) {
      if (bool{step.before} == before) text += "  " + option_text(step.option) + source_text(step.source);
    }
  }
  return text;
}

std::string steps_json() {
  auto list = ordered_json::array();
  for (const auto& step : steps()) {
    auto json = to_json(step.option);
    json["source"] = step.source;
    json["when"] = step.before ? "before" : "after";
    list.push_back(std::move(json));
  }
  return list.dump(2) + "\n";
}

}  // namespace tool
