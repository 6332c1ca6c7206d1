#pragma once
// `limn video`: the objects of a clip, frame by frame, under ids that stay.

#include <limn/video/track.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "step.hpp"
#include "technique.hpp"

namespace tool {

struct VideoRequest {
  std::string in, out;                   ///< files of YUV4MPEG2; "-" is stdin, stdout
  const Technique* technique = nullptr;  ///< what finds the objects; none: what moves before the background is one
  const Values* values = nullptr;        ///< of the technique, or of `background_options`
  const Steps* steps = nullptr;          ///< around either
  std::filesystem::path labels;          ///< the folder of a PNG of ids for each frame; empty: none
  std::filesystem::path tracks;          ///< a CSV or JSON file; empty: none
  limn::TrackOptions tracking{.memory = 3};
  bool quiet = false;
};

/// The options of finding what moves.
[[nodiscard]] const std::vector<Option>& background_options();

/// Reads, finds, follows, draws and writes; says on stderr how far it is, and at the end on stdout, or on stderr if the
/// clip goes there, what was found. Where a frame of the clip is damaged, OUT and the tracks hold those before it;
/// where anything else fails, or there is none before it, they are not there. \throws UsageError  if OUT is IN, or the
/// technique does not find objects. \throws limn::IoError  if the clip cannot be read or something cannot be written.
void run_video(const VideoRequest& request);

}  // namespace tool
