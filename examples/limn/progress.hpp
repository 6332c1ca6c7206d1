#pragma once
// A progress bar on stderr.

#include <chrono>
#include <cstddef>

namespace tool {

/// One line, redrawn in place. Not for two threads at once.
class Progress {
 public:
  /// Shown only if stderr is a terminal and there is more than one step.
  explicit Progress(std::size_t total);
  ~Progress() { erase(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(bool failed);
  /// Makes room for a line of other output; the next step draws the bar again.
  void erase();

 private:
  void draw();

  std::size_t total_, done_ = 0, failed_ = 0;
  bool visible_, drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace tool
