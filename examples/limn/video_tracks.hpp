#pragma once
// What became of the objects of a clip, for files.

#include <limn/video/track.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tool {

/// Where an object was in each frame in which it was seen, and what happened to it.
class Tracks {
 public:
  void add(limn::Index frame, const limn::LabelImage<>& ids, const std::vector<limn::TrackEvent>& events);
  [[nodiscard]] std::size_t size() const { return tracks_.size(); }

  /// {"frames": 48, "tracks": [{"id": 1, "first": 0, "last": 47, "path": [[frame, x, y, area], ...], "events": [...]}]}
  [[nodiscard]] std::string json() const;
  /// A line for each object and frame: id, frame, x, y, area, event, other.
  [[nodiscard]] std::string csv() const;

 private:
  struct Place {
    limn::Index frame = 0;
    double x = 0, y = 0;
    limn::Index area = 0;
  };
  struct Track {
    std::vector<Place> path;
    std::vector<limn::TrackEvent> events;
  };

  std::map<std::int32_t, Track> tracks_;
  limn::Index frames_ = 0;
};

}  // namespace tool
