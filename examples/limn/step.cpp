#include "step.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tool {

const std::vector<Option>& step_options() {
  static const std::vector<Option> options = [] {
    std::vector<Option> list;
    for (const Step& step : steps()) list.push_back(step.option);
    return list;
  }();
  return options;
}

std::string heading(bool before) {
  return before ? "Before any method, on the picture, in this order"
                : "After any method, on its objects, in this order";
}

std::map<std::string, std::string> take_steps(std::map<std::string, std::string>& given,
                                              const std::vector<Option>& of_method) {
  std::map<std::string, std::string> taken;
  for (const Option& option : step_options()) {
    const auto is_this = [&](const Option& own) { return own.name == option.name; };
    if (std::any_of(of_method.begin(), of_method.end(), is_this)) continue;
    taken.insert(given.extract(option.name));
  }
  return taken;
}

Finds after_steps(Finds finds, const nlohmann::ordered_json& ran) {
  const auto& all = steps();
  const bool filled = std::any_of(all.begin(), all.end(),
                                  [&](const Step& step) { return step.fills && ran.contains(step.option.name); });
  return filled && finds == Finds::edges ? Finds::mask : finds;
}

Steps::Steps(const std::string& method, Finds finds, const std::map<std::string, std::string>& given)
    : values_(method, step_options(), given) {
  for (const Step& step : steps()) {
    const Option& option = step.option;
    const bool is_flag = option.kind == OptionKind::flag;
    const double value = is_flag ? static_cast<double>(values_.flag(option.name)) : values_.number(option.name);
    if (value <= (is_flag ? 0 : option.low)) continue;
    if (step.after && finds == Finds::classes) {
      throw UsageError("--" + option.name + " is for objects, and method " + method + " finds classes");
    }
    chosen_.emplace_back(&step, value);
  }
}

void Steps::before(Picture& picture) const {
  for (const auto& [step, value] : chosen_) {
    if (step->before) step->before(picture, value);
  }
}

void Steps::after(Result& result) const {
  for (const auto& [step, value] : chosen_) {
    if (step->after) step->after(result, value);
  }
}

nlohmann::ordered_json Steps::to_json() const {
  const auto all = values_.to_json();
  auto json = nlohmann::ordered_json::object();
  for (const auto& entry : chosen_) json[entry.first->option.name] = all[entry.first->option.name];
  return json;
}

}  // namespace tool
