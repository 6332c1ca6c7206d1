// nn/: the small U-Net of examples/nuclei, its weights loaded, on one thread; then the whole way to nuclei. No peer
// that runs networks is at hand everywhere: docs/design.md has the figures of those that were measured once.

#include <limn/nn/unet.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>

#include "support.hpp"

namespace {

using limn::Index;
using limn::nn::Tensor;

struct Data {
  limn::nn::UNet net;
  limn::Image<std::uint8_t> gray;
  Tensor input{}, output{};
  limn::Labeling<> nuclei{};
};

limn_bench::Case make(Index size, bool to_nuclei) {
  const auto data =
      std::make_shared<Data>(Data{limn::nn::UNet::load(LIMN_NUCLEI_WEIGHTS), limn_bench::natural_gray(size)});
  data->input = limn::nn::stretch_with_root(data->gray);
  data->output = data->net(data->input);
  const auto pixels = static_cast<double>(size * size);
  limn_bench::Case work{
      .pixels = pixels,
      .bytes = pixels * 4 * static_cast<double>(data->net.inputs() + data->net.outputs()),
      .null =
          [data] {
            const auto bytes = [](Tensor& tensor) {
              return std::as_writable_bytes(std::span(tensor.data(), static_cast<std::size_t>(tensor.size())));
            };
            limn_bench::null_pass(bytes(data->input), bytes(data->output));
          },
      .limn = {}};
  if (to_nuclei) {
    work.limn = [data] { data->nuclei = data->net.segment(data->gray).instances(); };
    work.check = [data] { return data->nuclei.labels.size() == data->gray.size(); };
  } else {
    work.limn = [data] { data->output = data->net(data->input); };
    // The tensors of a run, placed by their lifetimes, take at most 290 bytes a pixel: 19 MB at 256 x 256.
    work.check = [data, size] {
      const auto finite = [](float value) { return std::isfinite(value); };
      return data->net.arena_bytes(size, size) <= 290 * size * size &&
             std::all_of(data->output.data(), data->output.data() + data->output.size(), finite);
    };
  }
  return work;
}

}  // namespace

LIMN_BENCH_CASES(nn_cases) {
  for (const Index size : {256, 512}) {
    limn_bench::add({"nn/unet_small/" + std::to_string(size), 0, [=] { return make(size, false); }});
    limn_bench::add({"nn/nuclei/" + std::to_string(size), 0, [=] { return make(size, true); }});
  }
}
