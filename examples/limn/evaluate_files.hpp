#pragma once
// Which file of the results belongs to which of the truth, what it shows, and which class a picture is of.

#include <limn/core/image.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace tool {

/// The pictures in a folder and in those inside: by the path from the folder, without ending. Files named _labels,
/// _mask or _overlay are results or truth that lie beside them, and do not count. \throws UsageError  if the folder
/// cannot be listed, or two files are of one name.
[[nodiscard]] std::map<std::string, std::filesystem::path> find_pictures(const std::filesystem::path& folder);

/// The segmentations in a folder and in those inside: by the path from the folder, without ending and without _labels
/// or _mask. Where any file has such a suffix, those without are pictures and do not count; neither does STEM_overlay.
/// \throws UsageError  if the folder cannot be listed, or two files are of one picture.
[[nodiscard]] std::map<std::string, std::filesystem::path> find_segmentations(const std::filesystem::path& folder);

/// The objects of a file: its labels, or the components of what is a mask, by its name or since it has but one value
/// besides 0.
/// \throws limn::IoError  if it cannot be read or holds no labels.
[[nodiscard]] limn::LabelImage<> read_objects(const std::filesystem::path& file);

/// The class of each picture: the first column of a CSV file with a header is the picture's name without ending.
/// \throws UsageError  if the column is not there; limn::IoError if the file cannot be read.
[[nodiscard]] std::map<std::string, std::string> read_classes(const std::filesystem::path& file,
                                                              const std::string& column);

}  // namespace tool
