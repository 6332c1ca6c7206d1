#pragma once
// All techniques on all pictures, and what comes of it.

#include <limn/core/geometry.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "entrant.hpp"
#include "evaluate_table.hpp"
#include "files.hpp"

namespace comparison {

struct Request {
  std::filesystem::path images, truth;  ///< folders; `truth` empty: compare techniques with each other
  std::vector<Entrant> entrants;
  std::string measure = "pq";     ///< what the Pareto front is of; without truth "agreement"
  std::vector<std::string> show;  ///< the pictures on the page; empty: some of them
  int runs = 5;                   ///< by the clock, of each technique on each picture
  std::size_t jobs = 1;           ///< pictures at a time
  double tolerance = 2;           ///< of the boundary F, in pixels
};

/// What is known of a technique in the end.
struct Line {
  Entrant entrant;
  std::size_t pictures = 0;                 ///< that it ran on
  double median = 0, least = 0;             ///< milliseconds per picture, means over pictures
  double speed = 0;                         ///< megapixels per second, by the median
  double megabytes = 0;                     ///< the most heap that a run holds, largest of all pictures
  std::uint64_t hash = 0;                   ///< of what it found in all pictures
  std::vector<tool::Estimate> estimates{};  ///< of `columns`
  bool front = false;                       ///< no other is as fast and as good, and better in one of both
};

/// What a technique found in a picture on the page.
struct ShownResult {
  tool::Bytes overlay;         ///< PNG, to lie over the picture; empty where the technique failed
  double median = 0;           ///< milliseconds
  std::vector<double> values;  ///< of the columns
};

struct Shown {
  std::string name;
  limn::Size<2> size;
  tool::Bytes picture, truth{};        ///< PNG; the truth lies over the picture, and is empty if there is none
  std::vector<ShownResult> results{};  ///< one for each line
};

struct Outcome {
  std::vector<tool::Measure> columns;          ///< the measures, or the agreement alone
  std::vector<Line> lines;                     ///< the best first
  std::vector<std::vector<double>> agreement;  ///< without truth: of each line with each, the adjusted Rand index; NaN
                                               ///< if they ran on no picture together
  std::vector<Shown> shown;
  std::size_t pictures = 0, pixels = 0;
  std::vector<std::string> problems;
};

/// Runs it all, a progress bar on stderr meanwhile.
/// \throws tool::UsageError  if a folder cannot be listed or has no picture.
[[nodiscard]] Outcome compare(const Request& request);

}  // namespace comparison
