#include "progress.hpp"

#include <cstdio>
#include <string>
#include <utility>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tool {
namespace {

bool stderr_is_terminal() {
#if defined(_WIN32)
  return _isatty(_fileno(stderr)) != 0;
#else
  return isatty(STDERR_FILENO) != 0;
#endif
}

}  // namespace

Progress::Progress(std::size_t total, std::string things)
    : total_(total), things_(std::move(things)), visible_(total != 1 && stderr_is_terminal()) {
  draw();
}

void Progress::step(bool failed) {
  ++done_;
  failed_ += failed ? 1 : 0;
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && done_ != total_ && now - last_ < std::chrono::milliseconds(40)) return;
  last_ = now;
  draw();
}

void Progress::erase() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void Progress::draw() {
  if (!visible_) return;
  constexpr std::size_t cells = 30;
  std::string line = "\r";
  if (total_ > 0) {
    const std::size_t full = (done_ < total_ ? done_ : total_) * cells / total_;
    line += '[';
    line.append(full, '#').append(cells - full, '.') += "] ";
  }
  line += std::to_string(done_) + (total_ > 0 ? " of " + std::to_string(total_) : "") + " " + things_;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  if (done_ > 1) {
    char rate[40];
    std::snprintf(rate, sizeof rate, ", %.3g ", static_cast<double>(done_) / elapsed.count());
    line += rate + things_ + "/s";
  }
  if (failed_ > 0) line += ", " + std::to_string(failed_) + " failed";
  std::fputs((line + "\033[K").c_str(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace tool
