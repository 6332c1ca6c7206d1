#include "technique.hpp"

#include <algorithm>
#include <iterator>

#include "suggest.hpp"

namespace tool {

const std::vector<Technique>& techniques() {
  static const std::vector<Technique> all = [] {
    std::vector<Technique> list;
    for (auto* family : {threshold_techniques, label_techniques, edge_techniques, region_techniques, contour_techniques,
                         superpixel_techniques, cluster_techniques, nn_techniques}) {
      auto members = family();
      std::move(members.begin(), members.end(), std::back_inserter(list));
    }
    return list;
  }();
  return all;
}

const Technique& technique(const std::string& name) {
  const auto& all = techniques();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& t) { return t.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string> names;
  for (const auto& each : all) names.push_back(each.name);
  const std::string meant = suggestion(name, names);
  throw UsageError("no method is named " + name + meant + (meant.empty() ? "; `limn methods` lists them" : ""));
}

Values values_of(const Technique& technique, const std::map<std::string, std::string>& given,
                 const std::vector<Option>& others) {
  Values values("method " + technique.name, technique.options, given, others);
  if (technique.check) technique.check(values);
  return values;
}

}  // namespace tool
