#include "report.hpp"

#include <limn/core/dispatch.hpp>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "memory.hpp"
#include "text.hpp"

namespace comparison {
namespace {

using nlohmann::ordered_json;
using tool::format;

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name") && line.find(": ") != std::string::npos) return line.substr(line.find(": ") + 2);
  }
  return "unknown";
}

std::string instruction_set() {
  switch (limn::detail::best_isa()) {
    case limn::detail::Isa::avx512: return "AVX-512";
    case limn::detail::Isa::avx2: return "AVX2";
    default: return "base";
  }
}

std::string compiler() {
#if defined(__clang__)
  return "clang++ " __clang_version__;
#elif defined(__GNUC__)
  return "g++ " __VERSION__;
#else
  return "unknown";
#endif
}

/// What the table says beside numbers: the mark of the front, the name, and, at the end, the hash.
std::vector<std::vector<std::string>> cells(const Outcome& outcome) {
  const std::vector<Column> columns = columns_of(outcome);
  std::vector<std::vector<std::string>> lines{{"", "method"}};
  for (const Column& column : columns) lines[0].push_back(column.title);
  lines[0].emplace_back("hash");
  for (std::size_t i = 0; i < outcome.lines.size(); ++i) {
    const Line& line = outcome.lines[i];
    std::vector<std::string> text{line.front ? "*" : "", line.entrant.name};
    for (const Column& column : columns) text.push_back(format(column.pattern, column.values[i]));
    text.push_back(spell_hash(line.hash));
    lines.push_back(text);
  }
  return lines;
}

}  // namespace

std::vector<Column> columns_of(const Outcome& outcome) {
  std::vector<Column> columns{{"pictures", "pictures", "%.0f", false, false, {}},
                              {"ms_median", "ms", "%.3f", true, false, {}},
                              {"ms_least", "least ms", "%.3f", true, false, {}},
                              {"megapixels_per_second", "MP/s", "%.1f", false, false, {}}};
  for (const Line& line : outcome.lines) {
    columns[0].values.push_back(static_cast<double>(line.pictures));
    columns[1].values.push_back(line.median);
    columns[2].values.push_back(line.least);
    columns[3].values.push_back(line.speed);
  }
  if (counts_memory()) {
    columns.push_back({"peak_megabytes", "peak MB", "%.2f", true, false, {}});
    for (const Line& line : outcome.lines) columns.back().values.push_back(line.megabytes);
  }
  for (std::size_t k = 0; k < outcome.columns.size(); ++k) {
    const tool::Measure& measure = outcome.columns[k];
    columns.push_back(
        {measure.key, measure.title, measure.less_is_better ? "%.1f" : "%.3f", measure.less_is_better, true, {}});
    for (const Line& line : outcome.lines) columns.back().values.push_back(line.estimates[k].mean);
  }
  return columns;
}

std::string spell_hash(std::uint64_t hash) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

std::vector<std::pair<std::string, std::string>> circumstances(const Request& request, const Outcome& outcome) {
  const std::string side_by_side =
      request.jobs > 1 ? "; " + std::to_string(request.jobs) + " pictures at a time, which slows each down" : "";
  return {
      {"pictures", std::to_string(outcome.pictures) + ", " + format("%.2f", static_cast<double>(outcome.pixels) / 1e6) +
                       " megapixels"},
      {"runs", "one to warm up, " + std::to_string(request.runs) + " by the clock, each on one thread" + side_by_side},
      {"processor", processor() + ", kernels for " + instruction_set()},
      {"compiler", compiler()},
      {"flags", LIMN_COMPARE_FLAGS},
      {"limn", tool::version()}};
}

std::string table_text(const Outcome& outcome) { return tool::in_columns(cells(outcome), 2); }

std::string table_markdown(const Outcome& outcome) {
  auto lines = cells(outcome);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].pop_back();  // hashes are for programs
    if (i > 0) lines[i][1] = "`" + lines[i][1] + "`";
    for (const std::string& cell : lines[i]) text.append("| ").append(cell).append(cell.empty() ? "" : " ");
    text += "|\n";
    if (i > 0) continue;
    for (std::size_t k = 0; k < lines[0].size(); ++k) text += k < 2 ? "|:--" : "|--:";
    text += "|\n";
  }
  return text;
}

std::string table_csv(const Outcome& outcome) {
  const std::vector<Column> columns = columns_of(outcome);
  std::string text = "method";
  for (const Column& column : columns) text.append(",").append(column.key);
  text += ",hash,pareto\n";
  for (std::size_t i = 0; i < outcome.lines.size(); ++i) {
    const Line& line = outcome.lines[i];
    text += tool::csv_field(line.entrant.name);
    for (const Column& column : columns) text.append(",").append(format("%.9g", column.values[i]));
    text.append(",").append(spell_hash(line.hash)).append(line.front ? ",yes\n" : ",no\n");
  }
  return text;
}

std::string table_json(const Request& request, const Outcome& outcome) {
  const std::vector<Column> columns = columns_of(outcome);
  ordered_json json;
  for (const auto& [name, text] : circumstances(request, outcome)) json["circumstances"][name] = text;
  json["measure"] = request.measure;
  if (!request.truth.empty()) json["boundary_tolerance"] = request.tolerance;
  json["methods"] = ordered_json::array();
  for (std::size_t i = 0; i < outcome.lines.size(); ++i) {
    const Line& line = outcome.lines[i];
    ordered_json entry{{"method", line.entrant.name},
                       {"technique", line.entrant.technique->name},
                       {"family", line.entrant.technique->family},
                       {"options", line.entrant.values.to_json()}};
    for (const Column& column : columns) {
      if (!column.measure) entry[column.key] = column.values[i];
    }
    for (std::size_t k = 0; k < outcome.columns.size(); ++k) {
      const tool::Estimate& e = line.estimates[k];
      if (request.truth.empty()) entry[outcome.columns[k].key] = e.mean;
      else entry[outcome.columns[k].key] = {{"mean", e.mean}, {"low", e.low}, {"high", e.high}};
    }
    entry["hash"] = spell_hash(line.hash);
    entry["pareto"] = line.front;
    json["methods"].push_back(std::move(entry));
  }
  if (request.truth.empty()) json["adjusted_rand_index"] = outcome.agreement;
  json["problems"] = outcome.problems;
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace comparison
