#pragma once
// Files in and out: which pictures the user meant, and writing all or nothing.

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tool {

struct Expanded {
  std::vector<std::filesystem::path> pictures;
  std::vector<std::string> problems;  ///< "PATH: REASON", for folders without a picture
};

/// The files named, and for a folder the pictures in it, by name, without those in its folders.
[[nodiscard]] Expanded expand(const std::vector<std::string>& arguments);

/// By its ending. Hidden files do not: some systems keep notes beside a picture in one with its ending.
[[nodiscard]] bool looks_like_a_picture(const std::filesystem::path& path);

using Bytes = std::vector<std::byte>;
[[nodiscard]] Bytes to_bytes(const std::string& text);
/// \throws limn::IoError  if it cannot be read.
[[nodiscard]] Bytes read_bytes(const std::filesystem::path& path);

/// Where a file is written until it is complete: hidden, beside its place; at its place if that is a device or a pipe,
/// which no file may replace.
[[nodiscard]] std::filesystem::path draft_of(const std::filesystem::path& place);

/// Writes each file beside its place and then moves all of them there, so that a failure leaves none behind.
/// \throws limn::IoError  naming the file that cannot be written.
void write_together(const std::vector<std::pair<std::filesystem::path, Bytes>>& files);

}  // namespace tool
