#pragma once
// Steps around a technique: what may be done to a picture before it, and to what was found after it. A new one joins by
// one entry in step_table.cpp: the command line, `limn methods`, the JSON and the gallery read the table.

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "option.hpp"
#include "picture.hpp"
#include "technique.hpp"

namespace tool {

struct Step {
  Option option;       ///< it runs if this flag is set, or this number above the least that is allowed, its default
  std::string source;  ///< authors and year, empty where it is everybody's
  std::function<void(Picture&, double)> before{};  ///< of a step before the technique; a flag's number is 1
  std::function<void(Result&, double)> after{};    ///< of a step after it, for objects as a mask or as labels
  bool fills = false;                              ///< makes areas of lines that close
};

/// All steps, in the order in which they run.
[[nodiscard]] const std::vector<Step>& steps();

/// Their options, in the same order.
[[nodiscard]] const std::vector<Option>& step_options();

/// "Before any method, on the picture, in this order": what heads the steps that come before, or those after.
[[nodiscard]] std::string heading(bool before);

/// Moves the options of steps out of those that were given. A name that the method has itself is the method's.
[[nodiscard]] std::map<std::string, std::string> take_steps(std::map<std::string, std::string>& given,
                                                            const std::vector<Option>& of_method);

/// What is found once these steps, as `Steps::to_json` has them, have run: edges that are filled are a mask of objects.
[[nodiscard]] Finds after_steps(Finds finds, const nlohmann::ordered_json& ran);

/// The steps that were asked for.
class Steps {
 public:
  /// \throws UsageError  if a value is not allowed, or the method finds nothing that a step after it could work on.
  Steps(const std::string& method, Finds finds, const std::map<std::string, std::string>& given);

  void before(Picture& picture) const;
  void after(Result& result) const;

  /// {"gaussian": 2, "fill-holes": true}: those that run, in their order.
  [[nodiscard]] nlohmann::ordered_json to_json() const;

 private:
  Values values_;
  std::vector<std::pair<const Step*, double>> chosen_;
};

}  // namespace tool
