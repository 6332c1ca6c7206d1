#include "annotations.hpp"

#include <limn/annotate/coco.hpp>
#include <limn/annotate/geojson.hpp>
#include <limn/annotate/svg.hpp>
#include <limn/annotate/yolo.hpp>
#include <limn/io/io.hpp>
#include <limn/label/components.hpp>
#include <limn/task/instances.hpp>

#include <algorithm>
#include <sstream>

#include "suggest.hpp"

namespace tool {
namespace fs = std::filesystem;
namespace {

struct FormatEntry {
  Format format;
  const char* name;
  const char* ending;
};
constexpr FormatEntry formats[] = {{Format::coco, "coco", ".coco.json"},
                                   {Format::yolo, "yolo", ".txt"},
                                   {Format::geojson, "geojson", ".geojson"},
                                   {Format::svg, "svg", ".svg"},
                                   {Format::labels, "labels", "_labels.png"}};

const FormatEntry& entry_of(Format format) {
  return *std::find_if(std::begin(formats), std::end(formats),
                       [&](const auto& entry) { return entry.format == format; });
}

/// Objects with the numbers that STEM_labels.png has; of a mask, its components. Each class is an object and a class.
limn::InstanceMap instances_of(const Result& result, Finds finds) {
  limn::InstanceMap map;
  map.class_names = {"background"};
  if (const auto* const mask = std::get_if<limn::Mask>(&result.found))
    map.labels = limn::label_components(*mask).labels;
  else map.labels = std::get<limn::LabelImage<>>(result.found);
  std::int32_t count = 0;
  for (const std::int32_t label : map.labels.pixels()) count = (std::max)(count, label);
  for (std::int32_t label = 1; label <= count; ++label) {
    if (finds == Finds::classes) map.class_names.push_back("class " + std::to_string(label));
    map.classes.push_back(finds == Finds::classes ? label : 1);
  }
  if (finds != Finds::classes) map.class_names.emplace_back(finds == Finds::edges ? "edge" : "object");
  return map;
}

/// The picture's address as seen from a file in the folder.
std::string address_of(const fs::path& picture, const fs::path& folder) {
  const auto place = [](const fs::path& path) { return fs::absolute(path).lexically_normal(); };
  const std::string path = place(picture).lexically_proximate(place(folder)).generic_string();
  std::string address;
  for (const char c : path) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      address += c;
      continue;
    }
    constexpr char digits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    ((address += '%') += digits[byte / 16]) += digits[byte % 16];
  }
  return address;
}

}  // namespace

std::vector<Format> parse_formats(const std::string& list) {
  std::vector<Format> wanted;
  std::vector<std::string> names;
  for (const auto& entry : formats) names.emplace_back(entry.name);
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');) {
    const auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) {
      throw UsageError("--write is of coco, yolo, geojson, svg and labels, with commas between, not \"" + word + "\"" +
                       suggestion(word, names));
    }
    const Format format = formats[found - names.begin()].format;
    if (std::find(wanted.begin(), wanted.end(), format) == wanted.end()) wanted.push_back(format);
  }
  return wanted;
}

std::string name_of(Format format) { return entry_of(format).name; }

fs::path annotation_path(const fs::path& picture, const fs::path& folder, Format format) {
  fs::path path = folder / picture.stem();
  return path += entry_of(format).ending;
}

Bytes annotation(const Result& result, Finds finds, const fs::path& picture, const fs::path& folder, Format format) {
  const limn::InstanceMap map = instances_of(result, finds);
  switch (format) {
    case Format::coco: return to_bytes(limn::to_coco_json(map, picture.filename().string()));
    case Format::yolo: return to_bytes(limn::to_yolo(map));
    case Format::geojson: return to_bytes(limn::to_geojson(map));
    case Format::svg: return to_bytes(limn::to_svg(map, {.picture = address_of(picture, folder)}));
    default: return limn::encode_png(map.labels);
  }
}

}  // namespace tool
