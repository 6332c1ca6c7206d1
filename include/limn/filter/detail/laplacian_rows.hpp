#pragma once
/// \file
/// The rows of a Laplacian, straight from the rows around them.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/shorts.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The columns that stand left and right of a row; -1: the constant.
template <class T>
struct LaplacianEnds {
  Index left, right;
  T constant;
  [[nodiscard]] LIMN_INLINE T before(const T* row) const { return left < 0 ? constant : row[left]; }
  [[nodiscard]] LIMN_INLINE T after(const T* row) const { return right < 0 ? constant : row[right]; }
};

#if LIMN_DETAIL_VECTORS
/// Whether there is a load that widens pixels `T` to lanes `G`.
template <class T, class G>
inline constexpr bool loads_as_lanes = std::is_same_v<T, G> || std::is_same_v<T, std::uint8_t> ||
                                       (narrow_integer<T> && std::is_same_v<G, std::int32_t>);

template <class G, class Tag, class T>
[[nodiscard]] LIMN_INLINE VecOf<G, Tag> load_lanes(Tag tag, const T* from) {
  static_cast<void>(tag);
  if constexpr (std::is_same_v<T, G>) return VecOf<G, Tag>::load(from);
  else if constexpr (std::is_same_v<G, std::int32_t>) return load_wide(from, VecOf<G, Tag>::zero());
  else return load_as_shorts(tag, from);
}
#endif

// One operation to a statement: clang may fuse those of one expression, and would on some instruction sets only.

/// The four neighbors that share an edge, less four times the center.
struct LaplacianCross {
  template <class A>
  [[nodiscard]] LIMN_INLINE static A of(const A& up, const A& left, const A& here, const A& right, const A& down) {
    const A beside = static_cast<A>(left + right);
    const A above = static_cast<A>(up + down);
    const A twice = static_cast<A>(here + here);
    const A four = static_cast<A>(twice + twice);
    const A around = static_cast<A>(beside + above);
    return static_cast<A>(around - four);
  }

  template <class Tag, class T, class G>
  LIMN_INLINE void operator()(Tag tag, const LaplacianEnds<T>& ends, const T* up, const T* here, const T* down,
                              const T* next, G* out, Index width) const {
    static_cast<void>(tag);
    static_cast<void>(next);
    const auto one = [&](Index x, T left, T right) LIMN_LAMBDA_INLINE {
      out[x] = of(static_cast<G>(up[x]), static_cast<G>(left), static_cast<G>(here[x]), static_cast<G>(right),
                  static_cast<G>(down[x]));
    };
    const T before = ends.before(here), after = ends.after(here);
    if (width == 1) return one(0, before, after);
    one(0, before, here[1]);
    Index x = 1;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<G, Tag>;
    const auto load = [&](const T* from) LIMN_LAMBDA_INLINE { return load_lanes<G>(tag, from); };
    if constexpr (loads_as_lanes<T, G>) {
      for (; x + V::size < width; x += V::size) {
        __builtin_prefetch(next + x);
        of(load(up + x), load(here + x - 1), load(here + x), load(here + x + 1), load(down + x)).store(out + x);
      }
    }
#endif
    for (; x + 1 < width; ++x) one(x, here[x - 1], here[x + 1]);
    one(width - 1, here[width - 2], after);
  }
};

/// Twice the four diagonal neighbors, less eight times the center.
struct LaplacianDiagonals {
  template <class A>
  [[nodiscard]] LIMN_INLINE static A of(const A& up_left, const A& up_right, const A& here, const A& down_left,
                                        const A& down_right) {
    const A above = static_cast<A>(up_left + up_right);
    const A below = static_cast<A>(down_left + down_right);
    const A twice = static_cast<A>(here + here);
    const A four = static_cast<A>(twice + twice);
    const A around = static_cast<A>(above + below);
    const A sum = static_cast<A>(around - four);
    return static_cast<A>(sum + sum);
  }

  template <class Tag, class T, class G>
  LIMN_INLINE void operator()(Tag tag, const LaplacianEnds<T>& ends, const T* up, const T* here, const T* down,
                              const T* next, G* out, Index width) const {
    static_cast<void>(tag);
    static_cast<void>(next);
    const auto one = [&](Index x) LIMN_LAMBDA_INLINE {
      const auto left = [&](const T* row)
                            LIMN_LAMBDA_INLINE { return static_cast<G>(x == 0 ? ends.before(row) : row[x - 1]); };
      const auto right = [&](const T* row) LIMN_LAMBDA_INLINE {
        return static_cast<G>(x + 1 == width ? ends.after(row) : row[x + 1]);
      };
      out[x] = of(left(up), right(up), static_cast<G>(here[x]), left(down), right(down));
    };
    one(0);
    Index x = 1;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<G, Tag>;
    const auto load = [&](const T* from) LIMN_LAMBDA_INLINE { return load_lanes<G>(tag, from); };
    if constexpr (loads_as_lanes<T, G>) {
      for (; x + V::size < width; x += V::size) {
        __builtin_prefetch(next + x);
        of(load(up + x - 1), load(up + x + 1), load(here + x), load(down + x - 1), load(down + x + 1)).store(out + x);
      }
    }
#endif
    for (; x + 1 < width; ++x) {
      out[x] = of(static_cast<G>(up[x - 1]), static_cast<G>(up[x + 1]), static_cast<G>(here[x]),
                  static_cast<G>(down[x - 1]), static_cast<G>(down[x + 1]));
    }
    if (width > 1) one(width - 1);
  }
};

/// The six neighbors that share a face, less six times the center.
struct LaplacianVolume {
  template <class Tag, class T, class G>
  LIMN_INLINE void operator()(Tag, const LaplacianEnds<T>& ends, const T* above, const T* up, const T* here,
                              const T* down, const T* below, G* __restrict out, Index width) const {
    const auto one = [&](Index x, T left, T right) LIMN_LAMBDA_INLINE {
      const G beside = static_cast<G>(static_cast<G>(left) + static_cast<G>(right));
      const G along = static_cast<G>(static_cast<G>(up[x]) + static_cast<G>(down[x]));
      const G through = static_cast<G>(static_cast<G>(above[x]) + static_cast<G>(below[x]));
      const G plane = static_cast<G>(beside + along);
      const G around = static_cast<G>(plane + through);
      const G six = static_cast<G>(static_cast<G>(6) * static_cast<G>(here[x]));
      out[x] = static_cast<G>(around - six);
    };
    const T before = ends.before(here), after = ends.after(here);
    if (width == 1) return one(0, before, after);
    one(0, before, here[1]);
    for (Index x = 1; x + 1 < width; ++x) one(x, here[x - 1], here[x + 1]);
    one(width - 1, here[width - 2], after);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
