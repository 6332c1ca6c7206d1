#pragma once
// The table of techniques. A new one joins by one entry in the file of its family, techniques/FAMILY.cpp: everything
// else here, from the options on the command line to the gallery, reads the table.

#include <limn/core/image.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "option.hpp"
#include "picture.hpp"

namespace tool {

/// What a technique finds, and so what it writes and how it is counted and drawn.
enum class Finds {
  mask,    ///< foreground and background: the objects are its components
  edges,   ///< a mask of thin lines
  labels,  ///< objects 1..n
  classes  ///< every pixel is of one of a few kinds
};

struct Result {
  std::variant<limn::Mask, limn::LabelImage<>> found;
  std::vector<std::pair<std::string, double>> notes{};  ///< what else came to light: the threshold, say
};

struct Technique {
  std::string name;     ///< as on the command line
  std::string family;   ///< the folder of include/limn that it lives in
  std::string summary;  ///< one line
  std::string source;   ///< authors and year, empty where it is everybody's
  Finds finds = Finds::mask;
  std::vector<Option> options;
  std::function<Result(const Picture&, const Values&)> run;
  /// Throws UsageError where values that are allowed do not go together, whatever the picture.
  std::function<void(const Values&)> check{};
};

[[nodiscard]] std::vector<Technique> threshold_techniques();
[[nodiscard]] std::vector<Technique> label_techniques();
[[nodiscard]] std::vector<Technique> edge_techniques();
[[nodiscard]] std::vector<Technique> region_techniques();
[[nodiscard]] std::vector<Technique> contour_techniques();
[[nodiscard]] std::vector<Technique> superpixel_techniques();
[[nodiscard]] std::vector<Technique> cluster_techniques();
[[nodiscard]] std::vector<Technique> nn_techniques();

/// All techniques, in the order in which they are listed.
[[nodiscard]] const std::vector<Technique>& techniques();

/// \throws UsageError  naming the nearest, if there is no such technique.
[[nodiscard]] const Technique& technique(const std::string& name);

/// The values of a technique's options, of which some were given. \param others  as for `Values`.
/// \throws UsageError  also where they do not go together.
[[nodiscard]] Values values_of(const Technique& technique, const std::map<std::string, std::string>& given,
                               const std::vector<Option>& others = {});

}  // namespace tool
