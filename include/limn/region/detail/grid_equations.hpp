#pragma once
/// \file
/// The linear equations of a weighted grid, each pixel the weighted mean of its neighbors, by conjugate gradients with
/// the diagonal as preconditioner.
///
/// Source: M. R. Hestenes, E. Stiefel, "Methods of conjugate gradients for solving linear systems", J. Research of the
/// National Bureau of Standards 49(6), 1952.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Eight sums side by side whatever the registers are, so that they do not depend on the instruction set.
struct EightSums {
  double lane[8] = {};
  [[nodiscard]] LIMN_INLINE double sum() const {
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
  }
};

/// Calls `part(i, sums)` for the numbers [begin, end), a multiple of eight, in registers; `sums` are of type `V`.
template <class Tag, std::size_t Count, class Part>
LIMN_INLINE void for_eights(Tag, Index begin, Index end, EightSums (&result)[Count], const Part& part) {
#if LIMN_DETAIL_VECTORS
  using V = VecOf<double, Tag>;
  constexpr auto parts = static_cast<std::size_t>(8 / V::size);
  V sums[parts][Count] = {};
  for (Index i = begin; i < end; i += 8) {
#pragma GCC unroll 4
    for (std::size_t k = 0; k < parts; ++k) part(i + static_cast<Index>(k) * V::size, sums[k]);
  }
  for (std::size_t k = 0; k < parts; ++k) {
    for (std::size_t n = 0; n < Count; ++n) sums[k][n].store(result[n].lane + static_cast<Index>(k) * V::size);
  }
#else
  for (Index i = begin; i < end; ++i) {
    double sums[Count];
    for (std::size_t n = 0; n < Count; ++n) sums[n] = result[n].lane[(i - begin) % 8];
    part(i, sums);
    for (std::size_t n = 0; n < Count; ++n) result[n].lane[(i - begin) % 8] = sums[n];
  }
#endif
}

// Numbers one after another, as the kernels take them.
#if LIMN_DETAIL_VECTORS
template <class V>
[[nodiscard]] LIMN_INLINE V load_numbers(const double* from) {
  return V::load(from);
}
template <class V>
[[nodiscard]] LIMN_INLINE V splat_numbers(double value) {
  return V::splat(value);
}
template <class V>
LIMN_INLINE void store_numbers(const V& value, double* to) {
  value.store(to);
}
#else
template <class V>
[[nodiscard]] LIMN_INLINE V load_numbers(const double* from) {
  return *from;
}
template <class V>
[[nodiscard]] LIMN_INLINE V splat_numbers(double value) {
  return value;
}
LIMN_INLINE void store_numbers(double value, double* to) { *to = value; }
#endif

/// The grid: what each pixel weighs, and its edges to the next along each axis, 0 where there is none. All arrays go on
/// with zeros for `margin` numbers before and behind.
struct GridEquations {
  Index count = 0, margin = 0;  // pixels, filled up to a multiple of eight
  int axes = 0;
  Index away[3] = {};                                    // the next pixel along an axis
  const double* edges[3] = {};                           // to it
  const double *diagonal = nullptr, *inverse = nullptr;  // 0 where a pixel is not asked for
};

/// q = A p, and p . q.
struct ApplyGrid {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const GridEquations& given, const double* p, double* q, Index begin, Index end,
                              double& along) const {
    const GridEquations grid = given;
    EightSums sums[1];
    for_eights(tag, begin, end, sums, [&]<class V>(Index i, V(&sum)[1]) LIMN_LAMBDA_INLINE {
      const V here = load_numbers<V>(p + i);
      V value = load_numbers<V>(grid.diagonal + i) * here;
      for (int axis = 0; axis < grid.axes; ++axis) {
        const Index away = grid.away[axis];
        const double* const edges = grid.edges[axis] + i;
        // Products are named before they are added, so that no compiler joins the two and rounds once.
        const V next = load_numbers<V>(edges) * load_numbers<V>(p + i + away);
        const V before = load_numbers<V>(edges - away) * load_numbers<V>(p + i - away);
        const V both = next + before;
        value = value - both;
      }
      store_numbers(value, q + i);
      const V product = here * value;
      sum[0] = sum[0] + product;
    });
    along = sums[0].sum();
  }
};

/// x += a p and r -= a q; r . r, and r . z, z being r over the diagonal.
struct StepGrid {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const double* inverse, const double* p, const double* q, double a, double* x,
                              double* r, Index begin, Index end, double& squares, double& weighed) const {
    EightSums sums[2];
    for_eights(tag, begin, end, sums, [&]<class V>(Index i, V(&sum)[2]) LIMN_LAMBDA_INLINE {
      const V step = splat_numbers<V>(a);
      const V forward = step * load_numbers<V>(p + i), back = step * load_numbers<V>(q + i);
      store_numbers(load_numbers<V>(x + i) + forward, x + i);
      const V rest = load_numbers<V>(r + i) - back;
      store_numbers(rest, r + i);
      const V square = rest * rest;
      const V part = square * load_numbers<V>(inverse + i);
      sum[0] = sum[0] + square;
      sum[1] = sum[1] + part;
    });
    squares = sums[0].sum();
    weighed = sums[1].sum();
  }
};

/// p = z + b p.
struct TurnGrid {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const double* inverse, const double* r, double b, double* p, Index begin,
                              Index end) const {
    EightSums none[1];
    for_eights(tag, begin, end, none, [&]<class V>(Index i, V(&)[1]) LIMN_LAMBDA_INLINE {
      const V z = load_numbers<V>(inverse + i) * load_numbers<V>(r + i);
      const V before = splat_numbers<V>(b) * load_numbers<V>(p + i);
      store_numbers(z + before, p + i);
    });
  }
};

/// Solves A x = r for an x that is 0 at first; `r` is used up. Sums are over stretches of a fixed length, so that the
/// executor changes no bit.
template <class E>
int solve_grid(const GridEquations& grid, double* x, double* r, double tolerance, int iterations, E& executor) {
  constexpr Index stretch = 8192;
  const Index stretches = (grid.count + stretch - 1) / stretch;
  const auto padded = static_cast<std::size_t>(grid.count + 2 * grid.margin);
  List<double> p_storage(padded), q_storage(static_cast<std::size_t>(grid.count));
  List<double> first(static_cast<std::size_t>(stretches)), second(first.size());
  double *const p = p_storage.data() + grid.margin, *const q = q_storage.data();
  const auto total = [](const List<double>& parts) {
    double sum = 0;
    for (const double part : parts) sum += part;
    return sum;
  };
  const auto run = [&](const auto& body) {
    executor(stretches, [&](Index s) {
      const Index begin = s * stretch, end = begin + stretch < grid.count ? begin + stretch : grid.count;
      body(static_cast<std::size_t>(s), begin, end);
    });
  };
  // 1. The first residual is r itself, and the first direction z.
  run([&](std::size_t s, Index begin, Index end) {
    dispatch(StepGrid{}, grid.inverse, p, q, 0.0, x, r, begin, end, first[s], second[s]);
    dispatch(TurnGrid{}, grid.inverse, r, 0.0, p, begin, end);
  });
  const double enough = tolerance * tolerance * total(first);
  double weighed = total(second);
  for (int i = 0; i < iterations; ++i) {
    if (!(total(first) > enough)) return i;
    // 2. Along p to where the residual is square to it.
    run([&](std::size_t s, Index begin, Index end) { dispatch(ApplyGrid{}, grid, p, q, begin, end, second[s]); });
    const double step = weighed / total(second);
    run([&](std::size_t s, Index begin, Index end) {
      dispatch(StepGrid{}, grid.inverse, p, q, step, x, r, begin, end, first[s], second[s]);
    });
    // 3. A new direction, conjugate to those before.
    const double before = weighed;
    weighed = total(second);
    const double turn = weighed / before;
    run([&](std::size_t, Index begin, Index end) { dispatch(TurnGrid{}, grid.inverse, r, turn, p, begin, end); });
  }
  return iterations;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
