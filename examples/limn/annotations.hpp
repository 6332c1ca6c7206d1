#pragma once
// What `limn segment --write` writes besides: the objects as other programs read them.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "files.hpp"
#include "technique.hpp"

namespace tool {

enum class Format { coco, yolo, geojson, svg, labels };

/// "coco,svg": the formats, each once, in the order given.
/// \throws UsageError  if there is no format of a name.
[[nodiscard]] std::vector<Format> parse_formats(const std::string& list);
[[nodiscard]] std::string name_of(Format format);

/// Where the annotation of a picture goes: STEM.coco.json, STEM.txt, STEM.geojson, STEM.svg, STEM_labels.png.
[[nodiscard]] std::filesystem::path annotation_path(const std::filesystem::path& picture,
                                                    const std::filesystem::path& folder, Format format);

/// The bytes of that file.
[[nodiscard]] Bytes annotation(const Result& result, Finds finds, const std::filesystem::path& picture,
                               const std::filesystem::path& folder, Format format);

}  // namespace tool
