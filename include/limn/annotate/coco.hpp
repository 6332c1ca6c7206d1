#pragma once
/// \file
/// COCO: the objects of many pictures as one JSON file. Reading it is in read_coco.hpp.
///
/// Source: T.-Y. Lin et al., "Microsoft COCO: common objects in context", ECCV 2014.

#include <limn/annotate/detail/outlines.hpp>
#include <limn/annotate/detail/text.hpp>
#include <limn/annotate/rle.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/label/run_length.hpp>
#include <limn/task/instances.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace limn {

struct CocoImage {
  Index id = 1;
  std::string file_name{};
  Size<2> size{};
  friend bool operator==(const CocoImage&, const CocoImage&) = default;
};

struct CocoCategory {
  Index id = 1;
  std::string name{};
  friend bool operator==(const CocoCategory&, const CocoCategory&) = default;
};

/// An object of an image. Unlike the objects of a label image, those of COCO may overlap.
struct CocoAnnotation {
  Index id = 1, image_id = 1, category_id = 1;
  RunMask<2> mask{};   ///< of the size of the image
  bool crowd = false;  ///< stands for many objects
  double score = 1;    ///< how sure it is: 0 to 1; written unless it is 1
  friend bool operator==(const CocoAnnotation&, const CocoAnnotation&) = default;
};

/// What a COCO file says, as far as it is about segmentation.
struct CocoDataset {
  std::vector<CocoImage> images{};
  std::vector<CocoCategory> categories{};
  std::vector<CocoAnnotation> annotations{};
  friend bool operator==(const CocoDataset&, const CocoDataset&) = default;
};

/// How COCO files tell which pixels an object has. Either way they read back as exactly the same.
enum class CocoMasks {
  polygons,    ///< outlines where they can say it, else run lengths: for tools that want to edit
  run_lengths  ///< compressed run lengths: small, and what measures use
};

inline namespace LIMN_ABI {
namespace detail {

/// The greatest id, or 0.
template <class T>
[[nodiscard]] Index last_id(const std::vector<T>& entries) {
  Index last = 0;
  for (const T& entry : entries) last = entry.id > last ? entry.id : last;
  return last;
}

/// The category of that name, a new one if there is none.
[[nodiscard]] inline Index category_named(CocoDataset& dataset, const std::string& name) {
  for (const CocoCategory& category : dataset.categories) {
    if (category.name == name) return category.id;
  }
  dataset.categories.push_back({last_id(dataset.categories) + 1, name});
  return dataset.categories.back().id;
}

inline void append_numbers(std::string& text, std::initializer_list<Index> numbers) {
  text += '[';
  for (const Index number : numbers) {
    if (text.back() != '[') text += ',';
    append_number(text, number);
  }
  text += ']';
}

/// `[[x,y,x,y,...],...]`, or nothing if polygons cannot say it.
[[nodiscard]] inline std::string coco_polygons(const std::same_as<RunMask<2>> auto& mask) {
  std::string text = "[";
  for (const Polygon& polygon : outlines(mask)) {
    if (!polygon.holes.empty()) return {};
    text += text.size() == 1 ? "[" : ",[";
    for (const Point<2>& corner : polygon.outer) {
      if (text.back() != '[') text += ',';
      append_number(text, corner.x);
      text += ',';
      append_number(text, corner.y);
    }
    text += ']';
  }
  return text += ']';
}

inline void append_coco_mask(std::string& text, const std::same_as<CocoAnnotation> auto& annotation, CocoMasks masks) {
  if (masks == CocoMasks::polygons && !annotation.crowd && !annotation.mask.runs.empty()) {
    const std::string polygons = coco_polygons(annotation.mask);
    text += polygons;
    if (!polygons.empty()) return;
  }
  text += "{\"size\":";
  append_numbers(text, {annotation.mask.size.height, annotation.mask.size.width});
  text += ",\"counts\":";
  append_json(text, compress_rle(encode_rle(annotation.mask)));
  text += '}';
}

inline void append_coco_annotation(std::string& text, const std::same_as<CocoAnnotation> auto& annotation,
                                   CocoMasks masks) {
  text += "{\"id\":";
  append_number(text, annotation.id);
  text += ",\"image_id\":";
  append_number(text, annotation.image_id);
  text += ",\"category_id\":";
  append_number(text, annotation.category_id);
  text += annotation.crowd ? ",\"iscrowd\":1,\"area\":" : ",\"iscrowd\":0,\"area\":";
  append_number(text, area(annotation.mask));
  text += ",\"bbox\":";
  const Box<2> box = bounding_box(annotation.mask);
  append_numbers(text, {box.origin.x, box.origin.y, box.size.width, box.size.height});
  if (annotation.score != 1) append_number(text += ",\"score\":", annotation.score);
  append_coco_mask(text += ",\"segmentation\":", annotation, masks);
  text += '}';
}

/// `"name":[entry,...]`, an entry on a line; `append(entry)` writes one.
template <class T, class F>
void append_coco_list(std::string& text, const char* name, const std::vector<T>& entries, const F& append) {
  ((text += '"') += name) += "\":[";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    text += i == 0 ? "\n" : ",\n";
    append(entries[i]);
  }
  text += ']';
}

}  // namespace detail

/// Adds a picture with its objects, under ids that follow those there are.
///
/// \param dataset    classes become categories by their names, all but the background.
/// \param map        its objects become annotations in ascending order of labels.
/// \param file_name  of the picture.
/// \throws std::invalid_argument  as `detect`.
/// \complexity       linear in pixels; memory for the runs of the objects.
inline void add_to_coco(CocoDataset& dataset, const std::same_as<InstanceMap> auto& map, std::string file_name) {
  std::vector<RunMask<2>> masks = run_masks(map.labels);
  std::vector<Detection> detections;
  for (const RunMask<2>& mask : masks) detections.push_back(detail::detection(map, mask));
  const Index image = detail::last_id(dataset.images) + 1;
  dataset.images.push_back({image, std::move(file_name), map.labels.size()});
  for (std::size_t kind = 1; kind < map.class_names.size(); ++kind) {
    static_cast<void>(detail::category_named(dataset, map.class_names[kind]));
  }
  Index id = detail::last_id(dataset.annotations);
  for (std::size_t i = 0; i < masks.size(); ++i) {
    const Index category = detail::category_named(dataset, detections[i].class_name);
    dataset.annotations.push_back({++id, image, category, std::move(masks[i]), false, detections[i].score});
  }
}

/// The objects of a picture of a COCO file.
///
/// \param dataset     categories become classes 1.. in their order.
/// \param image_id    of the picture.
/// \param background  the name of class 0; a category of that name is class 0.
/// \returns           objects in the order of their annotations, crowds too. Where they overlap, the later one has the
///                    pixels; one that is left without pixels keeps its number.
/// \throws std::invalid_argument  if there is no such image, the category of an annotation is missing, or its mask is
///                                of another size.
[[nodiscard]] inline InstanceMap instances(const std::same_as<CocoDataset> auto& dataset, Index image_id,
                                           std::string background = "background") {
  const CocoImage* image = nullptr;
  for (const CocoImage& entry : dataset.images) image = entry.id == image_id ? &entry : image;
  if (image == nullptr) detail::throw_invalid_argument("limn::instances: there is no image of id ", image_id);
  InstanceMap map{LabelImage<>(image->size), {}, {std::move(background)}};
  detail::List<std::int32_t> kinds;  // of the categories
  for (const CocoCategory& category : dataset.categories) {
    const bool is_background = category.name == map.class_names[0];
    kinds.push_back(is_background ? 0 : static_cast<std::int32_t>(map.class_names.size()));
    if (!is_background) map.class_names.push_back(category.name);
  }
  for (const CocoAnnotation& annotation : dataset.annotations) {
    if (annotation.image_id != image_id) continue;
    detail::require_same_size("limn::instances", "the mask of an annotation", annotation.mask.size, "its image",
                              image->size);
    std::int32_t kind = -1;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (dataset.categories[i].id == annotation.category_id) kind = kinds[i];
    }
    if (kind < 0) {
      detail::throw_invalid_argument("limn::instances: annotation ", annotation.id, " is of category ",
                                     annotation.category_id, ", which is missing");
    }
    map.classes.push_back(kind);
    const auto label = static_cast<std::int32_t>(map.classes.size());
    for (const Run& run : annotation.mask.runs) {
      std::int32_t* const row = view(map.labels).row_pointer(run.row);
      for (Index x = run.begin; x < run.end; ++x) row[x] = label;
    }
  }
  return map;
}

/// A COCO file: images, categories and annotations, an entry on a line.
///
/// Polygons run along the edges of pixels, and `rasterize`, the rule of pixel centers, makes of them the pixels they
/// were made of; so does pycocotools. An object in several pieces has several polygons. COCO's polygons know no holes,
/// so an object that has one is written as compressed run lengths, which COCO allows for any object; so are crowds and
/// masks without pixels.
///
/// \param masks  how to write which pixels an object has.
/// \returns      the text, UTF-8; what is no UTF-8 in names becomes U+FFFD.
/// \complexity   linear in the boxes of the objects.
[[nodiscard]] inline std::string to_coco_json(const std::same_as<CocoDataset> auto& dataset,
                                              CocoMasks masks = CocoMasks::polygons) {
  std::string text = "{";
  detail::append_coco_list(text, "images", dataset.images, [&text](const CocoImage& image) {
    detail::append_number(text += "{\"id\":", image.id);
    detail::append_json(text += ",\"file_name\":", image.file_name);
    detail::append_number(text += ",\"width\":", image.size.width);
    detail::append_number(text += ",\"height\":", image.size.height);
    text += '}';
  });
  text += ",\n";
  detail::append_coco_list(text, "categories", dataset.categories, [&text](const CocoCategory& category) {
    detail::append_number(text += "{\"id\":", category.id);
    detail::append_json(text += ",\"name\":", category.name);
    text += '}';
  });
  text += ",\n";
  detail::append_coco_list(text, "annotations", dataset.annotations, [&text, masks](const CocoAnnotation& annotation) {
    detail::append_coco_annotation(text, annotation, masks);
  });
  return text += "}\n";
}

/// The COCO file of one picture. See the form for a `CocoDataset`, and `add_to_coco`.
[[nodiscard]] inline std::string to_coco_json(const std::same_as<InstanceMap> auto& map, std::string file_name,
                                              CocoMasks masks = CocoMasks::polygons) {
  CocoDataset dataset;
  add_to_coco(dataset, map, std::move(file_name));
  return to_coco_json(dataset, masks);
}

}  // namespace LIMN_ABI
}  // namespace limn
