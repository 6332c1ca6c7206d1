#pragma once
/// \file
/// What a filter sees outside the image.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

namespace limn {

/// A row `abcd` continues to the left and right as
/// `reflect` dcba|abcd|dcba, `mirror` dcb|abcd|cba (OpenCV's REFLECT_101), `replicate` aaaa|abcd|dddd,
/// `wrap` abcd|abcd|abcd, `constant` kkkk|abcd|kkkk.
enum class Border { reflect, mirror, replicate, wrap, constant };

inline namespace LIMN_ABI {

/// The index in [0, size) that stands for `i`, which may lie any distance outside; -1 where the constant stands.
[[nodiscard]] constexpr Index border_index(Index i, Index size, Border border) {
  if (i >= 0 && i < size) return i;
  switch (border) {
    case Border::replicate: return i < 0 ? 0 : size - 1;
    case Border::wrap: {
      const Index rest = i % size;
      return rest < 0 ? rest + size : rest;
    }
    case Border::reflect: {
      const Index period = 2 * size;
      Index rest = i % period;
      if (rest < 0) rest += period;
      return rest < size ? rest : period - 1 - rest;
    }
    case Border::mirror: {
      if (size == 1) return 0;
      const Index period = 2 * size - 2;
      Index rest = i % period;
      if (rest < 0) rest += period;
      return rest < size ? rest : period - rest;
    }
    case Border::constant: break;
  }
  return -1;
}

}  // namespace LIMN_ABI
}  // namespace limn
