#include "video_tracks.hpp"

#include <limn/label/regions.hpp>

#include <cmath>
#include <nlohmann/json.hpp>

#include "text.hpp"

namespace tool {
namespace {

using nlohmann::ordered_json;

const char* name_of(limn::TrackChange change) {
  switch (change) {
    case limn::TrackChange::appeared: return "appeared";
    case limn::TrackChange::split: return "split";
    case limn::TrackChange::returned: return "returned";
    case limn::TrackChange::merged: return "merged";
    default: return "lost";
  }
}

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

}  // namespace

void Tracks::add(limn::Index frame, const limn::LabelImage<>& ids, const std::vector<limn::TrackEvent>& events) {
  for (const auto& region : limn::regions(ids)) {
    if (region.area == 0) continue;
    tracks_[static_cast<std::int32_t>(region.label)].path.push_back(
        {frame, region.centroid.x, region.centroid.y, region.area});
  }
  for (const limn::TrackEvent& event : events) tracks_[event.id].events.push_back(event);
  frames_ = frame + 1;
}

std::string Tracks::json() const {
  auto list = ordered_json::array();
  for (const auto& [id, track] : tracks_) {
    auto path = ordered_json::array(), events = ordered_json::array();
    for (const Place& at : track.path) {
      path.push_back(ordered_json::array({at.frame, rounded(at.x), rounded(at.y), at.area}));
    }
    for (const limn::TrackEvent& event : track.events) {
      ordered_json entry = {{"frame", event.frame}, {"event", name_of(event.change)}};
      if (event.other != 0) entry["other"] = event.other;
      events.push_back(std::move(entry));
    }
    list.push_back({{"id", id},
                    {"first", track.path.front().frame},
                    {"last", track.path.back().frame},
                    {"path", std::move(path)},
                    {"events", std::move(events)}});
  }
  return ordered_json{{"frames", frames_}, {"columns", {"frame", "x", "y", "area"}}, {"tracks", std::move(list)}}
             .dump() +
         "\n";
}

std::string Tracks::csv() const {
  std::string text = "id,frame,x,y,area,event,other\n";
  for (const auto& entry : tracks_) {
    const Track& track = entry.second;
    const std::string start = std::to_string(entry.first) + ",";
    const auto ending = [](const limn::TrackEvent* event) {
      if (event == nullptr) return std::string(",,\n");
      return std::string(",") + name_of(event->change) + "," +
             (event->other != 0 ? std::to_string(event->other) : std::string()) + "\n";
    };
    auto event = track.events.begin();
    // What has gone has no place in the frame of the event.
    const auto gone_before = [&](limn::Index frame) {
      for (; event != track.events.end() && event->frame < frame; ++event) {
        text += start + std::to_string(event->frame) + ",,," + ending(&*event);
      }
    };
    for (const Place& at : track.path) {
      gone_before(at.frame);
      const bool now = event != track.events.end() && event->frame == at.frame;
      text += start + std::to_string(at.frame) + format(",%.4f", at.x) + format(",%.4f", at.y) + "," +
              std::to_string(at.area) + ending(now ? &*event : nullptr);
      if (now) ++event;
    }
    gone_before(frames_);
  }
  return text;
}

}  // namespace tool
