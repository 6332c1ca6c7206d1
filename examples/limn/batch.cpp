#include "batch.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include "progress.hpp"

namespace tool {
namespace fs = std::filesystem;
namespace {

struct Outcome {
  bool failed = false;
  std::string line;
};

Outcome try_segment(const fs::path& picture, const Request& request) {
  const std::string path = picture.string();
  try {
    return {false, path + ": " + segment(picture, request)};
  } catch (const limn::IoError& error) {
    return {true, error.what()};  // names the path itself
  } catch (const std::bad_alloc&) {
    return {true, path + ": not enough memory"};
  } catch (const std::exception& error) {
    return {true, path + ": " + error.what()};
  }
}

/// Holds outcomes back until those before them are told, so that the number of threads shows in nothing.
class Report {
 public:
  Report(std::size_t total, bool quiet) : outcomes_(total), progress_(total), quiet_(quiet) {}

  void add(std::size_t i, Outcome outcome) {
    const std::lock_guard lock(mutex_);
    const bool failed = outcome.failed;
    failures_ += failed ? 1 : 0;
    outcomes_[i] = std::move(outcome);
    for (; told_ < outcomes_.size() && outcomes_[told_]; ++told_) tell(*outcomes_[told_]);
    progress_.step(failed);
  }

  [[nodiscard]] std::size_t failures() const { return failures_; }

 private:
  void tell(const Outcome& outcome) {
    if (!outcome.failed && quiet_) return;
    progress_.erase();
    if (outcome.failed) {
      std::fprintf(stderr, "limn: %s\n", outcome.line.c_str());
    } else {
      std::puts(outcome.line.c_str());
      std::fflush(stdout);
    }
  }

  std::mutex mutex_;
  std::vector<std::optional<Outcome>> outcomes_;
  Progress progress_;
  std::size_t told_ = 0, failures_ = 0;
  bool quiet_;
};

/// One spelling for one place, whether or not it exists yet.
fs::path place_of(const fs::path& path) {
  std::error_code error;
  fs::path place = fs::weakly_canonical(path, error);
  return error ? fs::absolute(path, error).lexically_normal() : place;
}

}  // namespace

void refuse_collisions(const std::vector<fs::path>& pictures, const Request& request) {
  std::map<fs::path, fs::path> written, read;
  for (const auto& picture : pictures) read.emplace(place_of(picture), picture);
  for (const auto& picture : pictures) {
    const Outputs outputs = outputs_of(picture, request);
    for (const auto& output : outputs.all()) {
      const fs::path place = place_of(output);
      if (const auto [other, fresh] = written.emplace(place, picture); !fresh) {
        throw UsageError(other->second.string() + " and " + picture.string() + " would both write " + output.string() +
                         "; segment them into different folders");
      }
      if (const auto input = read.find(place); input != read.end()) {
        throw UsageError(picture.string() + " would write over " + input->second.string() +
                         "; choose another folder for --out");
      }
    }
  }
}

std::size_t run_batch(const std::vector<fs::path>& pictures, const Request& request, std::size_t jobs, bool quiet) {
  Report report(pictures.size(), quiet);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < pictures.size(); i = next++) report.add(i, try_segment(pictures[i], request));
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < (std::min)(jobs, pictures.size()); ++i) threads.emplace_back(work);
    work();
  }
  return report.failures();
}

}  // namespace tool
