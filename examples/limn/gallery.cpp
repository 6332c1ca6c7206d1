#include "gallery.hpp"

#include <limn/draw/overlay.hpp>
#include <limn/io/io.hpp>

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "files.hpp"
#include "gallery_page.hpp"
#include "picture.hpp"
#include "segment.hpp"
#include "step.hpp"
#include "technique.hpp"
#include "text.hpp"

namespace tool {
namespace fs = std::filesystem;
namespace {

using nlohmann::ordered_json;

/// What one run of a technique left behind.
struct Entry {
  fs::path folder;
  ordered_json json;
  std::size_t rank = 0;  // of the technique in the table
};

std::size_t rank_of(const std::string& method) {
  const auto& all = techniques();
  return static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [&](const auto& t) { return t.name == method; }) - all.begin());
}

/// Our JSON files in a folder and in those inside; others are none of our business.
void collect(const fs::path& folder, std::vector<Entry>& entries) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  if (error) throw UsageError(folder.string() + ": cannot be listed: " + error.message());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const Bytes bytes = read_bytes(file);
    const auto* const first = reinterpret_cast<const char*>(bytes.data());
    ordered_json json = ordered_json::parse(first, first + bytes.size(), nullptr, false);
    if (!json.is_object() || !json.contains("limn") || !json.contains("method")) continue;
    const std::size_t rank = rank_of(json["method"].get<std::string>());
    entries.push_back({file.parent_path(), std::move(json), rank});
  }
}

std::string image_tag(const Bytes& bytes, const std::string& type, const std::string& description, bool small) {
  return "<img" + std::string(small ? " class=\"small\"" : "") + " alt=\"" + escaped(description) + "\" src=\"" +
         data_uri(bytes, type) + "\">";
}

/// The file itself where a browser shows it as we see it, else the picture as we display it.
std::string input_tag(const ordered_json& json, bool small) {
  const auto path = json["path"].get<std::string>();
  const limn::FileInfo info = limn::read_info(path);
  const std::string description = json["picture"].get<std::string>();
  if (info.bits <= 8 && info.format == limn::FileFormat::png)
    return image_tag(read_bytes(path), "png", description, small);
  if (info.bits <= 8 && info.format == limn::FileFormat::jpeg)
    return image_tag(read_bytes(path), "jpeg", description, small);
  return image_tag(limn::encode_png(displayed(read_picture(path))), "png", description, small);
}

std::string figure(const std::string& image, const std::string& caption) {
  return "<figure>" + image + "<figcaption>" + caption + "</figcaption></figure>\n";
}

std::string spell_number(double value) {
  char digits[40];
  std::snprintf(digits, sizeof digits, "%.15g", value);
  return digits;
}

/// "3,4;10,20", as on the command line.
std::string spell_points(const ordered_json& list) {
  std::string text;
  for (const auto& point : list) {
    if (!text.empty()) text += ';';
    text.append(point[0].dump()).append(1, ',').append(point[1].dump());
  }
  if (list.size() > 1) text.insert(0, 1, '"').append(1, '"');
  return text;
}

/// "--sigma 2 --dark": the options that are not as the table has them.
std::string options_text(const ordered_json& values, const std::vector<Option>& options) {
  std::string text;
  for (const auto& option : options) {
    if (!values.contains(option.name)) continue;
    const auto& value = values[option.name];
    if (value == to_json(option)["default"]) continue;
    text += " --" + option.name;
    if (value.is_string()) text += " " + value.get<std::string>();
    else if (value.is_number()) text += " " + spell_number(value.get<double>());
    else if (value.is_array()) text += " " + spell_points(value);
  }
  return text;
}

std::string card(const Entry& entry, const Technique& technique, bool small) {
  const ordered_json& json = entry.json;
  const bool mask = json.contains("mask");
  const auto file = [&](const char* key) { return entry.folder / json[key].get<std::string>(); };
  const Bytes found =
      mask ? read_bytes(file("mask")) : limn::encode_png(limn::color_labels(limn::read_labels(file("labels"))));
  const ordered_json steps = json.value("steps", ordered_json::object());
  const Finds finds = after_steps(technique.finds, steps);
  const std::string kind = finds == Finds::edges ? "edges" : mask ? "mask" : "labels";
  const std::string of = " of " + json["picture"].get<std::string>() + " by " + technique.name;

  std::string count = spell_count(json["count"].get<std::size_t>(), finds);
  const std::size_t blank = count.find(' ');
  count = "<b>" + count.substr(0, blank) + "</b>" + count.substr(blank);
  char time[40];
  std::snprintf(time, sizeof time, "%.2f", json["milliseconds"].get<double>());

  std::string html = "<article><div class=\"pair\">\n";
  html += figure(image_tag(found, "png", kind + of, small), kind);
  html += figure(image_tag(read_bytes(file("overlay")), "png", "overlay" + of, small), "overlay");
  html += "</div><div class=\"text\"><div class=\"head\"><h3>" + escaped(technique.name) + "</h3>";
  html += "<span class=\"badge\">" + count + "</span><span class=\"badge\"><b>" + time + "</b> ms</span></div>\n";
  html += "<p class=\"muted\">" + escaped(technique.summary) +
          (technique.source.empty() ? "" : " (" + escaped(technique.source) + ")") + "</p>\n";
  const std::string options = options_text(json["options"], technique.options) + options_text(steps, step_options());
  html += "<code>--method " + escaped(technique.name + options) + "</code>\n";
  return html + "</div></article>\n";
}

std::string section(const std::vector<Entry>& entries, const std::string& id, bool& complete) {
  const ordered_json& first = entries.front().json;
  const bool small = is_small({first["width"].get<limn::Index>(), first["height"].get<limn::Index>()});
  std::string html = "<section id=\"" + id + "\"><div class=\"input\">\n";
  const auto attempt = [&](auto&& make) {
    try {
      html += make();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "limn: %s\n", error.what());
      html += "<p class=\"muted\">" + escaped(error.what()) + "</p>\n";
      complete = false;
    }
  };
  attempt([&] { return input_tag(first, small); });
  html += "<div><h2>" + escaped(first["picture"].get<std::string>()) + "</h2><p class=\"muted\">" +
          first["width"].dump() + " &times; " + first["height"].dump() + ", " +
          escaped(first["pixels"].get<std::string>()) + "</p></div></div>\n<div class=\"results\">\n";
  for (const auto& entry : entries) {
    attempt([&] { return card(entry, technique(entry.json["method"].get<std::string>()), small); });
  }
  return html + "</div></section>\n";
}

std::string counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

bool make_gallery(const GalleryRequest& request) {
  std::vector<Entry> entries;
  for (const auto& folder : request.folders) collect(folder, entries);
  if (entries.empty())
    throw UsageError("there are no results of `limn segment` in " + request.folders.front().string());
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });

  std::map<std::pair<std::string, std::string>, std::vector<Entry>> pictures;  // by name, then by path
  std::set<std::string> methods;
  for (auto& entry : entries) {
    methods.insert(entry.json["method"].get<std::string>());
    const std::pair key(entry.json["picture"].get<std::string>(), entry.json["path"].get<std::string>());
    pictures[key].push_back(std::move(entry));
  }

  bool complete = true;
  std::size_t count = 0;
  std::string nav, body;
  for (const auto& [key, list] : pictures) {
    const std::string id = "picture" + std::to_string(++count);
    nav += "<a href=\"#" + id + "\">" + escaped(key.first) + "</a>\n";
    body += section(list, id, complete);
  }
  const std::string title = escaped(request.title);
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
      "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>" + gallery_style +
      "</style></head>\n<body><header><h1>" + title + "</h1><p class=\"muted\">" + counted(pictures.size(), "picture") +
      ", " + counted(methods.size(), "technique") + ", " + counted(entries.size(), "result") +
      ". The time is that of the technique alone, on its first run, without reading and writing files."
      " Click a picture to enlarge it.</p>\n<nav>" +
      nav + "</nav></header>\n<main>" + body + "</main>\n<footer>Made by limn " + version() +
      ".</footer>\n<dialog><img alt=\"\"></dialog><script>" + gallery_script + "</script></body></html>\n";
  if (const fs::path folder = request.page.parent_path(); !folder.empty()) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw limn::IoError(folder.string(), "cannot be made: " + error.message());
  }
  write_together({{request.page, to_bytes(html)}});
  return complete;
}

}  // namespace tool
