#include "evaluate.hpp"

#include <limn/core/error.hpp>

#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "evaluate_files.hpp"
#include "evaluate_score.hpp"
#include "evaluate_table.hpp"
#include "files.hpp"
#include "option.hpp"
#include "progress.hpp"

namespace tool {
namespace fs = std::filesystem;
namespace {

Score compare(const fs::path& found_file, const fs::path& truth_file, double tolerance) {
  const limn::LabelImage<> found = read_objects(found_file), truth = read_objects(truth_file);
  if (!(found.size() == truth.size())) {
    const auto spell = [](const limn::Size<2>& size) {
      return std::to_string(size.width) + "x" + std::to_string(size.height);
    };
    throw limn::IoError(found_file.string(),
                        "is " + spell(found.size()) + " but " + truth_file.string() + " is " + spell(truth.size()));
  }
  return score(found, truth, tolerance);
}

/// By the file of classes where there is one, else by the folder; empty if a picture is in neither.
std::string kind_of(const std::string& name, const EvaluateRequest& request,
                    const std::map<std::string, std::string>& kinds) {
  const fs::path path(name);
  if (request.classes.empty()) return path.parent_path().generic_string();
  const auto kind = kinds.find(path.filename().string());
  return kind == kinds.end() ? "" : kind->second;
}

}  // namespace

bool evaluate(const EvaluateRequest& request) {
  const auto truths = find_segmentations(request.truth), results = find_segmentations(request.found);
  std::map<std::string, std::string> kinds;
  if (!request.classes.empty()) kinds = read_classes(request.classes, request.column);

  std::vector<Score> scores;
  std::size_t problems = 0;
  Progress progress(truths.size());
  const auto complain = [&](const std::string& problem) {
    ++problems;
    progress.erase();
    std::fprintf(stderr, "limn: %s\n", problem.c_str());
  };
  for (const auto& [name, truth] : truths) {
    const std::size_t before = problems;
    const auto found = results.find(name);
    if (found == results.end()) {
      complain(truth.string() + ": no result for it in " + request.found.string());
    } else {
      try {
        Score scored = compare(found->second, truth, request.tolerance);
        scored.picture = name;
        scored.kind = kind_of(name, request, kinds);
        if (!request.classes.empty() && scored.kind.empty()) {
          complain(name + ": not in " + request.classes.string() + ", counted in the total only");
        }
        scores.push_back(std::move(scored));
      } catch (const limn::IoError& error) {
        complain(error.what());
      }
    }
    progress.step(problems > before);
  }
  for (const auto& [name, found] : results) {
    if (!truths.contains(name)) complain(found.string() + ": no truth for it in " + request.truth.string());
  }
  progress.erase();
  if (truths.empty()) throw UsageError(request.truth.string() + ": no segmentation in this folder");
  if (scores.empty()) return false;

  const std::vector<Row> rows = summarize(scores);
  std::vector<std::pair<fs::path, Bytes>> files;
  if (!request.json.empty()) files.emplace_back(request.json, to_bytes(table_json(rows, scores, request.tolerance)));
  if (!request.csv.empty()) files.emplace_back(request.csv, to_bytes(table_csv(rows)));
  write_together(files);
  std::fputs(table_text(rows).c_str(), stdout);
  return problems == 0;
}

}  // namespace tool
