#include "comparison.hpp"

#include <limn/core/error.hpp>
#include <limn/metrics/partition.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "evaluate_files.hpp"
#include "evaluate_score.hpp"
#include "memory.hpp"
#include "progress.hpp"
#include "thumbnail.hpp"
#include "trial.hpp"

namespace comparison {
namespace fs = std::filesystem;
namespace {

using Paths = std::map<std::string, fs::path>;

/// A picture and the file of its truth, empty if techniques are compared with each other.
struct Task {
  std::string name;
  fs::path picture, truth;
  bool shown = false;
};

/// What came of one picture; lists have a place for each entrant.
struct Done {
  std::size_t pixels = 0;  // 0: it could not be read
  std::vector<std::optional<Trial>> trials;
  std::vector<tool::Score> scores;
  std::vector<std::vector<double>> agreement;
  std::optional<Shown> shown;
  std::vector<std::string> problems;
};

std::string spell(const limn::Size<2>& size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

/// Pictures that have what they need, the problems of the others, and the few that the page shows.
std::vector<Task> plan(const Request& request, std::vector<std::string>& problems) {
  const Paths pictures = tool::find_pictures(request.images);
  if (pictures.empty()) throw tool::UsageError(request.images.string() + ": no picture in this folder");
  std::vector<Task> tasks;
  if (request.truth.empty()) {
    for (const auto& [name, path] : pictures) tasks.push_back({name, path, {}});
  } else {
    const Paths truths = tool::find_segmentations(request.truth);
    for (const auto& [name, path] : pictures) {
      const auto truth = truths.find(name);
      if (truth != truths.end()) tasks.push_back({name, path, truth->second});
      else problems.push_back(path.string() + ": no truth for it in " + request.truth.string());
    }
    for (const auto& [name, path] : truths) {
      if (!pictures.contains(name))
        problems.push_back(path.string() + ": no picture for it in " + request.images.string());
    }
  }
  if (request.show.empty()) {
    constexpr std::size_t usual = 4;
    const std::size_t count = (std::min)(usual, tasks.size());
    for (std::size_t i = 0; i < count; ++i) tasks[(2 * i + 1) * tasks.size() / (2 * count)].shown = true;
  }
  for (const std::string& name : request.show) {
    const auto found = std::find_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.name == name; });
    if (found != tasks.end()) found->shown = true;
    else problems.push_back(name + ": not among the pictures, so it cannot be shown");
  }
  return tasks;
}

/// Where one of a pair failed.
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Adjusted Rand index of each pair.
std::vector<std::vector<double>> agreement_of(const std::vector<std::optional<Trial>>& trials) {
  std::vector<std::vector<double>> table(trials.size(), std::vector<double>(trials.size(), unknown));
  for (std::size_t i = 0; i < trials.size(); ++i) {
    for (std::size_t j = 0; trials[i] && j <= i; ++j) {
      if (!trials[j]) continue;
      table[i][j] = table[j][i] = i == j ? 1 : limn::adjusted_rand_index(trials[i]->objects, trials[j]->objects);
    }
  }
  return table;
}

/// One technique on the picture of a task; what goes wrong is a problem.
std::optional<Trial> try_run(const Entrant& entrant, const tool::Picture& picture, const Task& task, int runs,
                             std::vector<std::string>& problems) {
  const std::string where = task.picture.string() + ", " + entrant.name + ": ";
  try {
    Trial trial = run_trial(entrant, picture, runs);
    if (!trial.steady) problems.push_back(where + "found something else at another run");
    return trial;
  } catch (const std::bad_alloc&) {
    problems.push_back(where + "not enough memory");
  } catch (const std::exception& error) {
    problems.push_back(where + error.what());
  }
  return std::nullopt;
}

void run_picture(const Task& task, const Request& request, Done& done) {
  const tool::Picture picture = tool::read_picture(task.picture.string());
  std::optional<limn::LabelImage<>> truth;
  if (!task.truth.empty()) {
    truth = tool::read_objects(task.truth);
    if (!(truth->size() == picture.size())) {
      throw limn::IoError(task.truth.string(), "is " + spell(truth->size()) + " but " + task.picture.string() + " is " +
                                                   spell(picture.size()));
    }
  }
  for (const Entrant& entrant : request.entrants) {
    done.trials.push_back(try_run(entrant, picture, task, request.runs, done.problems));
    auto& trial = done.trials.back();
    done.scores.push_back(trial && truth ? tool::score(trial->objects, *truth, request.tolerance) : tool::Score{});
  }
  if (!truth) done.agreement = agreement_of(done.trials);
  if (task.shown) {
    Shown shown{.name = task.name, .size = picture.size(), .picture = thumbnail(picture)};
    if (truth) shown.truth = overlay_thumbnail(*truth);
    for (const auto& trial : done.trials) {
      shown.results.push_back(trial ? ShownResult{overlay_thumbnail(trial->objects), trial->median, {}}
                                    : ShownResult{});
    }
    done.shown = std::move(shown);
  }
  for (auto& trial : done.trials) {
    if (trial) trial->objects = {};
  }
  done.pixels = static_cast<std::size_t>(picture.size().width * picture.size().height);
}

std::vector<Done> run_all(const std::vector<Task>& tasks, const Request& request) {
  std::vector<Done> all(tasks.size());
  tool::Progress progress(tasks.size());
  std::mutex mutex;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      try {
        run_picture(tasks[i], request, all[i]);
      } catch (const limn::IoError& error) {
        all[i].problems.emplace_back(error.what());  // names the path itself
      } catch (const std::exception& error) {
        all[i].problems.push_back(tasks[i].picture.string() + ": " + error.what());
      }
      const std::lock_guard lock(mutex);
      progress.step(!all[i].problems.empty());
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < (std::min)(request.jobs, tasks.size()); ++i) threads.emplace_back(work);
  work();
  threads.clear();
  return all;
}

/// The sums over pictures of one entrant.
Line line_of(std::size_t at, const Request& request, const std::vector<Done>& all) {
  Line line{.entrant = request.entrants[at], .hash = empty_hash};
  std::vector<tool::Score> scores;
  std::ptrdiff_t kept = 0, most = 0;
  double pixels = 0;
  for (const Done& done : all) {
    if (done.pixels == 0 || !done.trials[at]) continue;
    const Trial& trial = *done.trials[at];
    ++line.pictures;
    line.median += trial.median;
    line.least += trial.least;
    // What it kept from the pictures before is part of what it holds now.
    most = (std::max)(most, kept + trial.bytes);
    kept += trial.kept;
    mix(line.hash, trial.hash);
    pixels += static_cast<double>(done.pixels);
    scores.push_back(done.scores[at]);
  }
  if (line.pictures == 0) return line;
  const auto count = static_cast<double>(line.pictures);
  line.speed = pixels / 1e3 / line.median;
  line.median /= count;
  line.least /= count;
  line.megabytes = static_cast<double>(most) / 1e6;
  if (!request.truth.empty()) {
    const tool::Row row = tool::summarize(scores).back();
    line.estimates.assign(row.estimates.begin(), row.estimates.end());
  }
  return line;
}

/// The means over the pictures that both ran on, if there are any.
std::vector<std::vector<double>> mean_agreement(std::size_t entrants, const std::vector<Done>& all) {
  std::vector<std::vector<double>> table(entrants, std::vector<double>(entrants, 0));
  for (std::size_t i = 0; i < entrants; ++i) {
    for (std::size_t j = 0; j < entrants; ++j) {
      double count = 0;
      for (const Done& done : all) {
        if (done.pixels == 0 || !done.trials[i] || !done.trials[j]) continue;
        table[i][j] += done.agreement[i][j];
        ++count;
      }
      table[i][j] = count > 0 ? table[i][j] / count : unknown;
    }
  }
  return table;
}

/// With each of the others of which it is known, the mean; 1 if there is none.
double mean_of_others(const std::vector<double>& row, std::size_t self) {
  double sum = 0, count = 0;
  for (std::size_t j = 0; j < row.size(); ++j) {
    if (j == self || std::isnan(row[j])) continue;
    sum += row[j];
    ++count;
  }
  return count > 0 ? sum / count : 1;
}

void mark_front(std::vector<Line>& lines, std::size_t column, bool less_is_better) {
  const auto quality = [&](const Line& line) {
    return less_is_better ? -line.estimates[column].mean : line.estimates[column].mean;
  };
  for (Line& line : lines) {
    line.front = std::none_of(lines.begin(), lines.end(), [&](const Line& other) {
      return other.median <= line.median && quality(other) >= quality(line) &&
             (other.median < line.median || quality(other) > quality(line));
    });
  }
}

/// `list` in the order of `order`.
template <class T>
void arrange(std::vector<T>& list, const std::vector<std::size_t>& order) {
  std::vector<T> arranged;
  for (const std::size_t at : order) arranged.push_back(std::move(list[at]));
  list = std::move(arranged);
}

}  // namespace

Outcome compare(const Request& request) {
  Outcome outcome;
  const std::vector<Task> tasks = plan(request, outcome.problems);
  std::vector<Done> all = run_all(tasks, request);

  const bool truth = !request.truth.empty();
  if (truth) outcome.columns.assign(tool::measures.begin(), tool::measures.end());
  else outcome.columns = {{"agreement", "agreement"}};
  for (Done& done : all) {
    std::move(done.problems.begin(), done.problems.end(), std::back_inserter(outcome.problems));
    if (done.pixels == 0) continue;
    ++outcome.pictures;
    outcome.pixels += done.pixels;
  }
  const std::size_t count = request.entrants.size();
  if (!truth) outcome.agreement = mean_agreement(count, all);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < count; ++i) {
    outcome.lines.push_back(line_of(i, request, all));
    if (!truth) {
      const double mean = mean_of_others(outcome.agreement[i], i);
      outcome.lines.back().estimates = {{mean, mean, mean}};
    }
    if (outcome.lines.back().pictures > 0) order.push_back(i);
  }
  for (Done& done : all) {
    if (!done.shown) continue;
    for (std::size_t i = 0; i < count; ++i) {
      auto& values = done.shown->results[i].values;
      if (truth) values.assign(done.scores[i].values.begin(), done.scores[i].values.end());
      else values = {mean_of_others(done.agreement[i], i)};
    }
    outcome.shown.push_back(std::move(*done.shown));
  }

  // The best first; those that ran on no picture are left out, their problems said.
  const auto is_measure = [&](const tool::Measure& measure) { return measure.key == request.measure; };
  const auto chosen = std::find_if(outcome.columns.begin(), outcome.columns.end(), is_measure);
  const auto column = static_cast<std::size_t>(chosen - outcome.columns.begin());
  const auto better = [&](std::size_t a, std::size_t b) {
    const double one = outcome.lines[a].estimates[column].mean, other = outcome.lines[b].estimates[column].mean;
    return chosen->less_is_better ? one < other : one > other;
  };
  std::stable_sort(order.begin(), order.end(), better);
  arrange(outcome.lines, order);
  for (Shown& shown : outcome.shown) arrange(shown.results, order);
  if (!truth) {
    for (auto& row : outcome.agreement) arrange(row, order);
    arrange(outcome.agreement, order);
  }
  mark_front(outcome.lines, column, chosen->less_is_better);
  return outcome;
}

}  // namespace comparison
