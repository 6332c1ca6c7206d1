#pragma once
/// \file
/// Reading COCO's JSON. Needs nlohmann-json (<nlohmann/json.hpp>, 3.x), which limn.hpp does not: include this header by
/// itself.
///
/// Source: T.-Y. Lin et al., "Microsoft COCO: common objects in context", ECCV 2014.

#include <limn/annotate/coco.hpp>
#include <limn/annotate/rasterize.hpp>
#include <limn/annotate/rle.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/label/run_length.hpp>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Builds a dataset from JSON; says which entry is wrong, and in what.
class CocoReader {
 public:
  using Json = nlohmann::json;

  explicit CocoReader(const std::string& source) : source_(source) {}

  [[nodiscard]] CocoDataset read(std::string_view text) {
    const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    if (json.is_discarded()) fail("is no JSON");
    if (!json.is_object()) fail("is no object");
    CocoDataset dataset;
    for_each(json, "images", [&](const Json& entry) {
      const CocoImage image{
          integer(entry, "id"), text_or_none(entry, "file_name"), {side(entry, "width"), side(entry, "height")}};
      if (!sizes_.emplace(image.id, image.size).second) fail("id: there are two of it");
      dataset.images.push_back(image);
    });
    for_each(json, "categories", [&](const Json& entry) {
      dataset.categories.push_back({integer(entry, "id"), text_or_none(entry, "name")});
    });
    for_each(json, "annotations", [&](const Json& entry) { dataset.annotations.push_back(annotation(entry)); });
    return dataset;
  }

 private:
  static constexpr Index longest_side = Index{1} << 20;

  [[noreturn]] void fail(const std::string& reason) const { throw IoError(source_, where_ + reason); }

  template <class F>
  void for_each(const Json& json, const char* name, const F& f) {
    where_.clear();
    const auto list = json.find(name);
    if (list == json.end()) return;
    if (!list->is_array()) fail(message(name, ": is no list"));
    std::size_t i = 0;
    for (const Json& entry : *list) {
      where_ = message(name, "[", i++, "]: ");
      if (!entry.is_object()) fail("is no object");
      f(entry);
    }
    where_.clear();
  }

  [[nodiscard]] Index integer(const Json& entry, const char* name) const {
    const auto value = entry.find(name);
    if (value == entry.end() || !value->is_number_integer()) fail(message(name, ": is missing or no integer"));
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > PTRDIFF_MAX) fail(message(name, ": is too large"));
    return value->get<Index>();
  }

  [[nodiscard]] Index side(const Json& entry, const char* name) const {
    const Index length = integer(entry, name);
    if (length < 0 || length > longest_side) fail(message(name, ": ", length, " is not in 0..", longest_side));
    return length;
  }

  [[nodiscard]] std::string text_or_none(const Json& entry, const char* name) const {
    const Json* const value = find(entry, name);
    if (value == nullptr) return {};
    if (!value->is_string()) fail(message(name, ": is no text"));
    return value->get<std::string>();
  }

  /// Null is as good as missing.
  [[nodiscard]] static const Json* find(const Json& entry, const char* name) {
    const auto value = entry.find(name);
    return value == entry.end() || value->is_null() ? nullptr : &*value;
  }

  [[nodiscard]] CocoAnnotation annotation(const Json& entry) const {
    CocoAnnotation result{integer(entry, "id"), integer(entry, "image_id"), integer(entry, "category_id")};
    const auto size = sizes_.find(result.image_id);
    if (size == sizes_.end()) fail(message("image_id: there is no image ", result.image_id));
    if (const Json* const crowd = find(entry, "iscrowd")) {
      // Some write a truth value, which is never equal to a number.
      if (!crowd->is_boolean() && !crowd->is_number()) fail("iscrowd: is neither a number nor a truth value");
      result.crowd = crowd->is_boolean() ? crowd->get<bool>() : *crowd != 0;
    }
    if (const Json* const score = find(entry, "score")) {
      if (!score->is_number()) fail("score: is no number");
      result.score = score->get<double>();
    }
    const auto segmentation = entry.find("segmentation");
    if (segmentation == entry.end()) fail("segmentation: is missing");
    try {
      result.mask =
          segmentation->is_object() ? runs(*segmentation, size->second) : polygons(*segmentation, size->second);
    } catch (const std::invalid_argument& error) {
      fail(std::string("segmentation: ") + error.what());
    }
    return result;
  }

  /// The pixels of any of the polygons.
  [[nodiscard]] RunMask<2> polygons(const Json& list, const Size<2>& size) const {
    if (!list.is_array()) fail("segmentation: is neither polygons nor run lengths");
    std::vector<RunMask<2>> parts;
    std::vector<double> corners;
    for (const Json& polygon : list) {
      if (!polygon.is_array()) fail("segmentation: a polygon is no list");
      corners.clear();
      for (const Json& number : polygon) {
        if (!number.is_number()) fail("segmentation: a corner is no number");
        corners.push_back(number.get<double>());
      }
      parts.push_back(rasterize(corners, size));
    }
    if (parts.empty()) return {size, {}};
    // Two at a time, then what came of them: each pixel counts as often as the number of polygons can be halved.
    for (std::size_t step = 1; step < parts.size(); step *= 2) {
      for (std::size_t i = 0; i + step < parts.size(); i += 2 * step) parts[i] = unite(parts[i], parts[i + step]);
    }
    return std::move(parts[0]);
  }

  [[nodiscard]] RunMask<2> runs(const Json& rle, const Size<2>& size) const {
    const auto told = rle.find("size"), counts = rle.find("counts");
    if (told == rle.end() || *told != Json::array({size.height, size.width})) {
      fail("segmentation: size is not the [height, width] of the image");
    }
    if (counts == rle.end()) fail("segmentation: counts are missing");
    if (counts->is_string()) return run_mask(decompress_rle(counts->get_ref<const std::string&>(), size));
    if (!counts->is_array()) fail("segmentation: counts are neither text nor a list");
    RunLength plain{size, {}};
    for (const Json& count : *counts) {
      if (!count.is_number_integer()) fail("segmentation: a count is no integer");
      plain.counts.push_back(count.get<Index>());
    }
    return run_mask(plain);
  }

  const std::string& source_;
  std::string where_;
  std::unordered_map<Index, Size<2>> sizes_;
};

}  // namespace detail

/// What the text of a COCO file says.
///
/// Segmentations may be polygons, which become pixels by `rasterize`, run lengths as a list, or compressed ones. What
/// this library wrote reads back as the same dataset. Other members of the file are not looked at; a missing name is
/// empty, a missing score is 1, and null is as good as missing.
///
/// \param text    JSON.
/// \param source  what errors call it: the path, say.
/// \throws IoError  "SOURCE: annotations[3]: segmentation: ...", if it is no JSON or not COCO's, ids are no integers, a
///                  score is no number, two images have one, an annotation has no image, its segmentation is wrong, or
///                  an image is longer than 2^20 pixels.
/// \complexity      linear in the text and in the rows that the objects cross.
[[nodiscard]] inline CocoDataset parse_coco_json(std::string_view text, const std::string& source = "COCO JSON") {
  return detail::CocoReader(source).read(text);
}

/// What a COCO file says. See `parse_coco_json`.
///
/// \throws IoError  also if the file cannot be read.
[[nodiscard]] inline CocoDataset read_coco(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw IoError(path, "cannot be read");
  return parse_coco_json(text, path);
}

}  // namespace LIMN_ABI
}  // namespace limn
