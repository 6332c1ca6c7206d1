#include "segment.hpp"

#include <limn/draw/overlay.hpp>
#include <limn/io/io.hpp>
#include <limn/label/components.hpp>
#include <limn/label/shape.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "files.hpp"
#include "text.hpp"

namespace tool {
namespace fs = std::filesystem;
namespace {

using nlohmann::ordered_json;

bool is_mask(Finds finds) { return finds == Finds::mask || finds == Finds::edges; }

/// Milliseconds since it was made, or since it was last asked.
class Stopwatch {
 public:
  double lap() {
    const auto before = std::exchange(last_, std::chrono::steady_clock::now());
    return std::chrono::duration<double, std::milli>(last_ - before).count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

const limn::LabelImage<>& labeled(const limn::LabelImage<>& labels) { return labels; }
limn::LabelImage<> labeled(const limn::Mask& mask) { return limn::label_components(mask).labels; }

/// Lengths in pixels, angles in radians.
ordered_json shape_json(const limn::RegionShape<2>& shape) {
  return {{"perimeter", rounded(shape.crofton_perimeter, 1e4)},
          {"major_axis", rounded(shape.major_axis, 1e4)},
          {"minor_axis", rounded(shape.minor_axis, 1e4)},
          {"orientation", rounded(shape.orientation, 1e4)},
          {"eccentricity", rounded(shape.eccentricity, 1e4)},
          {"solidity", rounded(shape.solidity, 1e4)},
          {"feret_max", rounded(shape.feret_max, 1e4)},
          {"feret_min", rounded(shape.feret_min, 1e4)},
          {"euler_number", shape.euler_number}};
}

ordered_json objects_json(const Result& result) {
  // Of a mask, the components.
  const auto found =
      std::visit([](const auto& objects) { return limn::region_shapes(labeled(objects)); }, result.found);
  auto list = ordered_json::array();
  for (const auto& region : found) {
    list.push_back({{"id", region.label},
                    {"area", region.area},
                    {"box",
                     {{"x", region.box.origin.x},
                      {"y", region.box.origin.y},
                      {"width", region.box.size.width},
                      {"height", region.box.size.height}}},
                    {"centroid", {{"x", rounded(region.centroid.x, 1e4)}, {"y", rounded(region.centroid.y, 1e4)}}},
                    {"shape", shape_json(region)}});
  }
  return list;
}

/// Whether the picture is red where the foreground is, as a retina is, so that a red tint would not be seen.
bool is_red(const limn::Image<Color>& shown, const limn::Mask& mask) {
  limn::Index redder = 0, count = 0;
  for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
    if (!limn::is_foreground(mask.pixels()[i])) continue;
    const Color& pixel = shown.pixels()[i];
    redder += pixel.r - (std::max)(pixel.g, pixel.b);
    ++count;
  }
  return redder > 48 * count;
}

limn::OverlayOptions style(const Result& result, Finds finds, const limn::Image<Color>& shown) {
  if (finds == Finds::edges) return {.alpha = 1, .outline = false, .mask_color = {64, 255, 64}};
  if (finds == Finds::classes) return {.alpha = 0.55, .outline = false};
  const auto* const mask = std::get_if<limn::Mask>(&result.found);
  if (mask != nullptr && is_red(shown, *mask)) return {.mask_color = {32, 128, 255}};
  return {};
}

/// Names of files may hold any bytes, JSON holds UTF-8.
std::string dump(const ordered_json& json) { return json.dump(2, ' ', false, ordered_json::error_handler_t::replace); }

}  // namespace

Outputs outputs_of(const fs::path& picture, const Request& request) {
  const auto named = [&](const char* ending) {
    fs::path path = request.folder / picture.stem();
    path += ending;
    return path;
  };
  Outputs outputs{named(is_mask(request.technique->finds) ? "_mask.png" : "_labels.png"),
                  named("_overlay.png"),
                  named(".json"),
                  {}};
  for (const Format format : request.formats) {
    outputs.annotations.push_back(annotation_path(picture, request.folder, format));
  }
  return outputs;
}

std::vector<fs::path> Outputs::all() const {
  std::vector<fs::path> paths{found, overlay, json};
  for (const fs::path& path : annotations) {
    if (path != found) paths.push_back(path);  // labels are written anyway
  }
  return paths;
}

std::string spell_count(std::size_t count, Finds finds) {
  const char* one = finds == Finds::edges ? "edge" : finds == Finds::classes ? "class" : "object";
  const char* many = finds == Finds::classes ? "classes" : finds == Finds::edges ? "edges" : "objects";
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string segment(const fs::path& path, const Request& request) {
  Picture picture = read_picture(path.string());
  const limn::Image<Color> shown = displayed(picture);

  Stopwatch watch;
  request.steps->before(picture);
  double around = watch.lap();
  Result result = request.technique->run(picture, *request.values);
  const double elapsed = watch.lap();
  request.steps->after(result);
  around += watch.lap();

  const ordered_json steps = request.steps->to_json();
  const Finds finds = after_steps(request.technique->finds, steps);
  const Outputs outputs = outputs_of(path, request);
  const limn::OverlayOptions look = style(result, finds, shown);
  const auto overlay = std::visit([&](const auto& found) { return limn::overlay(shown, found, look); }, result.found);

  ordered_json json;
  json["picture"] = path.filename().string();
  json["path"] = fs::absolute(path).lexically_normal().string();
  json["width"] = picture.size().width;
  json["height"] = picture.size().height;
  json["pixels"] = picture.pixels;
  json["method"] = request.technique->name;
  json["options"] = request.values->to_json();
  json["milliseconds"] = rounded(elapsed, 1e3);
  json["steps"] = steps;
  if (!steps.empty()) json["steps_milliseconds"] = rounded(around, 1e3);
  for (const auto& [name, value] : result.notes) json["found"][name] = value;
  json[is_mask(finds) ? "mask" : "labels"] = outputs.found.filename().string();
  json["overlay"] = outputs.overlay.filename().string();
  for (std::size_t i = 0; i < request.formats.size(); ++i) {
    json["annotations"][name_of(request.formats[i])] = outputs.annotations[i].filename().string();
  }
  auto objects = objects_json(result);
  const std::size_t count = objects.size();
  json["count"] = count;
  json["objects"] = std::move(objects);
  json["limn"] = version();

  std::vector<std::pair<fs::path, Bytes>> files{
      {outputs.found, std::visit([](const auto& found) { return limn::encode_png(found); }, result.found)},
      {outputs.overlay, limn::encode_png(overlay)},
      {outputs.json, to_bytes(dump(json) + "\n")}};
  for (std::size_t i = 0; i < request.formats.size(); ++i) {
    if (outputs.annotations[i] == outputs.found) continue;
    files.emplace_back(outputs.annotations[i], annotation(result, finds, path, request.folder, request.formats[i]));
  }
  write_together(files);

  const std::string for_steps = steps.empty() ? "" : format(" and %.2f ms for the steps", around);
  return spell_count(count, finds) + format(" in %.2f ms", elapsed) + for_steps;
}

}  // namespace tool
