// Networks that were trained for one kind of object.

#include <limn/nn/unet.hpp>

#include <filesystem>
#include <map>
#include <mutex>
#include <system_error>

#include "common.hpp"

namespace tool {
namespace {

namespace fs = std::filesystem;

/// The weights that come with the tool: share/limn beside the folder it was installed in, else in its source.
std::string nuclei_weights() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed = program.parent_path().parent_path() / "share" / "limn" / "nuclei.safetensors";
    if (fs::exists(installed, error)) return installed.string();
  }
  return LIMN_TOOL_NUCLEI_WEIGHTS;
}

/// Read once, however many pictures there are and on however many threads.
limn::nn::UNet network(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::string, limn::nn::UNet> loaded;
  const std::lock_guard lock(mutex);
  const auto found = loaded.find(path);
  return found != loaded.end() ? found->second : loaded.emplace(path, limn::nn::UNet::load(path)).first->second;
}

Result run_nuclei(const Picture& picture, const Values& values) {
  const limn::nn::UNet net = network(values.is_auto("weights") ? nuclei_weights() : values.file("weights"));
  const limn::nn::SegmentOptions options{.tile = values.integer("tile"), .augment = values.flag("augment")};
  const limn::nn::Prediction found =
      picture.color ? net.segment(*picture.color, options)
                    : std::visit([&](const auto& gray) { return net.segment(gray, options); }, picture.gray);
  if (values.choice("output") == "mask") {
    return {limn::transform(found.mask(), [](limn::Binary b) { return std::int32_t{limn::is_foreground(b)}; }), {}};
  }
  const auto certainty = static_cast<float>(values.number("certainty"));
  return {found.instances({.area = values.integer("min-area"), .certainty = certainty}).labels, {}};
}

}  // namespace

std::vector<Technique> nn_techniques() {
  return {
      {.name = "nuclei",
       .family = "nn",
       .summary = "Nuclei of cells, touching ones told apart, by a network that was trained on five kinds of pictures",
       .source = "Ronneberger et al. 2015",
       .finds = Finds::labels,
       .options = {file("weights", "auto", "safetensors file of a U-Net; auto: the one that comes with limn"),
                   choice("output", "instances", {"instances", "mask"}, "one label for each nucleus, or 1 for all"),
                   integer("min-area", "20", 0, 1e9, "smaller nuclei are left out, in pixels"),
                   number("certainty", "0.8", 0, 1, "nuclei less probable than this on average are left out"),
                   flag("augment", "average over the eight rotations and reflections: better, at eight times the cost"),
                   integer("tile", "1024", 128, 1e6, "larger pictures are run in tiles of this size")},
       .run = run_nuclei},
  };
}

}  // namespace tool
