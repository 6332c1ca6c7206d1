#pragma once
// `limn evaluate`: results beside the truth, a table per class of pictures and in total.

#include <filesystem>
#include <string>

namespace tool {

struct EvaluateRequest {
  std::filesystem::path truth, found;  ///< folders
  std::filesystem::path classes;       ///< a CSV file; empty: the sub-folder of the truth is the class
  std::string column = "class";        ///< of that file
  double tolerance = 2;                ///< of the boundary F, in pixels
  std::filesystem::path json, csv;     ///< where else the figures go; empty: nowhere
};

/// Prints the table on stdout, and on stderr what could not be compared and why.
/// \returns  false if there was such.
/// \throws   UsageError if there is no truth or the classes make no sense; limn::IoError if a file cannot be
///           written.
[[nodiscard]] bool evaluate(const EvaluateRequest& request);

}  // namespace tool
