#include "step.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tool {
namespace {

using Texts = std::map<std::string, std::string>;

/// The values of steps; what is not allowed is refused as a step's, not as a method's.
const Texts& allowed_steps(const Texts& given) {
  for (const Option& option : step_options()) {
    if (const auto found = given.find(option.name); found != given.end()) {
      require_allowed(option, found->second, "the value of step --" + option.name);
    }
  }
  return given;
}

}  // namespace

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

Texts take_steps(Texts& given, const std::vector<Option>& of_method) {
  Texts taken;
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

Steps::Steps(const std::string& method, Finds finds, const Texts& given)
    : values_("the steps", step_options(), allowed_steps(given)) {
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
