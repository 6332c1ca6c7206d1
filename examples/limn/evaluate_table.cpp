#include "evaluate_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "text.hpp"

namespace tool {
namespace {

using nlohmann::ordered_json;
using Values = std::array<double, measures.size()>;

constexpr int draws = 2000;

Values mean_of(const std::vector<const Score*>& scores) {
  Values sum{};
  for (const Score* const score : scores) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += score->values[i];
  }
  for (double& value : sum) value /= static_cast<double>(scores.size());
  return sum;
}

/// The value below which `share` of sorted values lie.
double quantile(const std::vector<double>& sorted, double share) {
  const double rank = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = (std::min)(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - static_cast<double>(below));
}

/// Bootstrap: draws as many pictures as there are, with replacement, again and again (Efron 1979, percentile interval).
Row row_of(const std::string& kind, const std::vector<const Score*>& scores) {
  Row row;
  row.kind = kind;
  row.pictures = scores.size();
  const Values means = mean_of(scores);
  std::array<std::vector<double>, measures.size()> drawn;
  std::mt19937_64 generator(1);
  std::vector<const Score*> draw(scores.size());
  for (int i = 0; i < draws; ++i) {
    for (auto& score : draw) score = scores[generator() % scores.size()];
    const Values values = mean_of(draw);
    for (std::size_t k = 0; k < values.size(); ++k) drawn[k].push_back(values[k]);
  }
  for (std::size_t k = 0; k < means.size(); ++k) {
    std::sort(drawn[k].begin(), drawn[k].end());
    row.estimates[k] = {means[k], quantile(drawn[k], 0.025), quantile(drawn[k], 0.975)};
  }
  return row;
}

}  // namespace

std::vector<Row> summarize(const std::vector<Score>& scores) {
  std::set<std::string> kinds;
  std::vector<const Score*> all;
  for (const Score& score : scores) {
    if (!score.kind.empty()) kinds.insert(score.kind);
    all.push_back(&score);
  }
  std::vector<Row> rows;
  for (const std::string& kind : kinds) {
    std::vector<const Score*> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some), [&](const Score* s) { return s->kind == kind; });
    rows.push_back(row_of(kind, some));
  }
  rows.push_back(row_of("all", all));
  return rows;
}

std::string table_text(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> lines{{"class", "pictures"}};
  for (const Measure& measure : measures) lines[0].push_back(measure.title);
  for (const Row& row : rows) {
    std::vector<std::string> means{row.kind, std::to_string(row.pictures)}, intervals{"", ""};
    for (const Estimate& e : row.estimates) {
      means.push_back(format("%.3f", e.mean));
      intervals.push_back(format("%.3f", e.low) + "-" + format("%.3f", e.high));
    }
    lines.push_back(means);
    lines.push_back(intervals);
  }
  return in_columns(lines, 1);
}

std::string table_csv(const std::vector<Row>& rows) {
  std::string text = "class,pictures";
  for (const Measure& measure : measures) {
    for (const char* const ending : {"", "_low", "_high"}) text.append(",").append(measure.key).append(ending);
  }
  text += '\n';
  for (const Row& row : rows) {
    text += csv_field(row.kind) + "," + std::to_string(row.pictures);
    for (const Estimate& e : row.estimates) {
      for (const double value : {e.mean, e.low, e.high}) text.append(",").append(format("%.9g", value));
    }
    text += '\n';
  }
  return text;
}

std::string table_json(const std::vector<Row>& rows, const std::vector<Score>& scores, double tolerance) {
  ordered_json json;
  json["boundary_tolerance"] = tolerance;
  json["bootstrap_draws"] = draws;
  json["classes"] = ordered_json::array();
  for (const Row& row : rows) {
    ordered_json entry{{"class", row.kind}, {"pictures", row.pictures}};
    for (std::size_t k = 0; k < measures.size(); ++k) {
      const Estimate& e = row.estimates[k];
      entry[measures[k].key] = {{"mean", e.mean}, {"low", e.low}, {"high", e.high}};
    }
    json["classes"].push_back(std::move(entry));
  }
  json["pictures"] = ordered_json::array();
  for (const Score& score : scores) {
    ordered_json entry{{"picture", score.picture},
                       {"class", score.kind},
                       {"objects_found", score.found},
                       {"objects_truth", score.truth}};
    for (std::size_t k = 0; k < measures.size(); ++k) entry[measures[k].key] = score.values[k];
    json["pictures"].push_back(std::move(entry));
  }
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace tool
