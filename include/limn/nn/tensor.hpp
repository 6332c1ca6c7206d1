#pragma once
/// \file
/// Tensors at the face of the networks, and pictures as tensors.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/traverse.hpp>

#include <Eigen/Core>
#include <limits>
#include <type_traits>
#include <unsupported/Eigen/CXX11/Tensor>

namespace limn::nn {

/// (channel, y, x), x fastest.
using Tensor = Eigen::Tensor<float, 3, Eigen::RowMajor>;

inline namespace LIMN_ABI {
namespace detail {

// What is divided by so that the largest value of an integer channel becomes 1; floats stay as they are.
template <class Channel>
inline constexpr float unit_scale = std::is_floating_point_v<Channel>
                                        ? 1.0F
                                        : 1.0F / static_cast<float>((std::numeric_limits<Channel>::max)());

}  // namespace detail

/// A picture as a tensor: one channel for gray pixels, three or four for colors in the order of the pixel's members.
///
/// \param image  2-D; gray or color, of any type. Integers are divided by the largest value of their type, so that
///               8-bit levels become [0, 1]; floating values stay. NaN stays NaN.
/// \returns      channels x height x width.
/// \complexity   one pass.
template <class I>
requires((GrayImage<I> || ColorImage<I>)&&rank_v<I> == 2) [[nodiscard]] Tensor to_tensor(const I& image) {
  const auto in = const_view(image);
  using Traits = PixelTraits<pixel_t<I>>;
  using Channel = typename Traits::Channel;
  constexpr Index channels = static_cast<Index>(Traits::channels);
  constexpr float scale = detail::unit_scale<Channel>;
  Tensor result(channels, in.height(), in.width());
  const Index plane = in.height() * in.width();
  for (Index y = 0; y < in.height(); ++y) {
    const pixel_t<I>* const row = in.row_pointer(y);
    float* const to = result.data() + y * in.width();
    for (Index x = 0; x < in.width(); ++x) {
      if constexpr (channels == 1) {
        to[x] = static_cast<float>(row[x]) * scale;
      } else {
        const auto* const values = reinterpret_cast<const Channel*>(row + x);
        for (Index c = 0; c < channels; ++c) to[c * plane + x] = static_cast<float>(values[c]) * scale;
      }
    }
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn::nn
