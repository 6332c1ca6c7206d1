#pragma once
// A progress bar on stderr.

#include <chrono>
#include <cstddef>
#include <string>

namespace tool {

/// One line, redrawn in place. Not for two threads at once.
class Progress {
 public:
  /// Shown only if stderr is a terminal and there is more than one step; 0 is a number that is not known. `things` are
  /// what is counted.
  explicit Progress(std::size_t total, std::string things = "pictures");
  ~Progress() { erase(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(bool failed);
  /// Makes room for a line of other output; the next step draws the bar again.
  void erase();

 private:
  void draw();

  std::size_t total_, done_ = 0, failed_ = 0;
  std::string things_;
  bool visible_, drawn_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_{};
};

}  // namespace tool
