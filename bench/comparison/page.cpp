#include "page.hpp"

#include <algorithm>
#include <cmath>

#include "gallery_page.hpp"
#include "page_style.hpp"
#include "report.hpp"
#include "text.hpp"

namespace comparison {
namespace {

using tool::escaped;
using tool::format;

std::string measure_choice(const Request& request, const Outcome& outcome) {
  std::string html = "<label>Quality <select id=\"measure\">";
  for (const tool::Measure& measure : outcome.columns) {
    html += std::string("<option value=\"") + measure.key + "\"" + (measure.key == request.measure ? " selected" : "") +
            ">" + measure.title + "</option>";
  }
  return html + "</select></label>";
}

/// Cells carry their value as in the CSV file, which the script sorts by and draws.
std::string table(const Outcome& outcome) {
  const std::vector<Column> columns = columns_of(outcome);
  std::string html =
      "<div class=\"scroll\"><table id=\"figures\"><thead><tr><th data-key=\"method\" class=\"name\">method</th>";
  for (const Column& column : columns) {
    html += "<th data-key=\"" + column.key + "\" data-better=\"" + (column.less_is_better ? "less" : "more") + "\"" +
            (column.measure ? " data-measure" : "") + ">" + column.title + "</th>";
  }
  html += "<th data-key=\"hash\" class=\"name\">hash</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < outcome.lines.size(); ++i) {
    const Line& line = outcome.lines[i];
    const std::string name = escaped(line.entrant.name), hash = spell_hash(line.hash);
    html += "<tr data-method=\"" + name + "\" data-family=\"" + escaped(line.entrant.technique->family) + "\"" +
            (line.front ? " class=\"front\"" : "") + "><td class=\"name\" data-value=\"" + name + "\" title=\"" +
            escaped(line.entrant.technique->summary) + "\"><i></i><code>" + name + "</code></td>";
    for (const Column& column : columns) {
      html += "<td data-value=\"" + format("%.9g", column.values[i]) + "\">" +
              format(column.pattern, column.values[i]) + "</td>";
    }
    html += "<td class=\"name\" data-value=\"" + hash + "\"><code class=\"muted\">" + hash + "</code></td></tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

/// Every technique beside every other, in shades of how far they agree.
std::string agreement(const Outcome& outcome) {
  std::string html =
      "<section class=\"wide\"><h2>Who agrees with whom</h2><p class=\"muted\">Adjusted Rand index of the objects, "
      "mean over the pictures: 1 for equal partitions, 0 for what chance gives.</p>"
      "<div class=\"scroll\"><table class=\"heat\"><thead><tr><th></th><th></th>";
  const std::size_t count = outcome.lines.size();
  for (std::size_t i = 0; i < count; ++i) {
    html += "<th title=\"" + escaped(outcome.lines[i].entrant.name) + "\">" + std::to_string(i + 1) + "</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = escaped(outcome.lines[i].entrant.name);
    html += "<tr><th>" + std::to_string(i + 1) + "</th><th class=\"name\"><code>" + name + "</code></th>";
    for (std::size_t j = 0; j < count; ++j) {
      const double value = outcome.agreement[i][j];
      if (std::isnan(value)) {
        html += "<td title=\"no picture that both ran on\"></td>";
        continue;
      }
      html += "<td style=\"--share:" + format("%.0f%%", 100 * std::clamp(value, 0.0, 1.0)) + "\" title=\"" + name +
              ", " + escaped(outcome.lines[j].entrant.name) + ": " + format("%.3f", value) + "\">" +
              format("%.2f", value) + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div></section>\n";
}

/// `over` is laid over the picture, which is the background that its classes name.
std::string layered(const std::string& classes, const tool::Bytes& over, const std::string& description) {
  return "<img class=\"" + classes + "\" alt=\"" + escaped(description) + "\" src=\"" + tool::data_uri(over, "png") +
         "\">";
}

std::string section(const Shown& shown, const Request& request, const Outcome& outcome, const std::string& id) {
  const auto chosen = static_cast<std::size_t>(
      std::find_if(outcome.columns.begin(), outcome.columns.end(),
                   [&](const tool::Measure& measure) { return measure.key == request.measure; }) -
      outcome.columns.begin());
  const std::string small = tool::is_small(shown.size) ? " small" : "", layer = "layer " + id + small;
  std::string html = "<section id=\"" + id + "\"><div class=\"input\"><img class=\"" + small + "\" alt=\"" +
                     escaped(shown.name) + "\" src=\"" + tool::data_uri(shown.picture, "png") + "\">\n";
  if (!shown.truth.empty()) {
    html += "<figure>" + layered(layer, shown.truth, "truth of " + shown.name) +
            "<figcaption>truth</figcaption></figure>\n";
  }
  html += "<div><h2>" + escaped(shown.name) + "</h2><p class=\"muted\">" + std::to_string(shown.size.width) +
          " &times; " + std::to_string(shown.size.height) + "</p></div></div>\n<div class=\"thumbs\">\n";
  for (std::size_t i = 0; i < outcome.lines.size(); ++i) {
    const ShownResult& result = shown.results[i];
    if (result.overlay.empty()) continue;
    const tool::Measure& measure = outcome.columns[chosen];
    const std::string name = escaped(outcome.lines[i].entrant.name);
    html += "<article>" + layered(layer, result.overlay, outcome.lines[i].entrant.name + " on " + shown.name) +
            "<div class=\"caption\"><code>" + name + "</code><span class=\"muted\">" + measure.title + " <b>" +
            format(measure.less_is_better ? "%.0f" : "%.3f", result.values[chosen]) + "</b>, " +
            format("%.3f", result.median) + " ms</span></div></article>\n";
  }
  return html + "</div></section>\n";
}

std::string facts(const Request& request, const Outcome& outcome) {
  std::string html = "<dl>";
  for (const auto& [name, text] : circumstances(request, outcome)) {
    html += "<dt>" + name + "</dt><dd>" + escaped(text) + "</dd>";
  }
  return html + "</dl>\n";
}

}  // namespace

std::string page(const Request& request, const Outcome& outcome) {
  const bool truth = !request.truth.empty();
  const std::string title = std::to_string(outcome.lines.size()) +
                            (outcome.lines.size() == 1 ? " technique on " : " techniques on ") +
                            std::to_string(outcome.pictures) + (outcome.pictures == 1 ? " picture" : " pictures");
  std::string backgrounds, sections;
  for (std::size_t i = 0; i < outcome.shown.size(); ++i) {
    const std::string id = "picture" + std::to_string(i + 1);
    backgrounds += "." + id + " { background-image: url(" + tool::data_uri(outcome.shown[i].picture, "png") + "); }\n";
    sections += section(outcome.shown[i], request, outcome, id);
  }
  const std::string meaning = truth ? "Dice and IoU are of the foreground, AP is TP / (TP + FP + FN) of the objects "
                                      "that reach that IoU, PQ is the panoptic "
                                      "quality, AJI the aggregated Jaccard index, boundary F is of outlines at most " +
                                          format("%g", request.tolerance) +
                                          " pixels apart; the count error is by how many objects the number is off. "
                                          "All are means over the pictures. "
                                    : "There is no truth: the agreement of a technique is the mean of its adjusted "
                                      "Rand index with each of the others, "
                                      "which tells who stands apart, not who is right. ";
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
         "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>" +
         tool::gallery_style + page_style + backgrounds + "</style></head>\n<body><header><h1>" + title + "</h1>\n" +
         facts(request, outcome) +
         "</header>\n<main><section class=\"wide\"><div class=\"head\"><h2>Time against quality</h2>" +
         measure_choice(request, outcome) +
         "</div>\n<p class=\"muted\">On the line, the Pareto front: no technique is both as fast and as good, and "
         "better in "
         "one of both.</p>\n<svg id=\"scatter\" viewBox=\"0 0 1200 520\" role=\"img\" aria-label=\"time against "
         "quality\"></svg>"
         "<div id=\"legend\"></div></section>\n<section class=\"wide\"><h2>Figures</h2><p class=\"muted\">Click a "
         "heading to sort "
         "by it. ms: of the technique alone, without reading and writing files; the median of the runs on a picture "
         "(least ms: "
         "the least), mean over the pictures. peak MB: the most heap that a run holds, its result included, of all "
         "pictures. " +
         meaning +
         "The objects of a mask are its components; of classes, the components of all but the largest class; of labels "
         "that leave no pixel out, all but the largest. hash: of all that was found, the same on every run.</p>\n" +
         table(outcome) + "</section>\n" + (truth ? "" : agreement(outcome)) + sections +
         "</main>\n<footer>Made by limn " + tool::version() + ".</footer>\n<dialog><img alt=\"\"></dialog><script>" +
         tool::gallery_script + page_script + "</script></body></html>\n";
}

}  // namespace comparison
