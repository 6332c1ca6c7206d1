#include "video.hpp"

#include <limn/core/error.hpp>
#include <limn/draw/overlay.hpp>
#include <limn/filter/color.hpp>
#include <limn/filter/morphology.hpp>
#include <limn/io/io.hpp>
#include <limn/label/components.hpp>
#include <limn/label/remove_small.hpp>
#include <limn/video/background.hpp>
#include <limn/video/y4m.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "files.hpp"
#include "progress.hpp"
#include "video_tracks.hpp"

namespace tool {
namespace fs = std::filesystem;
namespace {

/// stdin, or a file.
class Input {
 public:
  explicit Input(const std::string& path) {
    if (path == "-") return;
    file_.open(path, std::ios::binary);
    if (!file_) throw limn::IoError(path, "cannot be opened");
    std::error_code unknown;
    const auto bytes = fs::file_size(path, unknown);
    if (!unknown) bytes_ = bytes;
  }
  [[nodiscard]] std::istream& stream() { return file_.is_open() ? file_ : std::cin; }
  /// How many frames there are, by the size of the file; 0 if that is not known.
  [[nodiscard]] std::size_t frames(const limn::Y4mHeader& header) const {
    const limn::Size<2> chroma = limn::chroma_size(header.size, header.chroma);
    const limn::Index samples = limn::pixel_count(header.size) + 2 * limn::pixel_count(chroma);
    return bytes_ /
           (static_cast<std::size_t>(samples * (header.bits > 8 ? 2 : 1)) + std::string_view("FRAME\n").size());
  }

 private:
  std::ifstream file_;
  std::uintmax_t bytes_ = 0;
};

/// stdout, or a file that takes its place when it is complete.
class Output {
 public:
  explicit Output(const std::string& path) : place_(path) {
    if (path == "-") return;
    draft_ = draft_of(place_);
    file_.open(draft_, std::ios::binary | std::ios::trunc);
    if (!file_) throw limn::IoError(path, "cannot be written");
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    std::error_code ignored;
    if (draft_ != place_) fs::remove(draft_, ignored);
  }
  [[nodiscard]] std::ostream& stream() { return draft_.empty() ? std::cout : file_; }
  void finish() {
    stream().flush();
    if (file_.is_open()) file_.close();
    std::error_code error;
    if (stream() && !draft_.empty() && draft_ != place_) fs::rename(draft_, place_, error);
    if (!stream() || error) throw limn::IoError(place_.string(), "cannot be written");
    draft_ = place_;
  }

 private:
  fs::path place_, draft_;
  std::ofstream file_;
};

std::uint8_t high_byte(std::uint16_t value) { return static_cast<std::uint8_t>((value * 255 + 32767) / 65535); }

/// The next frame as the techniques want it.
template <class T>
class Frames {
 public:
  [[nodiscard]] std::optional<Picture> next(limn::Y4mReader& reader) {
    if (!reader.read(frame_)) return std::nullopt;
    const limn::YuvFormat format = limn::yuv_format(reader.header());
    Picture picture{.gray = limn::to_gray(frame_, format), .color = {}, .pixels = {}};
    if (format.chroma == limn::YuvChroma::mono) return picture;
    const limn::Image<limn::Rgb<T>> colors = limn::to_rgb(frame_, format);
    if constexpr (sizeof(T) == 1) picture.color = colors;
    else
      picture.color = limn::transform(colors, [](const limn::Rgb<T>& p) {
        return Color{high_byte(p.r), high_byte(p.g), high_byte(p.b)};
      });
    return picture;
  }

 private:
  limn::YuvFrame<T> frame_;
};

/// Not stretched as a single picture would be: a clip would flicker.
limn::Image<Color> shown(const Picture& picture) {
  if (picture.color) return *picture.color;
  if (const auto* const bytes = std::get_if<limn::Image<std::uint8_t>>(&picture.gray)) return limn::to_rgb(*bytes);
  return limn::transform(std::get<limn::Image<std::uint16_t>>(picture.gray),
                         [](std::uint16_t value) { return limn::to_rgb(high_byte(value)); });
}

/// What moves, in colors if there are some, without specks, in pieces.
class Moving {
 public:
  explicit Moving(const Values& values) : values_(values) {}

  [[nodiscard]] limn::LabelImage<> find(const Picture& picture) {
    if (!mixture_) {
      const limn::BackgroundOptions options{.history = values_.integer("history"),
                                            .threshold = values_.number("deviations") * values_.number("deviations")};
      mixture_.emplace(picture.size(), options);
    }
    limn::Mask mask = mixture_->update(shown(picture));
    if (mixture_->frames() == 1) limn::fill(mask, limn::Binary::background);  // nothing is known yet
    if (const limn::Index radius = values_.integer("open"); radius > 0) {
      mask = limn::open(mask, limn::StructuringElement::box(2 * radius + 1));
    }
    return limn::remove_small(limn::label_components(mask).labels, values_.integer("min-area"));
  }

 private:
  const Values& values_;
  std::optional<limn::BackgroundMixture<Color>> mixture_;
};

limn::LabelImage<> objects(Result result) {
  if (auto* const labels = std::get_if<limn::LabelImage<>>(&result.found)) return std::move(*labels);
  return limn::label_components(std::get<limn::Mask>(result.found)).labels;
}

void refuse_nonsense(const VideoRequest& request) {
  if (request.technique != nullptr) {
    const Finds finds = after_steps(request.technique->finds, request.steps->to_json());
    if (finds == Finds::edges || finds == Finds::classes) {
      throw UsageError("method " + request.technique->name + " finds " + (finds == Finds::edges ? "edges" : "classes") +
                       ", and limn video follows objects");
    }
  }
  const std::string ending = request.tracks.extension().string();
  if (!request.tracks.empty() && ending != ".csv" && ending != ".json") {
    throw UsageError("--tracks is a file that ends in .csv or .json, not \"" + request.tracks.string() + "\"");
  }
  if (!request.tracks.empty() &&
      fs::absolute(request.tracks).lexically_normal() == fs::absolute(request.out).lexically_normal()) {
    throw UsageError("--tracks and --out are both " + request.out);
  }
  std::error_code ignored;
  if (request.in != "-" && request.out != "-" && fs::equivalent(request.in, request.out, ignored)) {
    throw UsageError(request.out + ": is the clip itself");
  }
}

void write_labels(const fs::path& folder, limn::Index frame, const limn::LabelImage<>& ids) {
  char name[40];
  std::snprintf(name, sizeof name, "%06lld_labels.png", static_cast<long long>(frame));
  write_together({{folder / name, limn::encode_png(ids)}});
}

void report(const VideoRequest& request, limn::Index frames, std::size_t objects,
            std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  const auto count = [](std::size_t n, const char* thing) {
    return std::to_string(n) + " " + thing + (n == 1 ? "" : "s");
  };
  std::fprintf(request.out == "-" ? stderr : stdout, "%s: %s, %s, %.3g frames/s\n", request.in.c_str(),
               count(static_cast<std::size_t>(frames), "frame").c_str(), count(objects, "object").c_str(),
               static_cast<double>(frames) / elapsed.count());
}

template <class T>
void follow(const VideoRequest& request, Input& input, limn::Y4mReader& reader) {
  const limn::Y4mHeader& header = reader.header();
  Output output(request.out);
  limn::Y4mHeader drawn = header;
  drawn.chroma = limn::YuvChroma::c444;  // thin outlines would lose their colors
  drawn.bits = 8;
  drawn.extensions = {"COLORRANGE=LIMITED"};
  limn::Y4mWriter writer(output.stream(), drawn, request.out);

  Frames<T> frames;
  Moving moving(*request.values);
  limn::LabelTracker tracker(request.tracking);
  Tracks tracks;
  limn::YuvFrame<std::uint8_t> frame;
  std::optional<limn::IoError> damage;
  const auto next = [&]() -> std::optional<Picture> {
    try {
      return frames.next(reader);
    } catch (const limn::IoError& error) {
      if (tracker.frames() == 0) throw;
      damage = error;
      return std::nullopt;
    }
  };
  const auto start = std::chrono::steady_clock::now();
  {
    Progress progress(request.quiet ? 1 : input.frames(header), "frames");
    while (std::optional<Picture> picture = next()) {
      const limn::Image<Color> seen = shown(*picture);
      request.steps->before(*picture);
      Result result = request.technique == nullptr ? Result{moving.find(*picture)}
                                                   : request.technique->run(*picture, *request.values);
      request.steps->after(result);
      const limn::LabelImage<> found = objects(std::move(result));
      const auto [ids, events] = tracker.track(found);
      limn::to_yuv_into(limn::overlay(seen, ids, {.alpha = 0.35}), frame, limn::yuv_format(drawn));
      writer.write(frame, reader.frame_parameters());
      tracks.add(tracker.frames() - 1, ids, events);
      if (!request.labels.empty()) write_labels(request.labels, tracker.frames() - 1, ids);
      progress.step(false);
    }
  }
  if (!request.tracks.empty()) {
    write_together({{request.tracks, to_bytes(request.tracks.extension() == ".csv" ? tracks.csv() : tracks.json())}});
  }
  output.finish();
  if (!request.quiet) report(request, tracker.frames(), tracks.size(), start);
  if (damage) throw limn::IoError(*damage);
}

}  // namespace

const std::vector<Option>& background_options() {
  static const std::vector<Option> options{
      integer("history", "500", 1, 1e6, "how many frames the background is learned from"),
      number("deviations", "4", 0.1, 100, "how many standard deviations of its past a pixel may be off"),
      integer("open", "1", 0, 100, "leave out what a square of this radius does not fit into, in pixels"),
      integer("min-area", "20", 0, 1e15, "leave out objects of fewer pixels")};
  return options;
}

void run_video(const VideoRequest& request) {
  refuse_nonsense(request);
  std::ios::sync_with_stdio(false);
  Input input(request.in);
  limn::Y4mReader reader(input.stream(), request.in == "-" ? "standard input" : request.in);
  if (!request.labels.empty()) {
    std::error_code error;
    fs::create_directories(request.labels, error);
    if (error) throw UsageError(request.labels.string() + ": cannot be made: " + error.message());
  }
  if (reader.header().bits > 8) follow<std::uint16_t>(request, input, reader);
  else follow<std::uint8_t>(request, input, reader);
}

}  // namespace tool
