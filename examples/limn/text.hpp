#pragma once
// Figures, tables and pages spelled out.

#include <cstddef>
#include <string>
#include <vector>

#include "files.hpp"

namespace tool {

/// A number by a pattern of printf.
[[nodiscard]] std::string format(const char* pattern, double value);

/// Lines of cells in columns as wide as their widest cell: the first `left` of them to the left, the others to the
/// right.
[[nodiscard]] std::string in_columns(const std::vector<std::vector<std::string>>& lines, std::size_t left);

/// A field of a CSV file, in quotes where it needs them.
[[nodiscard]] std::string csv_field(const std::string& field);

/// Text as HTML shows it.
[[nodiscard]] std::string escaped(const std::string& text);

/// A file as a part of a page: "data:image/png;base64,...".
[[nodiscard]] std::string data_uri(const Bytes& bytes, const std::string& type);

/// "0.1.0", of the library.
[[nodiscard]] std::string version();

}  // namespace tool
