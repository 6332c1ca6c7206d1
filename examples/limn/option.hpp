#pragma once
// The options of a technique: what the table says of them, and the values that a user gave.

#include <limn/core/geometry.hpp>

#include <functional>
#include <limits>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// What the user asked for cannot be done; said on stderr, exit status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class OptionKind { number, integer, flag, choice, points, file };

/// One option, as `limn methods` lists it and `limn segment` reads it.
struct Option {
  std::string name;  ///< without the dashes
  OptionKind kind = OptionKind::number;
  std::string fallback;  ///< the default, spelled as a user would; "auto" where the technique finds a value itself
  std::string doc;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices{};
  bool odd = false;  ///< of a whole number, that it must be
};

[[nodiscard]] Option number(std::string name, std::string fallback, double low, double high, std::string doc);
[[nodiscard]] Option integer(std::string name, std::string fallback, double low, double high, std::string doc);
[[nodiscard]] Option odd(std::string name, std::string fallback, double low, double high, std::string doc);
[[nodiscard]] Option flag(std::string name, std::string doc);
[[nodiscard]] Option choice(std::string name, std::string fallback, std::vector<std::string> choices, std::string doc);
/// Pixels, as "X,Y;X,Y".
[[nodiscard]] Option points(std::string name, std::string fallback, std::string doc);
/// The path of a file that the technique reads.
[[nodiscard]] Option file(std::string name, std::string fallback, std::string doc);

/// "0 to 255", "at least 1", "face, edge or full": what the option allows, for people.
[[nodiscard]] std::string allowed(const Option& option);
[[nodiscard]] nlohmann::ordered_json to_json(const Option& option);

/// \throws UsageError  "SUBJECT must be a number from 0 to 100, not "x"", if the option does not allow the text.
void require_allowed(const Option& option, const std::string& text, const std::string& subject);

/// The same of a number, for `check` of an option of CLI11, whose own ranges let NaN pass.
[[nodiscard]] std::function<std::string(const std::string&)> number_check(const std::string& name, double low,
                                                                          double high);

/// A value for each option of a technique: the one given, else the default. All are checked when it is made.
class Values {
 public:
  /// \param owner   what has the options: "method otsu".
  /// \param others  options that belong elsewhere: what a misspelled name may have meant.
  /// \throws UsageError  if a name is unknown or a value is not allowed; names the owner and what is valid.
  Values(const std::string& owner, const std::vector<Option>& options, const std::map<std::string, std::string>& given,
         const std::vector<Option>& others = {});

  /// As it was given.
  [[nodiscard]] const std::string& owner() const { return owner_; }
  [[nodiscard]] bool is_auto(const std::string& name) const { return text(name) == "auto"; }
  [[nodiscard]] bool is_default(const std::string& name) const;
  [[nodiscard]] double number(const std::string& name) const;
  [[nodiscard]] limn::Index integer(const std::string& name) const { return static_cast<limn::Index>(number(name)); }
  [[nodiscard]] bool flag(const std::string& name) const { return text(name) == "true"; }
  [[nodiscard]] const std::string& choice(const std::string& name) const { return text(name); }
  [[nodiscard]] std::vector<limn::Point<>> points(const std::string& name) const;
  [[nodiscard]] const std::string& file(const std::string& name) const { return text(name); }

  [[nodiscard]] nlohmann::ordered_json to_json() const;

 private:
  [[nodiscard]] const std::string& text(const std::string& name) const;

  std::string owner_;
  const std::vector<Option>* options_;
  std::map<std::string, std::string> texts_;
};

}  // namespace tool
