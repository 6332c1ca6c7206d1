#include "evaluate_files.hpp"

#include <limn/io/io.hpp>
#include <limn/label/components.hpp>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <vector>

#include "files.hpp"
#include "option.hpp"
#include "suggest.hpp"

namespace tool {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view labels_suffix = "_labels", mask_suffix = "_mask", overlay_suffix = "_overlay";

/// The suffix that our own results have, or nothing.
std::string_view suffix_of(const std::string& stem) {
  for (const std::string_view suffix : {labels_suffix, mask_suffix, overlay_suffix}) {
    if (stem.size() > suffix.size() && stem.ends_with(suffix)) return suffix;
  }
  return {};
}

/// All picture files in a folder and in those inside, sorted.
std::vector<fs::path> list_pictures(const fs::path& folder) {
  std::vector<fs::path> pictures;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored) && looks_like_a_picture(entry->path())) pictures.push_back(entry->path());
  }
  if (error) throw UsageError(folder.string() + ": cannot be listed: " + error.message());
  std::sort(pictures.begin(), pictures.end());
  return pictures;
}

/// The path from the folder, with this stem for its last part.
std::string name_of(const fs::path& path, const std::string& stem, const fs::path& folder) {
  return (path.parent_path().lexically_relative(folder) / stem).lexically_normal().generic_string();
}

[[noreturn]] void refuse_both(const std::string& name, const fs::path& one, const fs::path& other) {
  throw UsageError(one.string() + " and " + other.string() + " are both of " + name);
}

/// Fields of a line: separated by commas, and those in quotes hold what they like, quotes twice.
std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  char last = '\0';
  for (const char c : line) {
    if (c == '"') {
      if (!quoted && last == '"') fields.back() += c;  // it seemed to end
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
    last = c;
  }
  return fields;
}

}  // namespace

std::map<std::string, fs::path> find_pictures(const fs::path& folder) {
  std::map<std::string, fs::path> found;
  for (const fs::path& path : list_pictures(folder)) {
    const std::string stem = path.stem().string();
    if (!suffix_of(stem).empty()) continue;
    const auto [other, fresh] = found.emplace(name_of(path, stem, folder), path);
    if (!fresh) refuse_both(other->first, other->second, path);
  }
  return found;
}

std::map<std::string, fs::path> find_segmentations(const fs::path& folder) {
  const std::vector<fs::path> pictures = list_pictures(folder);
  const bool suffixes = std::any_of(pictures.begin(), pictures.end(), [](const fs::path& path) {
    const std::string_view suffix = suffix_of(path.stem().string());
    return suffix == labels_suffix || suffix == mask_suffix;
  });
  std::map<std::string, fs::path> found;
  for (const fs::path& path : pictures) {
    std::string stem = path.stem().string();
    const std::string_view suffix = suffix_of(stem);
    if (suffix == overlay_suffix || (suffix.empty() && suffixes)) continue;
    stem.resize(stem.size() - suffix.size());
    const auto [other, fresh] = found.emplace(name_of(path, stem, folder), path);
    if (fresh) continue;
    // Labels tell more than the mask beside them; sorted by name, they come first.
    if (suffix == mask_suffix && suffix_of(other->second.stem().string()) == labels_suffix) continue;
    refuse_both(other->first, other->second, path);
  }
  return found;
}

limn::LabelImage<> read_objects(const fs::path& file) {
  const std::string path = file.string();
  const std::string_view suffix = suffix_of(file.stem().string());
  const auto components = [](const auto& mask) { return limn::label_components(mask).labels; };
  if (suffix == mask_suffix) return components(limn::read_mask(path));
  limn::LabelImage<> labels = limn::read_labels(path);
  if (suffix == labels_suffix) return labels;
  std::int32_t value = 0;
  for (const std::int32_t label : labels.pixels()) {
    if (label != 0 && value != 0 && label != value) return labels;
    if (label != 0) value = label;
  }
  return components(limn::transform(labels, [](std::int32_t label) { return limn::to_binary(label != 0); }));
}

std::map<std::string, std::string> read_classes(const fs::path& file, const std::string& column) {
  const Bytes bytes = read_bytes(file);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // which some spreadsheets begin with
  std::map<std::string, std::string> classes;
  std::size_t at = 0;
  bool header = true;
  while (!text.empty()) {
    const std::size_t end = (std::min)(text.find('\n'), text.size());
    const auto fields = split(text.substr(0, end));
    text.remove_prefix((std::min)(end + 1, text.size()));
    if (header) {
      header = false;
      at = static_cast<std::size_t>(std::find(fields.begin(), fields.end(), column) - fields.begin());
      if (at < fields.size()) continue;
      std::string list;
      for (const std::string& field : fields) list += (list.empty() ? "" : ", ") + field;
      throw UsageError(file.string() + " has no column " + column + "; it has " + list + suggestion(column, fields));
    }
    if (at < fields.size()) classes[fields[0]] = fields[at];
  }
  return classes;
}

}  // namespace tool
