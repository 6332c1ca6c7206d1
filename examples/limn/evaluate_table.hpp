#pragma once
// Figures of pictures, their means by class with 95 % intervals, and how they are spelled.

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace tool {

/// What is measured, in this order everywhere.
struct Measure {
  const char* key;    ///< in JSON and CSV
  const char* title;  ///< in the table
  bool less_is_better = false;
};
inline constexpr std::array<Measure, 8> measures = {{{"dice", "Dice"},
                                                     {"iou", "IoU"},
                                                     {"ap50", "AP@0.5"},
                                                     {"ap75", "AP@0.75"},
                                                     {"pq", "PQ"},
                                                     {"aji", "AJI"},
                                                     {"boundary_f", "boundary F"},
                                                     {"count_error", "count error", true}}};

struct Score {
  std::string picture, kind;         ///< `kind` is its class, empty if it has none
  std::size_t found = 0, truth = 0;  ///< objects
  std::array<double, measures.size()> values{};
};

/// The mean of a measure over pictures, and between which two values it lies in 95 of 100 draws of as many pictures.
struct Estimate {
  double mean = 0, low = 0, high = 0;
};

struct Row {
  std::string kind;  ///< "all" is the last
  std::size_t pictures = 0;
  std::array<Estimate, measures.size()> estimates{};
};

/// A row for each class by name, then one for all pictures. Equal scores give equal rows, bit by bit.
[[nodiscard]] std::vector<Row> summarize(const std::vector<Score>& scores);

[[nodiscard]] std::string table_text(const std::vector<Row>& rows);
[[nodiscard]] std::string table_csv(const std::vector<Row>& rows);
/// The table, and the figures of each picture.
[[nodiscard]] std::string table_json(const std::vector<Row>& rows, const std::vector<Score>& scores, double tolerance);

}  // namespace tool
